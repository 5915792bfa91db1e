#!/usr/bin/env bash
# Kills trainings at every rename, at every fsync and at random times, fills disks, and damages files of every kind that
# FerTrain reads; see --help. Prints what was tried, refused, the same, other but valid, and wrong.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
dotnet build "$root/tests/FerTrain.Torture" -c Release -v q -clp:ErrorsOnly --nologo >&2
exec dotnet "$root/tests/FerTrain.Torture/bin/Release/net10.0/FerTrain.Torture.dll" "$@"
