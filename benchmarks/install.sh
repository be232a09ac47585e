#!/usr/bin/env bash
# Installs the programs that the benchmarks compare with.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
  # A registry that has this platform's packages only leaves gaps in the lock file, which npm ci refuses.
  npm ci --no-audit --no-fund --loglevel=error || npm install --no-save --no-audit --no-fund --loglevel=error
fi
