#!/usr/bin/env bash
# Copies the records of runs to docs/results/records, where `fertrain compare` reads them: configs, epochs and scores, without faces,
# weights and single answers.
# scripts/keep_run.sh RUN…
set -euo pipefail

kept=$(dirname "${BASH_SOURCE[0]}")/../docs/results/records
for run in "$@"; do
  copy=$kept/$(basename "$run")
  (cd "$run" && for file in config.yaml data.json environment.json metrics.csv summary.json eval/*/metrics.json; do echo "$file"; done) |
    while read -r file; do install -D -m 644 "$run/$file" "$copy/$file"; done
  # Folders of this machine mean nothing elsewhere.
  data=$(sed -n 's/^  path: //p' "$run/config.yaml") runs=$(dirname "$(realpath "$run")")
  find "$copy" -type f -exec sed -i "s#$data#$(basename "$data")#; s#\"$runs#\"runs#; s#\"/[^\"]*/configs/#\"configs/#" {} +
done
