#!/usr/bin/env bash
# Fills a running instance with runs and points, fast and the same for the same seed. See README.md.
#   tests/seed/run.sh --data DIR [--project NAME] [--seed N] [F-runs[=N]] [F-chart] [F-wide] [F-odd] [F-study[=N]]
#   tests/seed/run.sh --prepare                          only the libraries
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if ! [ "$here/node_modules/.package-lock.json" -nt "$here/package-lock.json" ]; then
  # A registry that has this platform's packages only leaves gaps in the lock file, which npm ci refuses.
  (cd "$here" && { npm ci --no-audit --no-fund --loglevel=error || npm install --no-save --no-audit --no-fund --loglevel=error; }) >&2
fi
if [ "${1:-}" = --prepare ]; then exit 0; fi
exec node "$here/seed.mjs" "$@"
