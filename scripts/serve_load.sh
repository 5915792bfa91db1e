#!/usr/bin/env bash
# Loads `fertrain serve` with many clients, some of them broken, slow or gone: what they were answered, how fast, and the server's
# memory meanwhile. See tests/FerTrain.Benchmarks/serve_load.py --help. Further options go to `fertrain serve`.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${PYTHON:-/usr/bin/python3}
(($# >= 2)) || { echo 'usage: scripts/serve_load.sh CHECKPOINT PHOTO [SECONDS [CLIENTS [OPTION ...]]]' >&2; exit 2; }
checkpoint=$1 photo=$2 seconds=${3:-60} clients=${4:-64}
shift "$(($# < 4 ? $# : 4))"
work=$(mktemp -d)
program=${FERTRAIN:-$root/fertrain}
"$program" serve --checkpoint "$checkpoint" --port 0 "$@" >"$work/log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
until url=$(grep -o 'http://[^ ]*' "$work/log"); do
  kill -0 "$server"
  sleep 0.2
done
"$python" "$root/tests/FerTrain.Benchmarks/serve_load.py" "$url" "$photo" --seconds "$seconds" --clients "$clients" --pid "$server"
kill "$server"
wait "$server" || echo "the server ended with $?"
