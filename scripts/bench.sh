#!/usr/bin/env bash
# Training speed of mini_xception beside PyTorch on the same libtorch: rounds taken in turn, median of all epochs.
# Usage: scripts/bench.sh [BATCH [ROUNDS [FACES]]]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
batch=${1:-32} rounds=${2:-3} faces=${3:-5600}
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -c 'import torch' || { echo 'bench: python3-torch is needed (apt-get install python3-torch)' >&2; exit 1; }

# The synthetic source gives 80 % of its faces to training. The first epoch warms up and is left out.
ours() {
  "$root/fertrain" train --config mini_xception.yaml --runs "$work" --name bench data.source=synthetic \
    data.synthetic_count=$((faces * 10 / 8)) train.batch_size="$batch" train.epochs=3 >/dev/null
  tail -n +3 "$work"/*_bench*/metrics.csv | cut -d, -f8
  rm -rf "$work"/*_bench*
}
theirs() { "$python" "$root/tests/FerTrain.Benchmarks/pytorch_baseline.py" "$1" "$batch" "$faces" 3 | tail -n +2; }
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  ours >>"$work/fertrain"
  theirs channels_last >>"$work/channels_last"
  theirs contiguous >>"$work/contiguous"
done
printf '%-28s %12s %8s\n' "batch $batch, images a second" median ratio
base=$(median "$work/channels_last")
for kind in fertrain channels_last contiguous; do
  printf '%-28s %12.0f %8.2f\n' "$kind" "$(median "$work/$kind")" "$(awk "BEGIN { print $(median "$work/$kind") / $base }")"
done
