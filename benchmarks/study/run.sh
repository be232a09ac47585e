#!/usr/bin/env bash
# How fast the trials of a study follow each other, beside Optuna with its storage on the same PostgreSQL. See ../README.md.
#   benchmarks/study/run.sh [--trials 2000] [--rounds 1] [--seed 7] [--warm-up 2000] [--json FILE] [--keep]
#   SIGNALBOX_BENCH_TRIALS=200 benchmarks/study/run.sh
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../../tests/faults/run.sh" --prepare
"$here/../install.sh" study
exec node "$here/bench.mjs" "$@"
