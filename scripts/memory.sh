#!/usr/bin/env bash
# Resident memory of a training run after each epoch; it must not grow.
# Usage: scripts/memory.sh [EPOCHS [CONFIG [key=value ...]]]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
epochs=${1:-20} config=${2:-quickstart.yaml}
shift "$(($# < 2 ? $# : 2))"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$root/fertrain" train --config "$config" --runs "$work" --name memory "$@" train.epochs="$epochs" >"$work/log" &
pid=$!
seen=0
printf '%5s %12s\n' epoch 'resident MiB'
while kill -0 "$pid" 2>/dev/null; do
  done=$(grep -cE '^ *[0-9]+/[0-9]+ ' "$work/log" || true)
  if ((done > seen)) && rss=$(awk '/VmRSS/ { print $2 / 1024 }' "/proc/$pid/status" 2>/dev/null) && [[ -n $rss ]]; then
    printf '%5d %12.0f\n' "$done" "$rss"
    seen=$done
  fi
  sleep 0.2
done
wait "$pid"
printf 'peak  %12.0f\n' "$(awk -F': ' '/peak_memory_bytes/ { print $2 / 1048576 }' "$work"/*/summary.json)"
