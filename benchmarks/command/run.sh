#!/usr/bin/env bash
# How long a command takes through the whole line, beside a job of Graphile Worker on the same PostgreSQL. See ../README.md.
#   benchmarks/command/run.sh [--samples 400] [--rounds 8] [--warm-up 300] [--concurrency 1,8] [--json FILE] [--keep]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../../tests/faults/run.sh" --prepare
"$here/../install.sh"
exec node "$here/bench.mjs" "$@"
