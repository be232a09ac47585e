"""The service's end of an attempt's log: reads what its process writes, numbers it, and hands it to spool and sender."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import select
import socket
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path
from typing import Any
from uuid import UUID

from signalbox_ml.log import wire
from signalbox_ml.log.assembler import LineAssembler
from signalbox_ml.log.line import (
    MAX_NAME_BYTES,
    Encoder,
    Line,
    Severity,
    Signer,
    Stream,
    canonical,
    limited,
    next_hash,
)
from signalbox_ml.log.sender import LogSender, Outbox
from signalbox_ml.log.spool import INDEX_BYTES, Batch, Spool, Spooler, SpoolStore, Totals, record

OWN_LOGGER = b"signalbox"
PIPE_BYTES = 1024 * 1024
SOCKET_BYTES = 4 * 1024 * 1024
PACKETS_PER_ROUND = 512
READ_BYTES = 256 * 1024
TICK_SECONDS = 0.25
SWEEP_SECONDS = 10.0
# How long lines may wait when neither disk nor network takes them; then they are dropped and counted.
STALL_SECONDS = 1.0
# After the attempt's end: what its leftover processes write is read for so long at most.
DRAIN_SECONDS = 3.0
SENT_SECONDS = 2.0
SPOOLED_SECONDS = 2.0
# A spool that can be written again for so long is well again: a disk at its limit changes its mind every second.
CALM_SECONDS = 5.0
# Processes whose unfinished lines are kept apart.
MAX_ASSEMBLERS = 64

_NOT_SPOOLED = (
    "The spool of this log cannot be written: lines are sent once, and not again when one gets lost on its way."
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LogChannel:
    """The ends that belong to the attempt's process."""

    packets: socket.socket
    stdout: Any
    stderr: Any

    def close(self) -> None:
        for each in (self.packets, self.stdout, self.stderr):
            with contextlib.suppress(OSError):
                each.close()


@dataclass(frozen=True)
class Destination:
    """Where the lines of an attempt go, and the key that signs them."""

    address: str
    key: bytes


class AttemptLog:
    """One attempt's log, from its first line to its totals. `write`, `finish` and `resend` are safe for many threads."""

    def __init__(
        self,
        run: str,
        attempt: int,
        destination: Destination | None,
        store: SpoolStore,
        spooler: Spooler,
        sender: LogSender,
    ) -> None:
        self.run = run
        self.attempt = attempt
        self._store = store
        self._spooler = spooler
        self._sender = sender
        self._address = destination.address if destination else ""
        self._encoder = Encoder(run, attempt, socket.gethostname())
        self._signer = Signer(destination.key, UUID(run), attempt) if destination else None
        self._spool, before = store.create(run, attempt, self._address)
        self._outbox: Outbox | None = None
        if destination:
            self._outbox = Outbox(self._encoder, sender.receiver(destination.address), self._spool)
            sender.add(self._outbox)
        self._seq, self._hash = before.lines, before.hash
        self._phase = b""
        self._own: deque[tuple[int, bytes]] = deque()
        self._dropped = 0
        self._stalled = False
        # Of the spool: lines that it refused, whether it refuses now, what the log has said about it.
        self._given_up = 0
        self._slow = False
        self._announced = ""
        self._announced_at = 0.0
        self._told = 0
        self._finishing = threading.Event()
        self._drain_until = 0.0
        self._done = threading.Event()
        self._finish_lock = threading.Lock()
        self._finished = False
        self._left = False
        self._outputs: OrderedDict[tuple[int, int], LineAssembler] = OrderedDict()
        self._packets, packets = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for each in (self._packets, packets):
            each.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BYTES)
        self._packets.setblocking(False)
        self._pipes: dict[int, tuple[Any, Stream]] = {}
        ends: list[Any] = []
        for stream in (Stream.STDOUT, Stream.STDERR):
            reading, writing = connection.Pipe(duplex=False)
            os.set_blocking(reading.fileno(), False)
            with contextlib.suppress(OSError):
                fcntl.fcntl(reading.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
            self._pipes[reading.fileno()] = (reading, stream)
            ends.append(writing)
        self.channel = LogChannel(packets, *ends)
        self._wake_reading, self._wake_writing = socket.socketpair()
        for each in (self._wake_reading, self._wake_writing):
            each.setblocking(False)
        self._thread = threading.Thread(target=self._work, name=f"log-{run}", daemon=True)
        self._thread.start()

    # -- what others call

    def write(self, level: int, text: str) -> None:
        """A line of the service's own, after everything that has been read so far."""
        self._own.append((level, text.encode(errors="backslashreplace")))
        self._wake()

    def finish(self) -> Totals:
        """Reads what the process has written, ends the log, and gives its lines a moment to leave.

        Called once the process is dead, or has said its last word.
        """
        with self._finish_lock:
            if not self._finished:
                self._finished = True
                self._drain_until = time.monotonic() + DRAIN_SECONDS
                self._finishing.set()
                self._wake()
                self._done.wait()
                totals = Totals(self._seq, self._hash)
                self._spooler.after(self._spool, lambda: self._leave(totals))
                if self._outbox is not None:
                    self._outbox.closed = True
                    self._sender.wake()
                    self._sender.wait_until_sent(self._outbox, SENT_SECONDS)
        return Totals(self._seq, self._hash)

    def redirect(self, address: str) -> None:
        """From now on the lines go to this address: whoever asks for lines lives, where they went until now may not."""
        if self._outbox is not None and address != self._address:
            self._address = address
            self._outbox.receiver = self._sender.receiver(address)
            self._sender.wake()

    def _leave(self, totals: Totals) -> None:
        self._store.finish(self.run, self.attempt, self._address, totals)
        self._left = True

    @property
    def ended(self) -> Totals | None:
        """The totals, once no line follows."""
        return Totals(self._seq, self._hash) if self._done.is_set() else None

    @property
    def sendable_through(self) -> int:
        """Lines after it are still on their first way."""
        if self._outbox is None:
            return 0
        return self._seq if self._done.is_set() and self._outbox.empty else self._outbox.sent_through

    @property
    def gone(self) -> bool:
        """True when it needs no attention any more: ended, and everything on its way."""
        return self._left and (self._outbox is None or self._outbox.empty)

    @property
    def address(self) -> str:
        return self._address

    @property
    def encoder(self) -> Encoder:
        return self._encoder

    @property
    def spool(self) -> Spool:
        return self._spool

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._wake_writing.send(b"!")

    # -- the thread

    def _work(self) -> None:
        try:
            self._read_until_finished()
        except Exception:  # noqa: BLE001 - the run goes on without its log
            _log.exception(
                "the log of an attempt broke", extra={"fields": {"run_id": self.run, "attempt": self.attempt}}
            )
        finally:
            self._close()
            self._done.set()

    def _read_until_finished(self) -> None:
        poll = select.poll()
        poll.register(self._wake_reading, select.POLLIN)
        poll.register(self._packets, select.POLLIN)
        for number in self._pipes:
            poll.register(number, select.POLLIN)
        buffer = memoryview(bytearray(wire.MAX_PACKET_BYTES))
        open_ends = {self._packets.fileno(), *self._pipes}
        while True:
            finishing = self._finishing.is_set()
            ready = poll.poll(0 if finishing else self._patience())
            batch: list[Line] = []
            readable = {number for number, _ in ready}
            if self._wake_reading.fileno() in readable:
                with contextlib.suppress(OSError):
                    self._wake_reading.recv(4096)
            read = False
            for number in open_ends & readable:
                if number == self._packets.fileno():
                    more = self._read_packets(buffer, batch)
                else:
                    more = self._read_pipe(number, batch)
                if more is None:
                    poll.unregister(number)
                    open_ends.discard(number)
                else:
                    read = read or more
            self._redraw(batch)
            self._take_own(batch)
            self._admit(batch)
            if finishing and (not read or time.monotonic() > self._drain_until):
                break
        last: list[Line] = []
        for (stream, _), assembler in self._outputs.items():
            self._lines(assembler.close(), stream, _now(), last)
        self._take_own(last)
        self._admit(last)
        self._announce(final=True)

    def _patience(self) -> int:
        """Milliseconds; without a redrawn line and without trouble nothing needs a look before there is something to read."""
        watching = self._announced or self._dropped or any(each.waiting for each in self._outputs.values())
        return int(TICK_SECONDS * 1000) if watching else 10_000

    def _read_packets(self, buffer: memoryview, batch: list[Line]) -> bool | None:
        """True: there was something. None: the other end is closed."""
        for count in range(PACKETS_PER_ROUND):
            try:
                size = self._packets.recv_into(buffer)
            except BlockingIOError:
                return count > 0
            except OSError:
                return None
            if size == 0:
                return None
            self._packet(bytes(buffer[:size]), batch)
        return True

    def _packet(self, packet: bytes, batch: list[Line]) -> None:
        kind, level, stream, pid, sent_at, whole, logger, body = wire.unpack(packet)
        if kind == wire.Kind.OUTPUT:
            self._lines(self._assembler(stream, pid).feed(body, time.monotonic()), stream, sent_at, batch)
        elif kind == wire.Kind.RECORD:
            text, cut = limited(body)
            batch.append(Line(0, sent_at, level, Stream.LOG, logger, self._phase, whole or cut, text))
        elif kind == wire.Kind.PHASE:
            self._phase = body
        elif kind == wire.Kind.LOST:
            self._dropped += whole

    def _read_pipe(self, number: int, batch: list[Line]) -> bool | None:
        try:
            data = os.read(number, READ_BYTES)
        except BlockingIOError:
            return False
        except OSError:
            return None
        if not data:
            return None
        stream = self._pipes[number][1]
        self._lines(self._assembler(stream, 0).feed(data, time.monotonic()), stream, _now(), batch)
        return True

    def _assembler(self, stream: int, pid: int) -> LineAssembler:
        key = (stream, pid)
        found = self._outputs.get(key)
        if found is None:
            found = self._outputs[key] = LineAssembler()
            if len(self._outputs) > MAX_ASSEMBLERS:
                idle = next((each for each, one in self._outputs.items() if one.idle and each != key), None)
                # A process that is gone has nothing pending; when all have, the oldest line waits no longer.
                if idle is not None:
                    del self._outputs[idle]
                else:
                    oldest, assembler = self._outputs.popitem(last=False)
                    batch: list[Line] = []
                    self._lines(assembler.close(), oldest[0], _now(), batch)
                    self._admit(batch)
        return found

    def _lines(self, found: Iterable[tuple[bytes, int]], stream: int, at: int, batch: list[Line]) -> None:
        for whole, length in found:
            text, cut = limited(whole)
            batch.append(Line(0, at, Severity.INFO, stream, b"", self._phase, length or cut, text))

    def _redraw(self, batch: list[Line]) -> None:
        now = time.monotonic()
        for (stream, _), assembler in self._outputs.items():
            if assembler.waiting:
                self._lines(assembler.redraw(now), stream, _now(), batch)

    def _take_own(self, batch: list[Line]) -> None:
        while self._own:
            level, text = self._own.popleft()
            batch.append(self._own_line(level, text))

    def _own_line(self, level: int, text: bytes) -> Line:
        text, cut = limited(text)
        return Line(0, _now(), level, Stream.LOG, OWN_LOGGER, self._phase[:MAX_NAME_BYTES], cut, text)

    # -- from here on lines have numbers

    def _admit(self, batch: list[Line]) -> None:
        if batch and self._no_room():
            self._dropped += len(batch)
            return
        if self._dropped and not self._no_room():
            lost, self._dropped = self._dropped, 0
            words = f"{lost} lines were lost here: neither the spool nor the network took them in time."
            batch.insert(0, self._own_line(Severity.WARNING, words.encode()))
        if batch:
            self._number(batch)
            self._announce()
        elif self._announced:
            self._announce()

    def _no_room(self) -> bool:
        """True when a numbered line could be kept nowhere. Waits a moment for room, once for each stall."""
        if self._outbox is None or not self._outbox.full or not (self._spool.trouble or self._slow):
            self._stalled = False
            return False
        deadline = time.monotonic() + STALL_SECONDS
        pause = threading.Event()
        while not self._stalled and self._outbox.full:
            if time.monotonic() > deadline:
                self._stalled = True
            pause.wait(0.005)
        return self._outbox.full

    def _number(self, batch: list[Line]) -> None:
        first, before, rolling, seq = self._seq + 1, self._hash, self._hash, self._seq
        sign = self._signer.sign if self._signer else None
        signed: list[tuple[Line, bytes]] = []
        blob: list[bytes] = []
        marks: list[tuple[int, int]] = []
        offset, marked, size = 0, -INDEX_BYTES, 0
        for line in batch:
            seq += 1
            line = line._replace(seq=seq)
            data = canonical(line)
            rolling = next_hash(rolling, data)
            mac = sign(data) if sign else bytes(16)
            kept = record(data, mac)
            if offset >= marked + INDEX_BYTES:
                marks.append((seq, offset))
                marked = offset
            offset += len(kept)
            size += len(line.text) + 200
            blob.append(kept)
            signed.append((line, mac))
        self._seq, self._hash = seq, rolling
        spooled = self._spooler.submit(self._spool, Batch(b"".join(blob), first, seq, before, marks))
        self._slow = not spooled
        if not spooled:
            self._given_up += len(batch)
        if self._outbox is not None:
            self._outbox.put(signed, size, spooled and not self._spool.trouble)
            self._sender.wake()

    def _announce(self, final: bool = False) -> None:
        """Says in the log itself that lines are in no spool, when that begins and when it is over."""
        if final:
            self._spooler.wait_for(self._spool, SPOOLED_SECONDS)
        trouble = self._spool.trouble or ("the disk is too slow" if self._slow else "")
        if trouble and not self._announced:
            self._announced, self._announced_at = trouble, time.monotonic()
            self._number([self._own_line(Severity.WARNING, f"{_NOT_SPOOLED} Reason: {trouble}.".encode())])
        unspooled = max(self._spool.unspooled, self._given_up)
        over = self._announced and not trouble and time.monotonic() - self._announced_at > CALM_SECONDS
        if over or (final and unspooled > self._told):
            self._announced, self._told = "", unspooled
            words = f"{unspooled} lines of this log are not in the spool; they were sent once."
            self._number([self._own_line(Severity.WARNING, words.encode())])

    def _close(self) -> None:
        self.channel.close()
        for end in (self._packets, self._wake_reading, self._wake_writing, *(pipe for pipe, _ in self._pipes.values())):
            with contextlib.suppress(OSError):
                end.close()


def _now() -> int:
    return time.time_ns() // 1000


class LogHouse:
    """The logs of all attempts of this service, those of earlier processes included. Safe for many threads."""

    def __init__(self, folder: Path, per_second: float, max_bytes: int, max_age_seconds: float) -> None:
        self.store = SpoolStore(folder, max_bytes, max_age_seconds)
        self._spooler = Spooler()
        self._sender = LogSender(per_second)
        self._lock = threading.Lock()
        self._logs: dict[tuple[str, int], AttemptLog] = {}
        self._stop = threading.Event()
        self._sweeper = threading.Thread(target=self._sweep, name="log-sweep", daemon=True)
        self._sweeper.start()

    def open(self, run: str, attempt: int, destination: Destination | None) -> AttemptLog:
        made = AttemptLog(run, attempt, destination, self.store, self._spooler, self._sender)
        with self._lock:
            self._logs[run, attempt] = made
        return made

    def resend(
        self,
        run: str,
        attempt: int,
        ranges: Sequence[tuple[int, int]],
        stored_through: int,
        deadline: float,
        address: str = "",
    ) -> Resent | None:
        """Sends lines of a log again, paced, until the deadline (of the monotonic clock). None: there is no such log.

        With an address, they and all lines to come go there.
        """
        with self._lock:
            live = self._logs.get((run, attempt))
        if live is not None:
            if address:
                live.redirect(address)
            return self._resend_live(live, ranges, stored_through, deadline)
        ended = self.store.ended(run, attempt)
        if ended is None:
            return None
        totals = ended.totals()
        encoder = Encoder(run, attempt, socket.gethostname())
        to = ended.address
        if to and address:
            # Named to the sender first: it takes an address that it does not know for one that has moved.
            to = self._sender.receiver(address).address
        made = self._again(ended.read, to, encoder, ranges, deadline)
        ended.release(stored_through)
        return Resent(made.sent, made.missing, totals)

    def _resend_live(
        self, live: AttemptLog, ranges: Sequence[tuple[int, int]], stored_through: int, deadline: float
    ) -> Resent:
        totals = live.ended
        # What is still on its first way needs no second one; beyond the end of an ended log there is nothing at all.
        through = live.sendable_through
        bound = [(first, last if totals and last > totals.lines else min(last, through)) for first, last in ranges]
        bound = [(first, last) for first, last in bound if first <= last]
        made = self._again(live.spool.read, live.address, live.encoder, bound, deadline)
        if totals is None or stored_through < totals.lines:
            live.spool.release(stored_through)
        elif (ended := self.store.ended(live.run, live.attempt)) is not None:
            ended.release(stored_through)
        return Resent(made.sent, made.missing, totals)

    def _again(
        self,
        read: Callable[[int, int], Iterator[tuple[int, bytes, bytes]]],
        address: str,
        encoder: Encoder,
        ranges: Sequence[tuple[int, int]],
        deadline: float,
    ) -> Resent:
        if not address:
            return Resent(0, (), None)
        sent = 0
        missing: list[tuple[int, int]] = []
        for first, last in merged(ranges):
            expected = first
            for line in read(first, last):
                if line[0] > expected:
                    missing.append((expected, line[0] - 1))
                if time.monotonic() > deadline or not self._sender.resend(address, encoder, line):
                    return Resent(sent, tuple(missing), None)
                sent += 1
                expected = line[0] + 1
            if expected <= last:
                missing.append((expected, last))
        return Resent(sent, tuple(missing), None)

    def close(self) -> None:
        self._stop.set()
        self._sender.close()
        self._spooler.close()
        self._sweeper.join(2.0)

    def _sweep(self) -> None:
        while True:
            try:
                self.store.enforce()
            except OSError as error:
                _log.warning("the spool could not be checked: %s", error)
            with self._lock:
                for key, each in list(self._logs.items()):
                    # From here on its spool answers for it.
                    if each.gone:
                        del self._logs[key]
            if self._stop.wait(SWEEP_SECONDS):
                return


@dataclass(frozen=True)
class Resent:
    """How many lines were sent, which the spool does not hold, and what the log has in all once that is known."""

    sent: int
    missing: tuple[tuple[int, int], ...]
    totals: Totals | None


def merged(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, without overlaps."""
    made: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if made and first <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(made[-1][1], last))
        else:
            made.append((first, last))
    return made
