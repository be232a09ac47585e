"""A process that must not outlive the one that started it."""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1
# The exit code of a process whose parent was gone before it could ask to be told.
ORPHANED = 3


def die_with_parent(parent: int | None = None) -> None:
    """Asks the kernel for SIGKILL when the parent dies (Linux, `prctl(2)`); ends at once when it is dead already.

    `parent` is its process id as it knew it; without one, the parent of now is meant. The kernel watches the *thread* that
    started this process: start it from one that lives as long as its process.
    """
    expected = os.getppid() if parent is None else parent
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != expected:
        os._exit(ORPHANED)
