"""Waiting for processes and conditions."""

from __future__ import annotations

import threading
from collections.abc import Callable

from signalbox_ml.testing import RunSession


def pid_of(session: RunSession) -> int:
    session.wait_for(lambda s: any(p.key == "pid" for p in s.points()))
    return int(next(p.value for p in session.points() if p.key == "pid"))


def is_gone(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until(condition: Callable[[], bool], tries: int = 2000) -> None:
    pause = threading.Event()
    for _ in range(tries):
        if condition():
            return
        pause.wait(0.01)
    raise AssertionError("the condition did not come true")
