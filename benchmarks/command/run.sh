#!/usr/bin/env bash
# How long a command takes through the whole line, beside a job of Graphile Worker on the same PostgreSQL. See ../README.md.
#   benchmarks/command/run.sh [--samples 400] [--rounds 8] [--warm-up 300] [--concurrency 1,8] [--json FILE] [--keep]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../../tests/faults/run.sh" --prepare
cd "$here"
if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error || npm install --no-save --no-audit --no-fund --loglevel=error
fi
exec node bench.mjs "$@"
