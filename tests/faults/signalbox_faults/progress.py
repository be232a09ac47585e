"""Percent and remaining time for a person: one line that is rewritten in a terminal, else a line now and then."""

from __future__ import annotations

import sys
import threading
import time
from typing import TextIO

QUIET_SECONDS = 10.0


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


def _duration(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole} s" if whole < 100 else f"{whole // 60} min {whole % 60:02d} s"
