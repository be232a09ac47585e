#!/usr/bin/env bash
# Installs the programs that the benchmarks compare with: those of Node, and with a name the Python environment of that benchmark.
#   benchmarks/install.sh [NAME]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
  # A registry that has this platform's packages only leaves gaps in the lock file, which npm ci refuses.
  npm ci --no-audit --no-fund --loglevel=error || npm install --no-save --no-audit --no-fund --loglevel=error
fi
if [ $# -eq 0 ]; then exit 0; fi
cd "$1"
# The versions may stand in a file that the requirements name.
mark=$(sed -n 's/^-c //p' requirements.txt | xargs cat requirements.txt | sha256sum)
if [ "$(cat .venv/stamp 2>/dev/null || true)" != "$mark" ]; then
  [ -x .venv/bin/python ] || "${SIGNALBOX_PYTHON:-python3}" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input -r requirements.txt
  printf '%s' "$mark" >.venv/stamp
fi
