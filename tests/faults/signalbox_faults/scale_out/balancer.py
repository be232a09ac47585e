"""A load balancer of our own: REST and WebSocket by connection, log lines by datagram, among the backends that are ready."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from signalbox_faults.proxy import Forwarder
from signalbox_faults.system import healthy

LOOK_SECONDS = 1.0
_BUFFER = 16 * 1024 * 1024
# The first bytes of a chunk of a GELF message; eight more name the message.
_CHUNK = b"\x1e\x0f"


@dataclass
class Target:
    """One backend: where it listens, and what it was given. Each number is written by one thread alone."""

    name: str
    port: int
    log_port: int
    management: int
    ready: bool = False
    connections: int = 0
    refused: int = 0
    datagrams: int = 0


class Watch:
    """Asks each target again and again whether it is ready."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._keep, args=(target,), name=f"watch-{target.name}", daemon=True)
            for target in targets
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(10)

    def _keep(self, target: Target) -> None:
        while not self._stop.is_set():
            target.ready = healthy(target.management)
            self._stop.wait(LOOK_SECONDS)


class TcpBalancer(Forwarder):
    """Each connection goes to the next target that is ready and accepts it. Without one it is reset."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        self._turn = 0
        super().__init__()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        first = self._turn
        self._turn += 1
        # From a place of its own: while one waits for its target, others come, and each must ask all of them.
        for step in range(len(self._targets)):
            target = self._targets[(first + step) % len(self._targets)]
            if not target.ready:
                continue
            try:
                connection = await asyncio.open_connection("127.0.0.1", target.port)
            except OSError:
                # It died since it was asked.
                target.ready = False
                target.refused += 1
                continue
            target.connections += 1
            return connection
        raise ConnectionRefusedError("no backend is ready")


def place(datagram: bytes, turn: int, count: int) -> int:
    """To which of `count` targets a datagram goes: in turn, but all chunks of a message to one."""
    if datagram.startswith(_CHUNK):
        return int.from_bytes(datagram[2:10], "big") % count
    return turn % count


class UdpBalancer:
    """Listens on `port` (0: any) of loopback. While no target is ready, datagrams go to all the same: somebody may be there."""

    def __init__(self, targets: Sequence[Target], port: int = 0) -> None:
        self._targets = targets
        self._turn = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._socket.bind(("127.0.0.1", port))
        self._socket.settimeout(0.2)
        self.port = int(self._socket.getsockname()[1])
        # Another one for what is passed on: its news of ports where nobody listens must not disturb the first.
        self._onward = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.received = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="udp-balancer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(5)
        self._socket.close()
        self._onward.close()

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                datagram = self._socket.recv(65536)
            except TimeoutError:
                continue
            self.received += 1
            self._pass_on(datagram)

    def _pass_on(self, datagram: bytes) -> None:
        targets = [each for each in self._targets if each.ready] or self._targets
        target = targets[place(datagram, self._turn, len(targets))]
        self._turn += 1
        try:
            self._onward.sendto(datagram, ("127.0.0.1", target.log_port))
        except OSError:
            # One more that is lost, and asked for again.
            return
        target.datagrams += 1
