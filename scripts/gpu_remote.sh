#!/usr/bin/env bash
# What scripts/gpu.sh carries to a machine with PyTorch but no .NET SDK and no network, and runs there from the unpacked
# package. Every step can be called alone, and again: train goes on where a time limit stopped it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
program=$here/program/FerTrain.Cli
results=$here/results
runs=$here/runs
data=$here/fer2013.csv
python=${PYTHON:-python3}
device=cuda
limit=
timed_out=124 # what timeout(1) says
seeds='0 1 2'
ensemble=(vgg_fer resnet18_fer resnet18_cutmix)
export FERTRAIN=$program FERTRAIN_CACHE=$here/cache PYTHONDONTWRITEBYTECODE=1

usage() {
  cat <<'TEXT'
Usage: gpu_remote.sh [--device NAME] [--limit SECONDS] [--seeds "N …"] [STEP [ARGUMENT…]]

  setup            says what machine it is, puts the data together, trains for one epoch
  tests [NAME…]    the tests of FerTrain.Tests.Gpu, or those whose names start with FerTrain.Tests.NAME
  bench [OPTION…]  FerTrain beside PyTorch; options of benchmarks/gpu_side_by_side.py
  train [CONFIG [KEY=VALUE…]]
                   mini_xception, vgg_fer, resnet18_fer and resnet18_cutmix with each seed, and the ensemble of the last
                   three; or one config with each seed
  (none)           all four; after setup, one that fails does not keep the next from running

LIBTORCH=DIR takes the place of the PyTorch that python3 imports, PYTHON=PROGRAM that of python3.
--limit stops a step after so many seconds; train then goes on with the next call.
What the steps find out lies in results/, and as one file in results.tar.gz, after every call.
TEXT
}

say() { printf 'gpu: %s\n' "$*"; }
die() {
  printf 'gpu: %s\n' "$*" >&2
  exit 1
}

# Runs a command until the time limit; fertrain then saves and stops.
limited() {
  if [[ -z $limit ]]; then
    "$@"
  elif ((limit > SECONDS)); then
    timeout --kill-after=60 "$((limit - SECONDS))" "$@"
  else
    return "$timed_out"
  fi
}

collect() {
  [[ -d $results ]] || return 0
  local run
  for run in "$runs"/*/; do
    [[ -d $run ]] || continue
    mkdir -p "$results/runs/$(basename "$run")"
    find "$run" -maxdepth 1 -type f ! -name '.*' -exec cp {} "$results/runs/$(basename "$run")/" \;
    [[ ! -d $run/eval ]] || cp -r "$run/eval" "$results/runs/$(basename "$run")/"
  done
  tar -C "$here" -czf "$here/results.tar.gz" results
}

# The PyTorch of python3, in the place of the package that the program was published without.
find_libtorch() {
  [[ -n ${LIBTORCH:-} ]] || LIBTORCH=$("$python" -c 'import torch; print(torch.__path__[0])') ||
    die "$python cannot import torch: set PYTHON to one that can, or LIBTORCH to a libtorch"
  export LIBTORCH
}

put_data_together() {
  compgen -G "$here/data.xz.*" >/dev/null || {
    [[ -e $data ]] || say 'there are no data.xz.* beside this script: without FER2013, train and the epochs of bench cannot run'
    return 0
  }
  [[ ! -e $data || -n $(find "$here" -maxdepth 1 -name 'data.xz.*' -newer "$data") ]] || return 0
  "$python" -c 'import lzma, shutil, sys; shutil.copyfileobj(lzma.open(sys.stdin.buffer), sys.stdout.buffer, 1 << 20)' \
    < <(cat "$here"/data.xz.*) >"$data.part" || die 'the parts of the data do not unpack: is one missing?'
  mv "$data.part" "$data"
  say "data: $(wc -l <"$data") lines"
}

setup() {
  put_data_together
  {
    nvidia-smi || echo 'no nvidia-smi'
    "$python" -c 'import torch; print("PyTorch", torch.__version__, "CUDA", torch.version.cuda)' || echo 'no PyTorch'
    nproc
  } >"$results/machine.txt" 2>&1
  "$program" models show mini_xception >/dev/null # says what is wrong with this libtorch, if it does not fit
  "$program" train --runs "$here/smoke" --name smoke --device "$device" data.synthetic_count=700 train.epochs=1 2>&1 | tee "$results/smoke.txt"
}

tests() { limited "$here/program/FerTrain.Tests" run "${@:-Gpu}" 2>&1 | tee "$results/tests.txt"; }

bench() {
  local file=()
  [[ ! -e $data ]] || file=(--data "$data")
  limited "$python" -u "$here/benchmarks/gpu_side_by_side.py" --device "$device" --runs "$here/timed" "${file[@]}" "$@" 2>&1 | tee -a "$results/bench.txt"
}

train_each() { # train_each "CONFIG …" [KEY=VALUE…]: each with each seed, then all scored together
  local members=$1 status=0
  shift
  limited "$program" train --config ensemble.yaml --runs "$runs" --resume-or-start --device "$device" "data.path=$data" \
    "ensemble.members=[${members// /,}]" "ensemble.seeds=[${seeds// /,}]" "$@" 2>&1 | tee -a "$results/training.txt" || status=$?
  ((status != timed_out)) || die "the time is over in the training of $members: call train again to go on"
  ((status == 0)) || die "the training of $members ended with status $status"
}

# The ensemble, too, is chosen on PublicTest, which is val; train has scored it on PrivateTest.
score_on_val() { # score_on_val CONFIG…
  local config checkpoints=()
  for config in "$@"; do checkpoints+=("$runs"/*_"$config"_seed*/checkpoints/best.pt); done
  limited "$program" eval --checkpoint "${checkpoints[@]}" --split val --tta ten_crop --device "$device" --out "$results/ensemble_val" |
    tee "$results/ensemble_val.txt"
}

train() {
  [[ -e $data ]] || die 'train needs FER2013: put the parts data.xz.* beside this script and call setup'
  mkdir -p "$runs"
  if (($#)); then
    train_each "$@"
  else
    train_each mini_xception
    train_each "${ensemble[*]}"
    score_on_val "${ensemble[@]}"
  fi
  table | tee "$results/train.txt"
}

table() {
  "$python" - "$runs" <<'PYTHON'
import json, pathlib, statistics, sys

runs = {}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*_seed*/summary.json")):
    config = path.parent.name.split("_", 2)[2].rsplit("_seed", 1)[0]
    runs.setdefault(config, []).append(json.loads(path.read_text()))
print(f"{'config':20} {'seeds':>5} {'val':>8} {'test, mean ± sd':>18} {'leak-free':>10} {'epochs':>7} {'seconds':>8}")
for config, found in runs.items():
    def mean(numbers): return statistics.mean(list(numbers))
    test = [100 * run["test"]["accuracy"] for run in found]
    spread = statistics.stdev(test) if len(test) > 1 else 0
    free = [run["test"].get("leak_free_accuracy") for run in found]
    print(f"{config:20} {len(found):5} {mean(100 * run['best_val_accuracy'] for run in found):8.2f} {mean(test):11.2f} ± {spread:4.2f} "
          f"{'' if None in free else format(100 * mean(free), '.2f'):>10} {mean(run['epochs_run'] for run in found):7.0f} {mean(run['train_seconds'] for run in found):8.1f}")
PYTHON
}

options=()
while (($#)); do
  case $1 in
    -h | --help) usage && exit ;;
    --device | --limit | --seeds) (($# > 1)) || die "$1 needs a value" ;;&
    --device) device=$2 ;;
    --limit) [[ $2 =~ ^[1-9][0-9]*$ ]] && limit=$2 || die "--limit $2: expected: whole seconds" ;;
    --seeds) seeds=$2 ;;
    -*) die "no such option: $1; expected: --device, --limit, --seeds" ;;
    *) break ;;
  esac
  options+=("$1" "$2")
  shift 2
done

if ((!$#)); then
  "$0" "${options[@]}" setup
  failed=0
  for step in tests bench train; do "$0" "${options[@]}" "$step" || failed=1; done
  exit "$failed"
fi

case $1 in
  setup | tests | bench | train) ;;
  *) die "no such step: $1; expected: setup, tests, bench, train" ;;
esac
find_libtorch
mkdir -p "$results"
trap collect EXIT
"$@"
