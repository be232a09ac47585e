"""The memory limit of a solve."""

from __future__ import annotations

import resource
import threading
from pathlib import Path

from signalbox_solving.task import MIB

# What glibc reserves for the stack of a thread.
STACK_BYTES = 8 * MIB
# Threads of this package that begin after the limit is set, and the stack that is enough for each.
OWN_THREADS = 4
OWN_STACK_BYTES = MIB


def limit(megabytes: int, threads: int) -> None:
    """No more than so many MiB of address space beyond what is mapped now; 0: no limit. The stacks of the threads come on top.

    Call it when the libraries are loaded: they map a gigabyte or so of which they use little. An allocation that is too large then
    fails as `std::bad_alloc` or MemoryError. `setrlimit(2)`, RLIMIT_AS; a lower hard limit of the machine stays.
    """
    if megabytes <= 0:
        return
    threading.stack_size(OWN_STACK_BYTES)
    stacks = threads * STACK_BYTES + OWN_THREADS * OWN_STACK_BYTES
    wanted = _pages()[0] * resource.getpagesize() + megabytes * MIB + stacks
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, wanted))


def resident_mb() -> int:
    """What this process holds in memory now, in MiB."""
    return _pages()[1] * resource.getpagesize() // MIB


def _pages() -> tuple[int, int]:
    mapped, resident, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(mapped), int(resident)
