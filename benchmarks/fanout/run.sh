#!/usr/bin/env bash
# How many log lines a second reach how many viewers, beside ws and socket.io. See ../README.md.
#   benchmarks/fanout/run.sh [--sockets 50,200,1000] [--rate 3000] [--seconds 10] [--rounds 2] [--json FILE] [--keep]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../install.sh"
exec node "$here/bench.mjs" "$@"
