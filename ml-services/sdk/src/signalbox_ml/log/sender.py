"""The one thread that sends lines: paced, and patient with a receiver that is away."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections import deque
from dataclasses import dataclass

from signalbox_ml.log.line import Encoder, Line, datagrams, from_canonical
from signalbox_ml.log.spool import Spool

# Of the lines of one attempt so much waits in memory; what comes after it is read back from the spool.
OUTBOX_BYTES = 4 * 1024 * 1024
LINES_PER_TURN = 64
LINES_PER_READ = 1024
BURST = 256
# Between two tries while the receiver refuses.
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 2.0
# A name may point to another machine after the backend moved.
RESOLVE_SECONDS = 30.0
_CALM_SENDS = 32

_log = logging.getLogger(__name__)


class Pacer:
    """A token bucket for all lines of this process. A datagram costs one token, and one more for each KiB."""

    def __init__(self, per_second: float, burst: float = BURST) -> None:
        self._rate = per_second
        self._burst = max(burst, 16.0)
        self._tokens = self._burst
        self._at = time.monotonic()
        self._lock = threading.Lock()

    def take(self, size: int) -> None:
        cost = 1 + size // 1024
        with self._lock:
            while True:
                now = time.monotonic()
                self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
                self._at = now
                if self._tokens >= cost:
                    self._tokens -= cost
                    return
                # Sleeping for single lines would cost more than they do.
                time.sleep(max(0.001, (cost - self._tokens) / self._rate))


class Receiver:
    """The UDP socket to one address, and how it is getting on. `send` is safe for many threads."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._host, self._port = split_address(address)
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._resolved_at = 0.0
        self._pause = FIRST_PAUSE
        self._calm = 0
        self.paused_until = 0.0
        self.refused = 0

    def send(self, datagram: bytes) -> bool:
        """False when the receiver is away; the datagram was not sent."""
        with self._lock:
            try:
                self._open().send(datagram)
            except OSError as error:
                self._refused(error)
                return False
            self._calm += 1
            if self._calm >= _CALM_SENDS:
                self._pause = FIRST_PAUSE
            return True

    def paused(self) -> bool:
        return time.monotonic() < self.paused_until

    def _open(self) -> socket.socket:
        now = time.monotonic()
        if self._socket is not None and now - self._resolved_at < RESOLVE_SECONDS:
            return self._socket
        family, kind, protocol, _, target = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_DGRAM)[0]
        made = socket.socket(family, kind, protocol)
        try:
            made.connect(target)
        except OSError:
            made.close()
            raise
        if self._socket is not None:
            self._socket.close()
        self._socket, self._resolved_at = made, now
        return made

    def _refused(self, error: OSError) -> None:
        self.refused += 1
        if self._pause == FIRST_PAUSE and self._calm:
            _log.info("the log receiver is away: %s", error)
        self._calm = 0
        self.paused_until = time.monotonic() + self._pause
        self._pause = min(LONGEST_PAUSE, self._pause * 2)
        if self._pause >= LONGEST_PAUSE and self._socket is not None:
            self._socket.close()
            self._socket = None


def split_address(address: str) -> tuple[str, int]:
    """`host:port`, `[::1]:port`; ValueError for anything else."""
    host, colon, port = address.rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"{address!r} is not host:port")
    return host.strip("[]"), int(port)


@dataclass
class _Range:
    """Lines that are read back from the spool when their turn comes."""

    first: int
    last: int


class Outbox:
    """What one attempt still has to send, in the order of its numbers. One thread puts, the sender takes."""

    def __init__(self, encoder: Encoder, receiver: Receiver, spool: Spool) -> None:
        self.encoder = encoder
        self.receiver = receiver
        self._spool = spool
        self._lock = threading.Lock()
        self._items: deque[tuple[Line, bytes] | _Range] = deque()
        self._bytes = 0
        self.sent_through = 0
        self.closed = False

    @property
    def full(self) -> bool:
        return self._bytes >= OUTBOX_BYTES

    @property
    def empty(self) -> bool:
        return not self._items

    def put(self, lines: list[tuple[Line, bytes]], size: int, spooled: bool) -> None:
        with self._lock:
            if spooled and self._bytes + size > OUTBOX_BYTES:
                newest = self._items[-1] if self._items else None
                if isinstance(newest, _Range):
                    newest.last = lines[-1][0].seq
                else:
                    self._items.append(_Range(lines[0][0].seq, lines[-1][0].seq))
                return
            self._items.extend(lines)
            self._bytes += size

    def take(self, count: int) -> list[tuple[Line, bytes]]:
        """The next lines. They stay here until `sent`."""
        with self._lock:
            made: list[tuple[Line, bytes]] = []
            for item in self._items:
                if isinstance(item, _Range):
                    break
                made.append(item)
                if len(made) == count:
                    break
            if made or not self._items:
                return made
            waiting = self._items[0]
            assert isinstance(waiting, _Range)
            through = min(waiting.last, self._spool.through)
        if through < waiting.first:
            return []
        last = min(through, waiting.first + LINES_PER_READ - 1)
        found = [(from_canonical(data), mac) for _, mac, data in self._spool.read(waiting.first, last)]
        with self._lock:
            # What was read moves from the range to its front; numbers that the disk did not take are passed over.
            waiting.first = last + 1
            if waiting.first > waiting.last:
                self._items.popleft()
            self._items.extendleft(reversed(found))
            self._bytes += sum(map(size_of, found))
        return found[:count]

    def abandon(self) -> None:
        """Nothing more is sent from here; it can still be asked for again."""
        with self._lock:
            self._items.clear()
            self._bytes = 0
            self.closed = True

    def sent(self, line: Line) -> None:
        with self._lock:
            self._bytes -= size_of(self._items.popleft())
            self.sent_through = line.seq


def size_of(item: object) -> int:
    return len(item[0].text) + 200 if isinstance(item, tuple) else 0


class LogSender:
    """Sends what is in the outboxes, in turns, and lines again on request. Safe for many threads."""

    def __init__(self, per_second: float) -> None:
        self._pacer = Pacer(per_second)
        self._changed = threading.Condition()
        self._outboxes: list[Outbox] = []
        self._receivers: dict[str, Receiver] = {}
        self._newest = ""
        self._woken = False
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="log-send", daemon=True)
        self._thread.start()

    def receiver(self, address: str) -> Receiver:
        with self._changed:
            self._newest = address
            return self._receivers.setdefault(address, Receiver(address))

    def add(self, outbox: Outbox) -> None:
        with self._changed:
            self._outboxes.append(outbox)

    def wake(self) -> None:
        if not self._woken:
            with self._changed:
                self._woken = True
                self._changed.notify_all()

    def wait_until_sent(self, outbox: Outbox, seconds: float) -> None:
        """Waits while there is progress to be expected."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not outbox.empty and not outbox.receiver.paused() and (left := deadline - time.monotonic()) > 0:
                self._changed.wait(min(left, 0.05))

    def resend(self, address: str, encoder: Encoder, line: tuple[int, bytes, bytes]) -> bool:
        """Sends a line of a spool; False when the receiver is away."""
        with self._changed:
            # The backend may have moved since a process before this one wrote the spool.
            receiver = self._receivers.get(address) or self._receivers.get(self._newest)
        if receiver is None:
            receiver = self.receiver(address)
        _, mac, data = line
        return self._send(receiver, encoder.message(from_canonical(data), mac))

    def close(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join(2.0)

    def _send(self, receiver: Receiver, message: bytes) -> bool:
        for datagram in datagrams(message):
            self._pacer.take(len(datagram))
            if not receiver.send(datagram):
                return False
        return True

    def _work(self) -> None:
        while True:
            with self._changed:
                self._woken = False
                if self._stopped:
                    return
                outboxes = list(self._outboxes)
            busy = False
            for outbox in outboxes:
                try:
                    busy = self._turn(outbox) or busy
                except Exception:  # noqa: BLE001 - one bad log must not end the sending of all
                    _log.exception("the lines of an attempt are not sent any more; they stay in its spool")
                    outbox.abandon()
            with self._changed:
                self._outboxes = [each for each in self._outboxes if not (each.closed and each.empty)]
                if not busy and not self._woken and not self._stopped:
                    # What waits for the disk, or for a receiver that is away, is looked at again.
                    self._changed.wait(0.05 if any(not each.empty for each in self._outboxes) else None)
                self._changed.notify_all()

    def _turn(self, outbox: Outbox) -> bool:
        if outbox.receiver.paused():
            return False
        lines = outbox.take(LINES_PER_TURN)
        for line, mac in lines:
            if not self._send(outbox.receiver, outbox.encoder.message(line, mac)):
                return False
            outbox.sent(line)
        return bool(lines)
