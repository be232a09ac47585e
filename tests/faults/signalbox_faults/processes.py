"""Looks at processes through /proc and sends them signals. Only processes that the caller names by pid."""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Process:
    """A process; the start time tells it from a later one with the same pid."""

    pid: int
    parent: int
    state: str
    born: int


def look(pid: int) -> Process | None:
    """The process, or None when there is none. A zombie is none."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    fields = text[text.rindex(")") + 2 :].split()
    if fields[0] in ("Z", "X"):
        return None
    return Process(pid, int(fields[1]), fields[0], int(fields[19]))


def gone(process: Process) -> bool:
    """True when it has ended, even if another one has its pid."""
    now = look(process.pid)
    return now is None or now.born != process.born


def command(pid: int) -> str:
    """The command line, words separated by blanks; empty when the process is gone."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def environment(pid: int) -> dict[str, str]:
    """The environment that the process was started with; empty when it is gone."""
    try:
        words = (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return {}
    return dict(word.decode(errors="replace").split("=", 1) for word in words if b"=" in word)


def words(pid: int) -> list[str]:
    """The command line, word by word; empty when the process is gone."""
    try:
        return [word.decode(errors="replace") for word in (PROC / str(pid) / "cmdline").read_bytes().split(b"\0")[:-1]]
    except OSError:
        return []


def resident(pid: int) -> int:
    """Bytes of the process that are in memory; 0 when it is gone."""
    try:
        pages = int((PROC / str(pid) / "statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def everything() -> list[Process]:
    found = (look(int(entry.name)) for entry in PROC.iterdir() if entry.name.isdecimal())
    return [each for each in found if each is not None]


def family(pid: int) -> list[Process]:
    """The process and all that it has started, as far as they still belong to it."""
    known = everything()
    members = [each for each in known if each.pid == pid]
    grown = True
    while grown:
        pids = {each.pid for each in members}
        added = [each for each in known if each.parent in pids and each.pid not in pids]
        members += added
        grown = bool(added)
    return members


def send(pid: int, number: signal.Signals) -> None:
    """Sends a signal; a process that is gone already is no error, nor is 0, which stands for one that is not ready."""
    if pid == 0:
        # To the kernel it is everything that was started together with this process.
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def mentioning(word: str) -> list[int]:
    """The pids whose command line has the word, without this process."""
    return [each.pid for each in everything() if each.pid != os.getpid() and word in command(each.pid)]
