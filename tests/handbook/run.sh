#!/usr/bin/env bash
# Runs the commands of the handbook and of the runbooks against an instance of its own, compares what they say with what the pages show, and
# looks whether the links and file names of the documentation are there. Then it holds the exported trace of a training and the logs of
# the parts against what is documented.
#   tests/handbook/run.sh [PAGE…]        pages by name (traces.md), their instance included; without any: everything
#   tests/handbook/run.sh --self-test    style, types, and whether this runner turns red when it must
# Needs what ./signalbox build has made.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$here/../../ml-services/.venv/bin
cd "$here"
if [ "${1:-}" = --self-test ]; then
  shift
  "$bin/ruff" format --check .
  "$bin/ruff" check .
  "$bin/mypy"
  exec "$bin/python" -m pytest "$@"
fi
exec "$bin/python" -m signalbox_handbook "$@"
