#!/usr/bin/env bash
# Runs sweeps through a real Slurm on this machine: Debian's slurmctld, slurmd and munged in a folder of their own, on loopback.
# Needs root, and the packages slurmctld, slurmd, slurm-client and munge. Tries what goes well, a task that its time limit ends,
# a killed task, a failed node, a cancelled array and a full queue; prints a line each, and ends with 1 where one is wrong.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
here=$(mktemp -d /tmp/fertrain_slurm.XXXXXX)
export SLURM_CONF=$here/slurm.conf
fertrain=${FERTRAIN:-$root/fertrain}
wrong=0
pids=()
declare -A slurmd # by node

cleanup() {
  scancel --user=root >/dev/null 2>&1 || true
  sleep 1
  for pid in "${pids[@]}" "${slurmd[@]}"; do kill "$pid" 2>/dev/null || true; done
  sleep 1
  [[ -n ${KEEP:-} ]] || rm -rf "$here"
}
trap cleanup EXIT

write_config() { # further lines
  cat >"$SLURM_CONF" <<CONF
ClusterName=fertrain
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=16817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$here/munge/munge.socket,cred_expire=10
CryptoType=crypto/munge
StateSaveLocation=$here/state
SlurmdSpoolDir=$here/spool/%n
SlurmdParameters=config_overrides
SlurmctldPidFile=$here/slurmctld.pid
SlurmdPidFile=$here/%n.pid
SlurmctldLogFile=$here/slurmctld.log
SlurmdLogFile=$here/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1
ReturnToService=2
SlurmdTimeout=10
KillWait=30
MinJobAge=300
JobRequeue=1
JobCompType=jobcomp/none
AccountingStorageType=accounting_storage/none
NodeName=node[1-2] NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=[16818-16819] CPUs=1 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
$*
CONF
}

start_slurmd() { # NODE
  slurmd -D -N "$1" >"$here/$1.out" 2>&1 &
  slurmd[$1]=$!
}

runs_on() { # PID NODE
  grep -qz "^SLURM_CONF=$SLURM_CONF" "/proc/$1/environ" && grep -qz "^SLURMD_NODENAME=$2" "/proc/$1/environ"
} 2>/dev/null

fail() { # NODE: it and all that runs on it, its daemons first, so that nobody reports the end of a task
  kill -9 "${slurmd[$1]}"
  wait "${slurmd[$1]}" 2>/dev/null || true
  local pid
  for pid in $(pgrep slurmstepd); do ! runs_on "$(pgrep -P "$pid" | head -n 1)" "$1" || kill -9 "$pid" || true; done
  for pid in $(pgrep -f "sweep work $here"); do ! runs_on "$pid" "$1" || kill -9 "$pid" || true; done
}

start() {
  mkdir -p "$here"/{state,spool,munge,runs}
  chmod 755 "$here" "$here/munge"
  dd if=/dev/urandom of="$here/munge/munge.key" bs=1 count=1024 2>/dev/null
  chmod 400 "$here/munge/munge.key"
  munged --foreground --force --socket="$here/munge/munge.socket" --key-file="$here/munge/munge.key" --pid-file="$here/munge/munged.pid" \
    --log-file="$here/munge/munged.log" --seed-file="$here/munge/munged.seed" >"$here/munge/out" 2>&1 &
  pids+=($!)
  write_config
  until [[ -S $here/munge/munge.socket ]]; do sleep 0.2; done
  start_slurmctld
  for node in node1 node2; do start_slurmd "$node"; done
  up
}

start_slurmctld() {
  slurmctld -D >"$here/slurmctld.out" 2>&1 &
  slurmctld=$!
  pids+=("$slurmctld")
}

up() {
  for _ in $(seq 60); do
    [[ $(sinfo --noheader --format=%T%D 2>/dev/null) == idle2 ]] && return
    sleep 0.5
  done
  tail -n 20 "$here"/*.log >&2
  echo "slurm does not come up" >&2
  exit 1
}

sweep() { "$fertrain" sweep --slurm --runs "$here/runs" data.synthetic_count=350 train.batch_size=32 --threads 1 "$@"; }
folder() { echo "$here"/runs/*_"$1"; }
states() { "$fertrain" sweep status "$(folder "$1")" --json 2>/dev/null | tr -d ' \n' | sed 's/.*"states":{\([^}]*\)}.*/\1/; s/"//g'; }
drained() { for _ in $(seq "${1:-400}"); do [[ -z $(squeue --noheader) ]] && return; sleep 0.5; done; echo "the queue does not drain" >&2; squeue >&2; return 1; }
runs_of() { find "$(folder "$1")" -maxdepth 1 -name '*_trial_*' | wc -l; }
until_epoch() { # SWEEP: until a trial has finished one
  for _ in $(seq 120); do
    cat "$(folder "$1")"/*_trial_001/metrics.csv 2>/dev/null | grep -q '^1,' && return
    sleep 0.5
  done
  echo "no epoch ends" >&2
  return 1
}
check() { # WHAT EXPECTED GOT
  if [[ $3 == "$2" ]]; then echo "right: $1: $3"; else
    echo "WRONG: $1: $3, expected: $2"
    wrong=1
  fi
}

start
echo "slurm $(slurmctld -V | cut -d' ' -f2) is up"

sweep --name plain --seeds 0,1,2 train.epochs=2 >/dev/null
drained
check "three seeds" "finished:3" "$(states plain)"
check "their runs" 3 "$(runs_of plain)"
check "the winner is scored and collected" 1 "$(grep -c 'test split was scored for the winner alone' "$(folder plain)/sweep.json")"

printf 'optimizer.lr: [1e-3, 3e-3]\ntrain.label_smoothing: [0, 0.1]\n' >"$here/space.yaml"
sweep --name halved --space "$here/space.yaml" --search halving --trials 4 --factor 2 train.epochs=4 >/dev/null
drained
check "halving over three arrays" "finished:1,dropped:3" "$(states halved)"

sweep --name warned train.epochs=8 >/dev/null
until_epoch warned
scancel --batch --signal=USR1 "$(squeue --noheader --format=%i --name=fertrain_sweep)"
drained
check "a warned task saves and is queued again" "finished:1" "$(states warned)"
check "it resumed its run" 1 "$(grep -c '"started_at"' <(sed -n '/"resumed"/,/\]/p' "$(folder warned)"/*_trial_001/environment.json))"

sweep --name killed train.epochs=8 >/dev/null
until_epoch killed
kill -9 "$(pgrep -f "sweep work $(folder killed) --trial 1" | tail -n 1)"
drained
check "a killed task" "unfinished:1" "$(states killed)"
"$fertrain" sweep --resume "$(folder killed)" --slurm --threads 1 >/dev/null
drained
check "and submitted again" "finished:1" "$(states killed)"

printf 'model.name: [tiny_xception, mini_xception, simple_cnn]\n' >"$here/models.yaml"
sweep --name models --space "$here/models.yaml" --search grid --seeds 0,1,2 train.epochs=4 >/dev/null
until [[ $(states models) == *finished:4* ]]; do sleep 0.5; done
until [[ -n $(squeue --noheader --nodelist=node1 --states=RUNNING) ]]; do sleep 0.5; done
fail node1
drained 1200
check "three models with three seeds each, one of two nodes failing" "finished:9" "$(states models)"
check "their runs" 9 "$(runs_of models)"
check "the failed node" down "$(sinfo --noheader --nodes=node1 --format=%t | tr -d '*')"
"$fertrain" sweep status "$(folder models)"
start_slurmd node1
up

sweep --name lost train.epochs=8 >/dev/null
until_epoch lost
for node in node1 node2; do fail "$node"; done
sleep 15
for node in node1 node2; do start_slurmd "$node"; done
drained 600
check "both nodes failed and came back" "finished:1" "$(states lost)"

sweep --name cancelled --seeds 0,1,2,3 train.epochs=60 >/dev/null
until_epoch cancelled
sleep 5 # both that run
scancel --user=root
drained
check "a cancelled array" "unfinished:2,waiting:2" "$(states cancelled)"
check "says how to go on" 1 "$("$fertrain" sweep status "$(folder cancelled)" | grep -c 'no job of this sweep in its queue')"

write_config "MaxJobCount=2"
kill "$slurmctld"
wait "$slurmctld" || true
start_slurmctld
up
full=$(sweep --name full --seeds 0,1,2,3,4,5 2>&1 >/dev/null || true)
check "a full queue" 1 "$(grep -c 'Slurm does not take the sweep' <<<"$full")"
check "keeps the plan" "waiting:6" "$(states full)"
exit "$wrong"
