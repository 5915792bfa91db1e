#!/usr/bin/env bash
# Scores `fertrain predict` on faces of FER2013 that are pasted into drawn scenes, beside `fertrain eval` of the same faces.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${PYTHON:-/usr/bin/python3}
(($# >= 2)) || { echo 'usage: scripts/scenes.sh CHECKPOINT fer2013.csv[.gz] [FACES]' >&2; exit 2; }
"$python" -c 'import cv2' || { echo 'scenes: needs apt-get install python3-opencv' >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" "$root/tests/FerTrain.Benchmarks/scenes.py" draw "$2" "${3:-300}" "$folder/scenes"
"$root/fertrain" eval --checkpoint "$1" --data "$2" --split test --out "$folder/eval" --device cpu >/dev/null
"$root/fertrain" predict "$folder/scenes" --checkpoint "$1" --out "$folder/predictions" --device cpu --json >"$folder/predictions.json" 2>/dev/null
"$python" "$root/tests/FerTrain.Benchmarks/scenes.py" score "$folder/scenes" "$folder/predictions.json" "$folder/eval/predictions.csv"
