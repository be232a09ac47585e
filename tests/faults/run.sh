#!/usr/bin/env bash
# Breaks an instance of its own on purpose and compares what its parts say afterwards.
#   tests/faults/run.sh [--short | --long] [--runs N] [--seed S] [--only NAME] [--part K/N] [--keep]
#   tests/faults/run.sh --logs [--short | --long] [--lines N] [--seed S] [--keep]     only whether every log line arrives
#   tests/faults/run.sh --scale-out [--short | --long] [--runs N] [--seed S] [--only NAME] [--keep]     several of each part
#   tests/faults/run.sh --self-test [pytest arguments]     style, types, and the harness's own judgement
#   tests/faults/run.sh --prepare                          only the environment
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here"
python=.venv/bin/python

prepare() {
  local mark
  mark=$(cat requirements.txt run.sh ../../ml-services/generate.py ../../contracts/proto/signalbox/ml/v1/*.proto \
    ../../contracts/proto/signalbox/events/v1/*.proto | sha256sum)
  if [ -x "$python" ] && [ -d signalbox_faults/_generated ] && [ "$(cat .venv/stamp 2>/dev/null || true)" = "$mark" ]; then
    return
  fi
  if [ ! -x "$python" ]; then "${SIGNALBOX_PYTHON:-python3}" -m venv .venv; fi
  "$python" -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
  "$python" -m pip install --quiet --disable-pip-version-check --no-input -r requirements.txt
  "$python" ../../ml-services/generate.py signalbox_faults._generated signalbox_faults/_generated \
    signalbox/ml/v1/ml_service.proto signalbox/events/v1/events.proto
  printf '%s' "$mark" >.venv/stamp
}

prepare
case "${1:-}" in
  --prepare) ;;
  --self-test)
    shift
    .venv/bin/ruff format --check .
    .venv/bin/ruff check .
    .venv/bin/mypy
    exec "$python" -m pytest "$@"
    ;;
  --logs)
    shift
    "$python" -m signalbox_faults.logs "$@"
    ;;
  --scale-out)
    shift
    exec "$python" -m signalbox_faults.scale_out "$@"
    ;;
  --short | --long)
    if [ $# -gt 1 ]; then exec "$python" -m signalbox_faults "$@"; fi
    logs=0 parts=0
    "$python" -m signalbox_faults.logs "$1" || logs=$?
    "$python" -m signalbox_faults "$1" || parts=$?
    if [ "$parts" -eq 0 ] && [ "$logs" -ne 0 ]; then echo "The proof of the logs failed: see above."; fi
    exit $((parts ? parts : logs))
    ;;
  *) exec "$python" -m signalbox_faults "$@" ;;
esac
