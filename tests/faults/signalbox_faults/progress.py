"""Percent and remaining time for a person: one line that is rewritten in a terminal, else a line now and then."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

QUIET_SECONDS = 10.0
PULSE_SECONDS = 1.0


class Progress:
    """Knows how long each scenario is expected to take, and corrects itself by what the finished ones took."""

    def __init__(self, estimates: list[float], out: TextIO = sys.stdout) -> None:
        self._estimates = estimates
        self._out = out
        self._live = out.isatty()
        self._lock = threading.Lock()
        self._index = 0
        self._began = time.monotonic()
        self._last = 0.0

    def at(self, index: int, share: float, words: str) -> None:
        """The scenario `index` is `share` done, in [0, 1]."""
        now = time.monotonic()
        with self._lock:
            if not self._live and now - self._last < QUIET_SECONDS:
                return
            self._last = now
            done = sum(self._estimates[:index]) + share * self._estimates[index]
            total = sum(self._estimates)
            spent = now - self._began
            # Until something is done, the estimate is all there is.
            pace = spent / done if done > 0.05 * total else 1.0
            left = max(0.0, (total - done) * pace)
            line = f"{100 * done / total:3.0f} %, about {_duration(left)} left: {words}"
            if self._live:
                self._out.write(f"\r\033[K{line[:110]}")
            else:
                self._out.write(line + "\n")
            self._out.flush()

    def say(self, line: str) -> None:
        """A line that stays."""
        with self._lock:
            if self._live:
                self._out.write("\r\033[K")
            self._out.write(line + "\n")
            self._out.flush()


class Pulse:
    """Says again what was said last for as long as nobody says anything, with the share that time alone has added.

    Whoever waits for a part that is frozen, or asks for a thousand timelines, would look stuck without it.
    """

    def __init__(self, out: Callable[[float, str], None], estimate: float, words: str = "beginning") -> None:
        """`estimate`: seconds for the whole; `words`: what is said before anything else is."""
        self._out = out
        self._estimate = max(estimate, 1.0)
        self._lock = threading.Lock()
        self._last = (0.0, words, time.monotonic())
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join(10)

    def say(self, share: float, words: str) -> None:
        """`share` of the whole is done, in [0, 1]."""
        with self._lock:
            self._last = (share, words, time.monotonic())
        self._out(share, words)

    def _keep(self) -> None:
        while not self._stop.wait(PULSE_SECONDS):
            with self._lock:
                share, words, at = self._last
            self._out(min(0.99, share + (time.monotonic() - at) / self._estimate), words)


def _duration(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole} s" if whole < 100 else f"{whole // 60} min {whole % 60:02d} s"
