"""What the parts say of their own work: the metrics of their management ports, also across their restarts."""

from __future__ import annotations

import http.client
import math
import threading
import urllib.request
from collections.abc import Mapping

LOOK_SECONDS = 1.0
# Counted all the time. What else there is can be asked for now.
STATUSES = "signalbox_status_messages_total"
OWNED = "signalbox_partitions_owned"
# One value for each partition of the status topic that the backend reads.
READ = "signalbox_status_consumer_lag"

Values = Mapping[str, list[float]]


def parse(text: str) -> dict[str, list[float]]:
    """Prometheus' text format: the values of each metric, one for each set of labels."""
    found: dict[str, list[float]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            series, _, value = line.rpartition(" ")
            found.setdefault(series.partition("{")[0], []).append(float(value))
    return found


def owned(values: Values) -> int:
    """How many partitions of commands belong to the orchestrator with these figures."""
    return int(sum(each for each in values.get(OWNED, ()) if not math.isnan(each)))


def read(values: Values) -> int:
    """How many partitions of statuses the backend with these figures reads."""
    return len(values.get(READ, ()))


class Tally:
    """A number that only grows, of a process and of those that came after it. What it was before the first look is left out."""

    def __init__(self) -> None:
        self.total = 0.0
        self._last: float | None = None

    def take(self, value: float) -> None:
        if self._last is not None:
            # A smaller one is that of a new process.
            self.total += value - self._last if value >= self._last else value
        self._last = value


class Figures:
    """Looks at each part, given as name and management port, about once a second."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._ports = dict(ports)
        self._lock = threading.Lock()
        # One look at a part after the other: an older answer that comes later would be taken for that of a new process.
        self._looks = {name: threading.Lock() for name in ports}
        self._statuses = {name: Tally() for name in ports}
        self._most = dict.fromkeys(ports, 0)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="figures", daemon=True)
        self._thread.start()

    def now(self, name: str) -> Values:
        """The figures of a part at this moment; none when it does not answer."""
        with self._looks[name]:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self._ports[name]}/metrics", timeout=3) as answer:
                    values = parse(answer.read().decode())
            except (OSError, http.client.HTTPException, ValueError):
                return {}
            with self._lock:
                if STATUSES in values:
                    self._statuses[name].take(sum(values[STATUSES]))
                self._most[name] = max(self._most[name], owned(values))
            return values

    def statuses(self, name: str) -> float:
        """How many it has taken since the first look."""
        with self._lock:
            return self._statuses[name].total

    def most_owned(self, name: str) -> int:
        """The most partitions of commands that were its own at any look."""
        with self._lock:
            return self._most[name]

    def close(self) -> None:
        self._stop.set()
        self._thread.join(10)

    def _keep(self) -> None:
        while not self._stop.is_set():
            for name in self._ports:
                self.now(name)
            self._stop.wait(LOOK_SECONDS)
