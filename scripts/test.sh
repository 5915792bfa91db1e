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

passed=0 failed=0 skipped=0
if ! dotnet format FerTrain.sln --verify-no-changes --no-restore; then
  echo 'the format check failed: run dotnet format FerTrain.sln'
  failed=1
fi

run() { # run NAME PROJECT [ARGUMENT…]: tests a project into NAME.trx
  dotnet test "tests/$2/bin/Release/net10.0/$2.dll" --nologo \
    --blame-hang-timeout 20min --blame-hang-dump-type none \
    --results-directory "$results" --logger "trx;LogFileName=$1.trx" --logger 'console;verbosity=minimal' "${@:3}" || echo "$?" >"$results/$1.status"
}

filter() { # filter OPERATOR JUNCTION: half of the tests by the time that they take, or the other half
  local parts=() part
  for part in Archive Cli Config Data Server Setup; do parts+=("FullyQualifiedName$1FerTrain.Tests.$part."); done
  (IFS=$2 && printf '%s' "${parts[*]}")
}

count() { # count NAME: adds the tests of NAME.trx to the sums; a run that failed without a failed test counts as one
  local run_failed
  run_failed=$(counted failed "$results/$1.trx")
  if [[ -f $results/$1.status ]] && ((run_failed == 0)); then
    echo "$1: the test run itself failed"
    run_failed=1
  fi
  passed=$((passed + $(counted passed "$results/$1.trx")))
  skipped=$((skipped + $(counted total "$results/$1.trx") - $(counted executed "$results/$1.trx")))
  failed=$((failed + run_failed))
}

rm -rf "$results"
mkdir -p "$results"
# libtorch has one random state and one number of threads in a process, so its tests run one by one there, and wait at times:
# three processes keep two cores busy, with a thread each. Two of them print when all are done.
export OMP_NUM_THREADS=1
pids=() others=()
trap 'kill "${pids[@]}" 2>/dev/null || true' EXIT

beside() { # beside NAME PROJECT [ARGUMENT…]: tests it while others run
  run "$@" >"$results/$1.log" 2>&1 &
  pids+=($!) others+=("$1")
}

if (($# > 0)); then
  beside e2e FerTrain.E2E "$@"
  run tests FerTrain.Tests "$@"
else
  beside e2e FerTrain.E2E
  beside rest FerTrain.Tests --filter "$(filter '!~' '&')"
  run tests FerTrain.Tests --filter "$(filter '~' '|')"
fi
wait "${pids[@]}"
trap - EXIT
for name in "${others[@]}"; do cat "$results/$name.log"; done
for name in tests "${others[@]}"; do count "$name"; done

((passed + failed > 0)) || give_up 'no test ran'
((skipped == 0)) || echo "$skipped skipped, named above: what they need is not on this machine"
echo "$passed passed, $failed failed"
((failed == 0))
