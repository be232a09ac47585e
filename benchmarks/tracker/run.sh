#!/usr/bin/env bash
# How fast metrics are stored, charted and listed, beside the MLflow tracking server on the same PostgreSQL. See ../README.md.
#   benchmarks/tracker/run.sh [--points 1000000] [--peer-points 20000] [--rounds 4] [--runs 100000] [--json FILE] [--keep]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../install.sh"
"$here/../../tests/seed/run.sh" --prepare
mark=$(sha256sum "$here/requirements.txt")
if [ "$(cat "$here/.venv/stamp" 2>/dev/null || true)" != "$mark" ]; then
  [ -x "$here/.venv/bin/python" ] || "${SIGNALBOX_PYTHON:-python3}" -m venv "$here/.venv"
  "$here/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input -r "$here/requirements.txt"
  printf '%s' "$mark" >"$here/.venv/stamp"
fi
exec node "$here/bench.mjs" "$@"
