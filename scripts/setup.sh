#!/usr/bin/env bash
# Decides once which packages bring the native code, records it in providers.props, and installs what they need.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
props=$root/providers.props
headers=/usr/include/torch/csrc/api/include/torch/torch.h
minimum_libtorch=1.13
opencv_modules=(core imgproc imgcodecs objdetect videoio highgui ml)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export MSBUILDDISABLENODEREUSE=1 DEBIAN_FRONTEND=noninteractive

say() { printf 'setup: %s\n' "$*"; }
die() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

check_dotnet() {
  command -v dotnet >/dev/null || die 'the .NET 10 SDK is needed, and there is no dotnet on the PATH'
  (cd "$root" && dotnet --version) >"$log" 2>&1 || {
    cat "$log" >&2
    die 'the .NET 10 SDK is needed'
  }
}

# LIBTORCH as an absolute path: an unpacked libtorch, or the folder of a pip-installed torch.
libtorch_folder() {
  local folder
  folder=$(cd "$LIBTORCH" 2>/dev/null && pwd) || die "LIBTORCH=$LIBTORCH is not a folder"
  [[ -d $folder/include && -e $folder/lib/libtorch.so ]] ||
    die "LIBTORCH=$LIBTORCH lacks include/ or lib/libtorch.so: name an unpacked libtorch or the torch folder of a pip install"
  printf '%s\n' "$folder"
}

has_nvidia_driver() { command -v nvidia-smi >/dev/null && nvidia-smi >/dev/null 2>&1; }

# The lock files hold for the system choice alone, so this restore keeps its own, out of the way.
restorable() {
  say "asking NuGet for TorchSharp-$1"
  (cd "$root" && dotnet restore src/FerTrain/FerTrain.csproj -p:Providers=nuget -p:Torch="${1%%-*}" \
    -p:NuGetLockFilePath=obj/nuget.lock.json -v q --nologo) </dev/null >"$log" 2>&1
}

can_be_root() { ((EUID == 0)) || sudo -n true 2>/dev/null; }
as_root() { if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi; }

refreshed=false
refresh_package_lists() {
  if $refreshed || ! can_be_root; then return 0; fi
  refreshed=true
  as_root apt-get update -qq </dev/null >"$log" 2>&1 || say 'apt-get update failed, going on with the lists that are here'
}

distribution_has_libtorch() {
  command -v apt-get >/dev/null || return 1
  refresh_package_lists
  local candidate
  candidate=$(apt-cache policy libtorch-dev 2>/dev/null | sed -n 's/^ *Candidate: *//p')
  [[ -n $candidate ]] && dpkg --compare-versions "$candidate" ge "$minimum_libtorch"
}

has_opencv() {
  local module
  for module in "${opencv_modules[@]}"; do
    [[ -e /usr/include/opencv4/opencv2/$module.hpp ]] || return 1
  done
  [[ -d /usr/share/opencv4/haarcascades ]]
}

has_cairo() { [[ $(/sbin/ldconfig -p 2>/dev/null) == *libcairo.so.2* ]]; }

install_missing() {
  local missing=()
  [[ -n $libtorch || -e $headers ]] || missing+=(libtorch-dev)
  has_cairo || missing+=(libcairo2)
  has_opencv || missing+=($(printf 'libopencv-%s-dev ' "${opencv_modules[@]}") opencv-data)
  command -v g++ >/dev/null || missing+=(g++)
  command -v cmake >/dev/null || missing+=(cmake)
  ((${#missing[@]})) || return 0

  command -v apt-get >/dev/null || die "install ${missing[*]} with this system's package manager, then run this again"
  can_be_root || die "run this, then try again: sudo apt-get install -y --no-install-recommends ${missing[*]}"
  say "installing ${missing[*]}"
  refresh_package_lists
  as_root apt-get install -y --no-install-recommends "${missing[@]}" </dev/null >"$log" 2>&1 || {
    cat "$log" >&2
    die "apt-get could not install ${missing[*]}"
  }
}

# Whoever neither exports nor runs .onnx files can do without, so a machine that lacks it is told and not stopped.
install_onnxruntime() {
  [[ -z ${ONNXRUNTIME:-} && $(/sbin/ldconfig -p 2>/dev/null) != *libonnxruntime.so* ]] || return 0
  [[ ! $root/node_modules/.package-lock.json -nt $root/package-lock.json ]] || return 0
  command -v npm >/dev/null || {
    say 'there is no npm to install ONNX Runtime with: .onnx files cannot be run, unless ONNXRUNTIME names a libonnxruntime.so'
    return 0
  }
  say 'installing ONNX Runtime with npm'
  (cd "$root" && npm ci) </dev/null >"$log" 2>&1 || say 'npm could not install ONNX Runtime: .onnx files cannot be run, unless ONNXRUNTIME names a libonnxruntime.so'
}

install_system() {
  install_missing
  install_onnxruntime
}

recorded() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$props"; }

read_choice() {
  providers=$(recorded Providers) libtorch=$(recorded LibTorch)
  [[ $providers == system || $providers == nuget ]] || die "providers.props: Providers is '$providers', accepted are system and nuget"
  [[ -n ${LIBTORCH:-} ]] || return 0
  local asked
  asked=$(libtorch_folder)
  [[ $asked == "$libtorch" ]] || die "LIBTORCH=$LIBTORCH is not what providers.props names: delete providers.props to decide again"
}

choose() {
  providers=system torch=cpu libtorch=
  if [[ -n ${LIBTORCH:-} ]]; then
    libtorch=$(libtorch_folder)
    return
  fi
  if has_nvidia_driver; then
    if restorable cuda; then
      providers=nuget torch=cuda
      return
    fi
    say 'NuGet cannot restore the CUDA packages; to train on the GPU, set LIBTORCH to a CUDA build of libtorch'
  fi
  [[ -e $headers ]] || distribution_has_libtorch || {
    providers=nuget
    restorable cpu || die "neither the distribution nor NuGet has libtorch $minimum_libtorch or newer: set LIBTORCH to an unpacked one"
  }
}

record_choice() {
  cat >"$props.new" <<XML
<Project>
  <!-- Which packages bring the native code. Edit it, or delete it and scripts/setup.sh decides again.
       Providers  system: the machine's own libtorch; nuget: the TorchSharp packages
       Torch      for nuget: cpu or cuda
       LibTorch   for system: an unpacked libtorch or a pip-installed torch folder; empty: the distribution's -->
  <PropertyGroup>
    <Providers>$providers</Providers>
    <Torch>$torch</Torch>
    <LibTorch>$libtorch</LibTorch>
  </PropertyGroup>
</Project>
XML
  mv "$props.new" "$props"
}

check_dotnet
if [[ -f $props ]]; then
  read_choice
  [[ $providers != system ]] || install_system
  exit
fi

choose
[[ $providers != system ]] || install_system
record_choice
say "providers.props: $providers, $torch${libtorch:+, $libtorch}"
