#!/usr/bin/env bash
# Builds, checks the format and runs every test; arguments go to dotnet test, e.g. --filter FullyQualifiedName~Config.
# The last line is `N passed, N failed`, where a format error counts as one failure.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
results=artifacts/tests
# A build server that outlives this script would keep its output open.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

give_up() {
  printf '%s\n0 passed, 1 failed\n' "$1"
  exit 1
}

counted() { # counted passed FILE: that counter of a results file, 0 where there is none
  local count
  count=$(sed -n "s/.*<Counters .*\b$1=\"\([0-9]*\)\".*/\1/p" "$2" 2>/dev/null | head -n 1)
  printf '%s\n' "${count:-0}"
}

scripts/setup.sh || give_up 'the tests of images need what setup.sh installs'
dotnet build FerTrain.sln -c Release -v q -clp:ErrorsOnly --nologo || give_up 'the build failed'

passed=0 failed=0
if ! dotnet format FerTrain.sln --verify-no-changes --no-restore; then
  echo 'the format check failed: run dotnet format FerTrain.sln'
  failed=1
fi

test_project() { # test_project PROJECT [ARGUMENT…]
  dotnet test "tests/$1" -c Release --no-build --nologo \
    --results-directory "$results" --logger "trx;LogFileName=$1.trx" --logger 'console;verbosity=minimal' "${@:2}"
}

count() { # count PROJECT STATUS: adds its tests to the sums; a run that failed without a failed test counts as one
  local project_failed
  project_failed=$(counted failed "$results/$1.trx")
  if (($2 != 0 && project_failed == 0)); then
    echo "$1: the test run itself failed"
    project_failed=1
  fi
  passed=$((passed + $(counted passed "$results/$1.trx")))
  failed=$((failed + project_failed))
}

rm -rf "$results"
mkdir -p "$results"
# The tests of libtorch keep one core busy; those of the whole program run beside them, and print when they are done.
test_project FerTrain.E2E "$@" >"$results/FerTrain.E2E.log" 2>&1 &
beside=$!
trap 'kill "$beside" 2>/dev/null || true' EXIT
status=0
test_project FerTrain.Tests "$@" || status=$?
count FerTrain.Tests "$status"
status=0
wait "$beside" || status=$?
trap - EXIT
cat "$results/FerTrain.E2E.log"
count FerTrain.E2E "$status"

((passed + failed > 0)) || give_up 'no test ran'
echo "$passed passed, $failed failed"
((failed == 0))
