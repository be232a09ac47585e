"""The file in which the scripted service writes every real execution: append only, one fsync a line.

A line that was begun when the process died is cut off by the next reader, never guessed.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from signalbox_faults.history import Execution


class ExecutionLog:
    """Writes lines; safe for many threads, and for many processes because each line is one append."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def started(self, run_id: str, attempt: int, instance: str, nonce: int, parameters: str = "") -> None:
        """`parameters`: the JSON text that the attempt was started with."""
        self._write(event="start", run=run_id, attempt=attempt, instance=instance, nonce=nonce, parameters=parameters)

    def ended(self, run_id: str, attempt: int, nonce: int, outcome: str, points: int) -> None:
        self._write(event="end", run=run_id, attempt=attempt, nonce=nonce, outcome=outcome, points=points)

    def _write(self, **values: str | int) -> None:
        line = json.dumps({**values, "pid": os.getpid(), "time": time.time()}) + "\n"
        with self._lock:
            os.write(self._file, line.encode())
            os.fsync(self._file)

    def close(self) -> None:
        os.close(self._file)


@dataclass(frozen=True)
class Death:
    """A process of the service that is gone, and when that was noticed at the latest."""

    pid: int
    at: float


def read_executions(path: Path, deaths: Iterable[Death] = ()) -> list[Execution]:
    """All executions in the order of their start. What a dead process had not ended, ended with it."""
    found: dict[tuple[int, int], Execution] = {}
    if not path.exists():
        return []
    for line in path.read_bytes().split(b"\n"):
        try:
            values = json.loads(line)
        except ValueError:
            continue
        key = (int(values["pid"]), int(values["nonce"]))
        if values["event"] == "start":
            found[key] = Execution(
                run_id=values["run"],
                attempt=values["attempt"],
                instance=values["instance"],
                pid=values["pid"],
                nonce=values["nonce"],
                started=values["time"],
                ended=None,
                outcome="",
                points=0,
                parameters=values["parameters"],
            )
        else:
            found[key] = replace(found[key], ended=values["time"], outcome=values["outcome"], points=values["points"])
    died = {death.pid: death.at for death in deaths}
    return [
        replace(each, ended=max(each.started, died[each.pid]), outcome="killed")
        if each.ended is None and each.pid in died
        else each
        for each in found.values()
    ]
