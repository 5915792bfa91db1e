#!/usr/bin/env bash
# Times `fertrain live` at 640×480: as fast as it can, then in a window at a camera's 25 frames per second; and its memory meanwhile.
# Further options go to `fertrain live`, e.g. --min-size 60.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${PYTHON:-/usr/bin/python3}
(($# >= 1)) || { echo 'usage: scripts/live.sh CHECKPOINT [FRAMES [FACES [OPTION ...]]]' >&2; exit 2; }
checkpoint=$1 frames=${2:-500} faces=${3:-1}
shift "$(($# < 3 ? $# : 3))"
"$python" -c 'import cv2' || { echo 'live: needs apt-get install python3-opencv' >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$root/fertrain" data synth "$work/faces.csv" --count 70 >/dev/null
"$python" "$root/tests/FerTrain.Benchmarks/moving_faces.py" "$work/faces.csv" "$faces" "$frames" "$work/faces.mp4"

memory() { # memory PID: its resident MiB every few seconds, in a row
  while sleep 5 && awk '/VmRSS/ { printf "%d ", $2 / 1024 }' "/proc/$1/status" 2>/dev/null; do :; done
}

timed() { # timed TITLE COMMAND…
  printf '%s\n' "$1"
  "${@:2}" >"$work/log" &
  local pid=$!
  memory "$pid" >"$work/memory"
  wait "$pid"
  sed 's/^/  /' "$work/log"
  printf '  resident MiB: %s\n' "$(<"$work/memory")"
}

live=("$root/fertrain" live --source "$work/faces.mp4" --checkpoint "$checkpoint" --device cpu "$@")
timed 'as fast as it can:' "${live[@]}" --no-window
if command -v Xvfb >/dev/null; then
  Xvfb -displayfd 1 -screen 0 800x600x24 -nolisten tcp >"$work/display" 2>/dev/null &
  server=$!
  trap 'kill "$server"; rm -rf "$work"' EXIT
  until [[ -s $work/display ]]; do sleep 0.1; done
  DISPLAY=":$(<"$work/display")" timed 'in a window, 25 frames per second:' "${live[@]}"
fi
