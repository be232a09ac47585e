"""A UDP proxy that loses, swaps and repeats datagrams on their way to the backend. Seeded; counts everything."""

from __future__ import annotations

import random
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

HELD_AT_MOST = 8
_SEQ = re.compile(rb'"_seq":(\d+)')
_RUN = re.compile(rb'"_run":"([0-9a-f-]{36})"')
_KEPT_BUFFER = 16 * 1024 * 1024


@dataclass(frozen=True)
class Rates:
    """Shares of all datagrams, in [0, 1]."""

    drop: float = 0.0
    swap: float = 0.0
    repeat: float = 0.0


class Shuffle:
    """What the proxy does with datagrams, without a socket: one in, any number out."""

    def __init__(self, rng: random.Random, rates: Rates) -> None:
        self._rng = rng
        self.rates = rates
        self.counts: Counter[str] = Counter()
        self._held: list[tuple[int, bytes]] = []

    def pass_on(self, datagram: bytes) -> list[bytes]:
        """Of each kind of fault at most one meets a datagram. A held one is sent after one to eight later ones."""
        self.counts["received"] += 1
        made: list[bytes] = []
        draw = self._rng.random()
        rates = self.rates
        if draw < rates.drop:
            self.counts["dropped"] += 1
        elif draw < rates.drop + rates.swap:
            self.counts["swapped"] += 1
            self._held.append((self.counts["received"] + self._rng.randint(1, HELD_AT_MOST), datagram))
        elif draw < rates.drop + rates.swap + rates.repeat:
            self.counts["repeated"] += 1
            made += [datagram, datagram]
        else:
            made.append(datagram)
        due = [each for at, each in self._held if at <= self.counts["received"]]
        self._held = [(at, each) for at, each in self._held if at > self.counts["received"]]
        self.counts["sent"] += len(made) + len(due)
        return made + due

    def rest(self) -> list[bytes]:
        """What is still held, when nothing comes after it."""
        made = [each for _, each in self._held]
        self._held.clear()
        self.counts["sent"] += len(made)
        return made


class UdpProxy:
    """Listens on loopback; forwards to a port there. `lose` says of a line (run, number) that it never passes."""

    def __init__(self, target: int, seed: str, rates: Rates) -> None:
        self._shuffle = Shuffle(random.Random(seed), rates)
        self.lose: Callable[[str, int], bool] | None = None
        self._in = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._in.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _KEPT_BUFFER)
        self._in.bind(("127.0.0.1", 0))
        self._in.settimeout(0.2)
        self.port = int(self._in.getsockname()[1])
        self._out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._target = ("127.0.0.1", target)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="udp-proxy", daemon=True)
        self._thread.start()

    @property
    def counts(self) -> dict[str, int]:
        return dict(self._shuffle.counts)

    def behave(self, rates: Rates) -> None:
        """From now on other rates."""
        self._shuffle.rates = rates

    def close(self) -> None:
        self._stop.set()
        self._thread.join(5)
        self._in.close()
        self._out.close()

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                datagram = self._in.recv(65536)
            except TimeoutError:
                self._send(self._shuffle.rest())
                continue
            if self.lose is not None and self._lost(datagram):
                self._shuffle.counts["chosen"] += 1
                continue
            self._send(self._shuffle.pass_on(datagram))

    def _lost(self, datagram: bytes) -> bool:
        seq, run = _SEQ.search(datagram), _RUN.search(datagram)
        return bool(seq and run and self.lose and self.lose(run[1].decode(), int(seq[1])))

    def _send(self, datagrams: list[bytes]) -> None:
        for each in datagrams:
            try:
                self._out.sendto(each, self._target)
            except OSError:
                # The backend is away, and an earlier datagram came back: that is one more loss.
                self._shuffle.counts["refused"] += 1
