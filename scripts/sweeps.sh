#!/usr/bin/env bash
# Trains 20 settings of mini_xception by halving, and the same 20 in full; prints the time and the winner of both, and what the
# winner of halving is worth when all are trained to the end.
#   scripts/sweeps.sh fer2013.csv [FOLDER]
#   LIMIT=800 EPOCHS=9 THREADS=1   rows of each split, epochs, threads
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
data=${1:?expected: the path of fer2013.csv}
out=${2:-$(mktemp -d)}
fertrain=${FERTRAIN:-$root/fertrain}
mkdir -p "$out"
cat >"$out/space.yaml" <<'YAML'
optimizer.lr: {log_uniform: [1e-4, 3e-2]}
train.batch_size: [16, 32, 64, 128]
model.l2: {log_uniform: [1e-4, 1e-1]}
augment.rotation: {uniform: [0, 20]}
YAML

sweep() { # NAME SEARCH
  local start=$SECONDS
  "$fertrain" sweep --config mini_xception.yaml --data "$data" --space "$out/space.yaml" --trials 20 --factor 3 --name "$1" --search "$2" \
    --runs "$out" --threads "${THREADS:-1}" --device cpu data.limit="${LIMIT:-800}" train.epochs="${EPOCHS:-9}" >"$out/$1.txt"
  echo "$1: $((SECONDS - start)) s; $(sed -n '/^Best by validation/,/\.$/p' "$out/$1.txt" | tr '\n' ' ')"
}

value() { # SWEEP SETTING: its validation accuracy at the end
  awk -F, -v setting="$2" '$1 == setting { print $5 }' "$out"/*_"$1"/settings.csv
}

winner() { sed -n 's/^  "winner": \([0-9]*\),$/\1/p' "$out"/*_"$1"/sweep.json; }

sweep halving halving
sweep full random
echo "in full: setting $(winner full) (best of 20) $(value full "$(winner full)"), setting $(winner halving) (chosen by halving) $(value full "$(winner halving)")"
echo "tables and reports: $out"
