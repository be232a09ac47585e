"""The memory limit of a solve."""

from __future__ import annotations

import resource
from pathlib import Path

from signalbox_solving.task import MIB

# What glibc reserves for the stack of a thread.
STACK_BYTES = 8 * MIB


def limit(megabytes: int, threads: int) -> None:
    """No more than so many MiB of address space beyond what is mapped now; 0: no limit. The stacks of the threads come on top.

    Call it when the libraries are loaded: they map a gigabyte or so of which they use little. An allocation that is too large then
    fails as `std::bad_alloc` or MemoryError. `setrlimit(2)`, RLIMIT_AS; a lower hard limit of the machine stays.
    """
    if megabytes <= 0:
        return
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    wanted = pages * resource.getpagesize() + megabytes * MIB + threads * STACK_BYTES
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, wanted))
