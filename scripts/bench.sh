#!/usr/bin/env bash
# FerTrain beside PyTorch on the same libtorch: see tests/FerTrain.Benchmarks/side_by_side.py --help.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import torch, torchvision' || { echo 'bench: needs apt-get install python3-torch python3-torchvision' >&2; exit 1; }
"$root/fertrain" --help >/dev/null # builds, where the sources are newer
exec "$python" "$root/tests/FerTrain.Benchmarks/side_by_side.py" "$@"
