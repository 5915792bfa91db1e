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

rm -rf "$results"
for project in FerTrain.Tests FerTrain.E2E; do
  status=0
  dotnet test "tests/$project" -c Release --no-build --nologo \
    --results-directory "$results" --logger "trx;LogFileName=$project.trx" --logger 'console;verbosity=minimal' "$@" || status=$?
  project_failed=$(counted failed "$results/$project.trx")
  if ((status != 0 && project_failed == 0)); then
    echo "$project: the test run itself failed"
    project_failed=1
  fi
  passed=$((passed + $(counted passed "$results/$project.trx")))
  failed=$((failed + project_failed))
done

((passed + failed > 0)) || give_up 'no test ran'
echo "$passed passed, $failed failed"
((failed == 0))
