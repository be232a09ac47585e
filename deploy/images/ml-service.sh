#!/bin/sh
# ml-service NAME: starts the package signalbox_NAME.
set -eu

# Python counts the cores of the machine and not those that the container may use; too many threads would wait for each other.
if [ -z "${OMP_NUM_THREADS:-}" ] && [ -r /sys/fs/cgroup/cpu.max ]; then
  read -r quota period </sys/fs/cgroup/cpu.max
  if [ "$quota" != max ]; then
    threads=$((quota / period / ${SIGNALBOX_SLOTS:-2}))
    if [ "$threads" -lt 1 ]; then threads=1; fi
    export OMP_NUM_THREADS="$threads" OPENBLAS_NUM_THREADS="$threads" MKL_NUM_THREADS="$threads"
  fi
fi

# Models are unpacked in the folder for temporary files. That is on the disk here: /tmp would take it from the memory of the runs.
export TMPDIR="$SIGNALBOX_WORK_DIR/tmp"
rm -rf "$TMPDIR"
mkdir -p "$TMPDIR"

exec python -m "signalbox_$1"
