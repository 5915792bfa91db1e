#!/usr/bin/env bash
# Installs what images, videos and the live window need and no NuGet package holds: GTK 3, for OpenCV, and the cascade
# files that find faces. Training on a CSV file, evaluation and export work without.
set -euo pipefail

packages=(libgtk-3-0 libharfbuzz0b libfreetype6 libdrm2 libatomic1 opencv-data)
export DEBIAN_FRONTEND=noninteractive

die() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

# Ubuntu 24.04 and Debian 13 call a package with 64 bits of time libgtk-3-0t64, and take the older name for it.
are_installed() {
  local package
  for package in "${packages[@]}"; do dpkg -s "$package" || dpkg -s "${package}t64" || return; done >/dev/null 2>&1
}

! are_installed || exit 0
command -v apt-get >/dev/null || die "install with this system's package manager what Debian calls ${packages[*]}"
((EUID == 0)) || die "run this: sudo apt-get install -y --no-install-recommends ${packages[*]}"
echo "setup: installing ${packages[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
{ apt-get update -qq && apt-get install -y --no-install-recommends "${packages[@]}"; } </dev/null >"$log" 2>&1 || {
  cat "$log" >&2
  die 'apt-get could not install them'
}
