"""What a solver says while it works, brought to the conductor: values, log lines, solutions."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from signalbox_solving.engine.channel import Channel
from signalbox_solving.measures import gap, known
from signalbox_solving.task import EXIT_MEMORY

# The conductor hears something at least each second.
REPORT_SECONDS = 0.9
TICK_SECONDS = 0.1
# Solutions are written at most so often, except the last one.
SOLUTION_SECONDS = 1.0
# A line of a solver's log that does not end.
LINE_CHARACTERS = 64 * 1024


class Live:
    """The newest values. A change of the incumbent or the bound is reported at once, the rest once a second.

    Callbacks of a solver call `update` from any of its threads. When the solver says nothing for a second, its last words are
    reported again: they still hold.
    """

    def __init__(self, channel: Channel, gap_limit: float = 0.0, gap_reached: Callable[[], None] | None = None) -> None:
        self._channel = channel
        self._gap_limit = gap_limit
        self._gap_reached = gap_reached
        self._lock = threading.Lock()
        self._began = 0.0
        self._sent = 0.0
        self.incumbent: float | None = None
        self.bound: float | None = None
        self._nodes: int | None = None
        self._lp_iterations: int | None = None
        self._ended = threading.Event()
        self.reached_gap = False

    def begin(self) -> None:
        self._began = self._sent = time.monotonic()
        self._channel.send("begin", at=time.time_ns())
        threading.Thread(target=self._tick, name="ticker", daemon=True).start()

    @property
    def seconds(self) -> float:
        """Since `begin`."""
        return time.monotonic() - self._began

    def update(
        self,
        incumbent: float | None = None,
        bound: float | None = None,
        nodes: int | None = None,
        lp_iterations: int | None = None,
        last: bool = False,
    ) -> None:
        """What the solver says now; None for what it does not say. `last` is reported in any case."""
        incumbent, bound = known(incumbent), known(bound)
        with self._lock:
            changed = last
            if incumbent is not None and incumbent != self.incumbent:
                self.incumbent, changed = incumbent, True
            if bound is not None and bound != self.bound:
                self.bound, changed = bound, True
            if nodes is not None and nodes >= 0:
                self._nodes = nodes
            if lp_iterations is not None and lp_iterations >= 0:
                self._lp_iterations = lp_iterations
            if changed or time.monotonic() - self._sent >= REPORT_SECONDS:
                self._report()
            stop = changed and not last and self._below_limit()
        if stop and self._gap_reached is not None:
            self._gap_reached()

    def end(self) -> None:
        """Nothing is reported any more."""
        with self._lock:
            self._ended.set()

    def _below_limit(self) -> bool:
        now = gap(self.incumbent, self.bound)
        if self._gap_limit > 0 and now is not None and now <= self._gap_limit:
            self.reached_gap = True
        return self.reached_gap

    def _report(self) -> None:
        if self._ended.is_set():
            return
        self._sent = time.monotonic()
        self._channel.send(
            "report",
            at=time.time_ns(),
            seconds=self._sent - self._began,
            incumbent=self.incumbent,
            bound=self.bound,
            nodes=self._nodes,
            lpIterations=self._lp_iterations,
        )

    def _tick(self) -> None:
        while not self._ended.wait(TICK_SECONDS):
            with self._lock:
                if time.monotonic() - self._sent >= REPORT_SECONDS:
                    self._report()


class LogLines:
    """Cuts what a solver logs into lines. Safe for many threads."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._lock = threading.Lock()
        self._open = ""
        self._level = "info"

    def write(self, text: str, level: str = "info") -> None:
        with self._lock:
            if self._open and level != self._level:
                self._send(self._open)
                self._open = ""
            self._level = level
            *whole, self._open = (self._open + text).split("\n")
            for line in whole:
                self._send(line)
            if len(self._open) > LINE_CHARACTERS:
                self._send(self._open)
                self._open = ""

    def line(self, text: str, level: str = "info") -> None:
        """One line of our own."""
        self.write(text + "\n", level)

    def end(self) -> None:
        with self._lock:
            if self._open:
                self._send(self._open)
            self._open = ""

    def _send(self, line: str) -> None:
        self._channel.send("log", level=self._level, text=line.rstrip())


class SolutionKeeper:
    """Writes solutions into files from a thread of its own, so that the search does not wait for it.

    Of solutions that come faster than one a second the newest is written, and the last one always.
    """

    def __init__(self, channel: Channel, folder: Path, describe: Callable[[Any], dict[str, Any]]) -> None:
        self._channel = channel
        self._folder = folder
        self._describe = describe
        self._changed = threading.Condition()
        self._waiting: tuple[int, float | None, Any] | None = None
        self._ending = False
        self._written = 0
        self._thread = threading.Thread(target=self._work, name="solutions", daemon=True)
        self._thread.start()

    def offer(self, objective: float | None, values: Any) -> None:
        """A solution; `values` must not change any more."""
        with self._changed:
            self._waiting = (time.time_ns(), objective, values)
            self._changed.notify_all()

    def end(self) -> None:
        """Returns when the last solution that was offered is written."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        self._thread.join()

    def write(self, name: str, objective: float | None, values: Any) -> str:
        """Writes one solution; returns its path."""
        path = self._folder / name
        path.write_text(solution_json(objective, self._describe(values)), encoding="utf-8")
        return str(path)

    def _work(self) -> None:
        try:
            self._keep()
        except MemoryError:
            os._exit(EXIT_MEMORY)

    def _keep(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting is not None or self._ending)
                waiting, self._waiting = self._waiting, None
            if waiting is None:
                return
            at, objective, values = waiting
            self._written += 1
            path = self.write(f"incumbent-{self._written:06d}.json", objective, values)
            self._channel.send("incumbent", at=at, objective=objective, file=path)
            with self._changed:
                self._changed.wait_for(lambda: self._ending, SOLUTION_SECONDS)


def solution_json(objective: float | None, described: dict[str, Any]) -> str:
    """`described` has `variables`, those that are not 0 by name, and for a template `plan`."""
    return json.dumps({"objective": objective, **described}, ensure_ascii=False, allow_nan=False)
