#!/usr/bin/env bash
# FerTrain beside PyTorch and plain TorchSharp, and with BEFORE=COMMIT beside an earlier FerTrain, which is built in a
# worktree of its own: see tests/FerTrain.Benchmarks/side_by_side.py --help.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import torch, torchvision' || { echo 'bench: needs apt-get install python3-torch python3-torchvision' >&2; exit 1; }
"$root/fertrain" --help >/dev/null # builds, where the sources are newer
dotnet build "$root/tests/FerTrain.Benchmarks" -c Release -v q -clp:ErrorsOnly --nologo >&2
if [[ -n ${BEFORE:-} ]]; then
  worktree=$root/artifacts/before/$BEFORE
  [[ -d $worktree ]] || git -C "$root" worktree add --quiet --detach "$worktree" "$BEFORE"
  "$worktree/fertrain" --help >/dev/null
  export FERTRAIN_BEFORE=$worktree/fertrain
fi
exec "$python" "$root/tests/FerTrain.Benchmarks/side_by_side.py" "$@"
