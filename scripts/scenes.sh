#!/usr/bin/env bash
# Scores `fertrain predict` on faces of FER2013 that are pasted into synthetic scenes, beside `fertrain eval` of the same faces: with
# the cascade, and with each detector that is named.
#   FACES=300           how many faces
#   TILT=0              turns each by up to this many degrees to either side
#   USAGE=PrivateTest   the part that they are from; PublicTest for whatever is chosen by them
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${PYTHON:-/usr/bin/python3}
usage=${USAGE:-PrivateTest}
(($# >= 2)) || { echo 'usage: [FACES=N] [TILT=DEGREES] [USAGE=PART] scripts/scenes.sh CHECKPOINT fer2013.csv[.gz] [DETECTOR.onnx …]' >&2; exit 2; }
"$python" -c 'import cv2' || { echo 'scenes: needs apt-get install python3-opencv' >&2; exit 1; }
case $usage in
  PrivateTest) split=test ;;
  PublicTest) split=val ;;
  Training) split=train ;;
  *) echo "scenes: USAGE=$usage: expected: PrivateTest, PublicTest, Training" >&2; exit 2 ;;
esac
checkpoint=$1 data=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" "$root/tests/FerTrain.Benchmarks/scenes.py" draw "$data" "${FACES:-300}" "${TILT:-0}" "$usage" "$folder/scenes"
"$root/fertrain" eval --checkpoint "$checkpoint" --data "$data" --split "$split" --out "$folder/eval" --device cpu >/dev/null
for detector in '' "${@:3}"; do
  echo "${detector:-cascade}"
  "$root/fertrain" predict "$folder/scenes" --checkpoint "$checkpoint" --out "$folder/predictions" --device cpu --json ${detector:+--detector "$detector"} >"$folder/predictions.json" 2>/dev/null
  "$python" "$root/tests/FerTrain.Benchmarks/scenes.py" score "$folder/scenes" "$folder/predictions.json" "$folder/eval/predictions.csv"
done
