#!/usr/bin/env bash
# Finds the training faces of FER2013 whose labels five folds doubt, asks FER+'s ten voters how many of them are mislabelled, and
# trains with all faces, without these, and without the 2,000 of them that are surest, three seeds each.
#   scripts/suspects.sh fer2013.csv fer2013new.csv [FOLDER]
#   EPOCHS=12 JOBS=1 THREADS=1   epochs of each training, trainings side by side, threads of all together
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
data=${1:?expected: the path of fer2013.csv}
votes=${2:?expected: the path of fer2013new.csv, from FER+}
out=${3:-$(mktemp -d)}
fertrain=${FERTRAIN:-$root/fertrain}
mkdir -p "$out"

sweep() { # NAME OPTIONS
  local started=("$out"/*_"$1")
  if grep -qs '"complete": true' "${started[0]}/sweep.json"; then return; fi
  if [[ -d ${started[0]} ]]; then "$fertrain" sweep --resume "${started[0]}" --jobs "${JOBS:-1}" --threads "${THREADS:-1}" --device cpu >"$out/$1.txt"; return; fi
  "$fertrain" sweep --config mini_xception_best.yaml --data "$data" --name "$1" --runs "$out" \
    --jobs "${JOBS:-1}" --threads "${THREADS:-1}" --device cpu preprocess.size=48 train.precision=float32 train.epochs="${EPOCHS:-12}" eval.checkpoint=last "${@:2}" >"$out/$1.txt"
}

sweep folds --folds 5
"$fertrain" data suspects folds --runs "$out" >"$out/suspects.txt"
suspects=$(echo "$out"/*_folds/suspects/suspects.csv)
sweep kept --seeds 0,1,2
sweep dropped --seeds 0,1,2 data.drop_rows="$suspects"
head -n 2001 "$suspects" >"$out/surest.csv"
sweep surest --seeds 0,1,2 data.drop_rows="$out/surest.csv"

# FER+'s label of a face is the class with most of its ten votes; a face without one, or with another class than FER2013's seven, has none.
python3 - "$votes" "$(echo "$out"/*_folds/out_of_fold.csv)" "$suspects" <<'PYTHON'
import csv, sys

NAMES = dict(neutral="neutral", happiness="happy", surprise="surprise", sadness="sad", anger="angry", disgust="disgust", fear="fear")
OTHERS = ["contempt", "unknown", "NF"]

def voted(row):
    counts = {name: int(row[column]) for column, name in NAMES.items()} | {name: int(row[name]) for name in OTHERS}
    best = max(counts.values())
    leaders = [name for name, count in counts.items() if count == best]
    return leaders[0] if len(leaders) == 1 and leaders[0] not in OTHERS else None

labels = [voted(row) for row in csv.DictReader(open(sys.argv[1]))]
faces = {int(row["row"]): row["true"] for row in csv.DictReader(open(sys.argv[2]))}
suspects = [(int(row["row"]), row["suggested"]) for row in csv.DictReader(open(sys.argv[3]))]

def told(rows):
    with_label = [row for row in rows if labels[row]]
    wrong = [row for row in with_label if labels[row] != faces[row]]
    return len(rows), len(with_label), len(wrong)

rows = {row for row, _ in suspects}
groups = {"all": told(faces), "suspects": told(rows), "the rest": told(faces.keys() - rows)}
for name, (count, with_label, wrong) in groups.items():
    print(f"{name}: {count} faces, {with_label} with a label of FER+, which differs for {wrong} ({wrong / with_label:.1%})")
agreed = sum(labels[row] == suggested for row, suggested in suspects)
print(f"suggested by the folds and by FER+ alike: {agreed} of {groups['suspects'][1]} suspects")
print(f"found: {groups['suspects'][2] / groups['all'][2]:.1%} of the faces that FER+ calls otherwise")
for number in (100, 500, 1000, 2000):
    top = [row for row, _ in suspects[:number]]
    _, with_label, wrong = told(top)
    print(f"the surest {len(top)}: differs for {wrong} of {with_label} ({wrong / with_label:.1%})")
PYTHON
for sweep in kept dropped surest; do
  tail -q -n 1 "$out"/*_"$sweep"/*_trial_*/metrics.csv | awk -F, -v name="$sweep" '
    { sum += $6; squares += $6 * $6 }
    END { mean = sum / NR; printf "%s: PublicTest %.2f ± %.2f %% after the last epoch, %d seeds\n", name, 100 * mean, 100 * sqrt((squares - NR * mean * mean) / (NR - 1)), NR }'
done
