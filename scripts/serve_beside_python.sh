#!/usr/bin/env bash
# Faces a second of `fertrain serve` beside a FastAPI server with the same weights, and of `fertrain predict`: 64 clients, one
# photograph, in turns. Needs Debian's python3-fastapi, python3-uvicorn, python3-opencv and python3-torch.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${PYTHON:-/usr/bin/python3}
(($# >= 2)) || { echo 'usage: scripts/serve_beside_python.sh BEST.PT PHOTO [SECONDS [ROUNDS]]' >&2; exit 2; }
checkpoint=$1 photo=$2 seconds=${3:-20} rounds=${4:-3}
program=${FERTRAIN:-$root/fertrain}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

load() { # NAME PORT
  until curl -fs -o "$work/answer" --data-binary "@$photo" "http://127.0.0.1:$2/api/predict"; do
    kill -0 "$server"
    sleep 0.2
  done
  echo "$1: $("$python" "$root/tests/FerTrain.Benchmarks/serve_load.py" "http://127.0.0.1:$2" "$photo" --seconds "$seconds" --whole | grep -E 'latency|faces|503' | paste -sd';')"
  kill "$server"
  wait "$server" || true
  server=
}

for ((round = 0; round < rounds; round++)); do
  "$program" serve --checkpoint "$checkpoint" --port 8123 >"$work/log" & server=$!
  load 'fertrain serve' 8123
  "$python" "$root/tests/FerTrain.Benchmarks/serve_fastapi.py" "$checkpoint" 8124 & server=$!
  load 'FastAPI' 8124
done
photographs=64
for ((i = 0; i < photographs; i++)); do cp "$photo" "$work/$i.${photo##*.}"; done
start=$(date +%s.%N)
"$program" predict "$work"/*."${photo##*.}" --checkpoint "$checkpoint" --out "$work/out" --json >"$work/json" 2>/dev/null
"$python" - "$work/json" "$start" "$(date +%s.%N)" <<'PYTHON'
import json, sys
faces = sum(len(image["faces"]) for image in json.load(open(sys.argv[1]))["images"])
print(f"fertrain predict, the start included: {faces / (float(sys.argv[3]) - float(sys.argv[2])):.1f} faces a second")
PYTHON
