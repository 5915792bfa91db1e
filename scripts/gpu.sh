#!/usr/bin/env bash
# Takes FerTrain to a machine with an NVIDIA GPU and PyTorch but no .NET SDK and no network; see --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
work=$root/artifacts/gpu
folder=fertrain_gpu # on the other machine, in the home folder
limit=60000000
part=13000000 # one fits beside the program, four fill a trip
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

usage() {
  cat <<'TEXT'
Usage: scripts/gpu.sh pack DATA DIR
       scripts/gpu.sh run HOST DATA [DIR]

  pack   writes program.tar.xz, and DATA, a fer2013.csv or fer2013.csv.gz, as data.xz.00, data.xz.01, … into DIR. Each
         file is below 60 MB, and so are the program with one part of the data, and four parts.
  run    packs, copies all to HOST with scp, runs every step there, and brings the results back into DIR,
         artifacts/gpu/results without it.

On the other machine, without ssh: put all the files into one folder, then
  python3 -m tarfile -e program.tar.xz . && ./gpu_remote.sh --help
It needs python3 with a PyTorch for CUDA whose libtorch is the one that TorchSharp is made for, 2.10; torchvision is for
the DataLoader in the benchmark.
TEXT
}

say() { printf 'gpu: %s\n' "$*"; }
die() {
  printf 'gpu: %s\n' "$*" >&2
  exit 1
}

# Without libtorch and OpenCV, which would be most of it: the first is there, and nothing there touches images. Its own
# intermediate files: the build that ./fertrain made stays as it is. Analysing it again would only take time.
publish() {
  dotnet publish "$root/$1" -c Release -r linux-x64 --self-contained -p:UseAppHost=true -p:Torch=none -p:OpenCvRuntime=none \
    --artifacts-path "$work/build" -o "$work/package/program" -p:RunAnalyzers=false -v q -clp:ErrorsOnly --nologo </dev/null ||
    die "$1 could not be published"
}

pack_program() {
  say 'publishing'
  rm -rf "$work/package"
  publish src/FerTrain.Cli
  publish tests/FerTrain.Tests
  rm -rf "$work"/package/program/{CodeCoverage,alpine,amd64,arm64,x86}
  mkdir "$work/package/benchmarks"
  cp "$root"/tests/FerTrain.Benchmarks/{gpu_side_by_side,side_by_side,pytorch_*}.py "$work/package/benchmarks/"
  cp "$root/scripts/gpu_remote.sh" "$work/package/"
  say 'compressing the program'
  tar -C "$work/package" -c . | xz -9 >"$1/program.tar.xz"
}

# Once a file: a small machine compresses for minutes.
pack_data() { # pack_data FILE DIR
  local sum
  sum=$(cksum <"$1")
  [[ ! -e $2/data.sum || $(<"$2/data.sum") != "$sum" ]] || { say "$2 holds the data already" && return 0; }
  local read=cat
  [[ $1 != *.gz ]] || read='gzip -cd'
  say 'compressing the data'
  rm -rf "$2"/data.{xz.*,sum} "$2/unfinished"
  mkdir "$2/unfinished"
  $read "$1" | xz -T0 -6 | split -b "$part" -d - "$2/unfinished/data.xz."
  mv "$2"/unfinished/data.xz.* "$2/"
  rmdir "$2/unfinished"
  echo "$sum" >"$2/data.sum" # last: where it is, the parts are whole
}

check_sizes() {
  local file bytes
  for file in "$1"/program.tar.xz "$1"/data.xz.*; do
    bytes=$(stat -c %s "$file")
    say "$(basename "$file"): $((bytes / 1000)) kB"
    ((bytes < limit)) || die "$file is above $((limit / 1000000)) MB"
  done
  bytes=$(cat "$1/program.tar.xz" "$1/data.xz.00" | wc -c)
  ((bytes < limit)) || die "the program and one part of the data are together above $((limit / 1000000)) MB"
}

pack() {
  (($# == 2)) || die 'pack needs DATA and DIR; see --help'
  [[ -f $1 ]] || die "DATA: there is no file $1"
  command -v xz >/dev/null || die 'xz is needed: apt-get install xz-utils'
  mkdir -p "$2"
  pack_program "$2"
  pack_data "$1" "$2"
  check_sizes "$2"
}

run() {
  (($# == 2 || $# == 3)) || die 'run needs HOST and DATA; see --help'
  local host=$1 data=$2 results=${3:-$work/results} status=0
  [[ -f $data ]] || die "DATA: there is no file $data"
  ssh "$host" "mkdir -p $folder" || die "ssh cannot reach $host"
  pack "$data" "$work/parcel"
  ssh "$host" "rm -f $folder/data.xz.*"
  scp -q "$work"/parcel/* "$host:$folder/"
  # shellcheck disable=SC2029 # the folder is this script's
  ssh "$host" "cd $folder && python3 -W ignore -m tarfile -e program.tar.xz . && ./gpu_remote.sh" || status=$?
  mkdir -p "$results"
  scp -q "$host:$folder/results.tar.gz" "$results/" || die "there are no results on $host"
  tar -C "$results" --strip-components=1 -xzf "$results/results.tar.gz"
  rm "$results/results.tar.gz"
  say "results: $results"
  ((status == 0)) || die "a step failed on $host, status $status"
}

case ${1:-} in
  pack | run) "$@" ;;
  -h | --help) usage ;;
  '') die 'pack or run? See --help' ;;
  *) die "no such command: $1; expected: pack, run" ;;
esac
