#!/usr/bin/env bash
# Everything that must hold for the ML services: style, types, tests. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")"
python3 install.py --dev
bin=.venv/bin
# Small tables: more threads would only wait for each other.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
"$bin/ruff" check .
"$bin/ruff" format --check .
"$bin/mypy" sdk/src tabular/src sdk/tests tabular/tests install.py generate.py
exec "$bin/python" -m pytest "$@"
