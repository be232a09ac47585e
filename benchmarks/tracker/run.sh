#!/usr/bin/env bash
# How fast metrics are stored, charted and listed, beside the MLflow tracking server on the same PostgreSQL. See ../README.md.
#   benchmarks/tracker/run.sh [--points 1000000] [--peer-points 20000] [--rounds 4] [--runs 100000] [--json FILE] [--keep]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../install.sh" tracker
"$here/../../tests/seed/run.sh" --prepare
exec node "$here/bench.mjs" "$@"
