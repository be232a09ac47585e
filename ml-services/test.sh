#!/usr/bin/env bash
# Everything that must hold for the ML services: style, types, tests. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")"
./install.sh --dev
bin=.venv/bin
# Small tables: more threads would only wait for each other.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
"$bin/ruff" check .
"$bin/ruff" format --check .
# One call for each package, because each has a conftest.
"$bin/mypy" sdk/src sdk/tests install.py generate.py
"$bin/mypy" tabular/src tabular/tests
"$bin/mypy" solving/src solving/tests
"$bin/mypy" tuning/src tuning/tests
exec "$bin/python" -m pytest "$@"
