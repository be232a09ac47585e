"""The backend's side of the log contract, in the simplest form that keeps it. Can lose, swap and repeat datagrams."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import re
import socket
import struct
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from signalbox_ml._generated import ml_service_pb2 as pb

_STREAMS = ("log", "stdout", "stderr")
_TIMESTAMP = re.compile(rb'"timestamp":-?\d+\.\d{6}[,}]')


@dataclass(frozen=True)
class ReceivedLine:
    seq: int
    time: int
    level: int
    stream: str
    logger: str
    phase: str
    text: bytes
    cut: int
    run: str
    attempt: int

    def canonical(self) -> bytes:
        """Written from the contract's table, on purpose not with the sender's code."""
        logger, phase = self.logger.encode(), self.phase.encode()
        return (
            struct.pack(">QqBB", self.seq, self.time, self.level, _STREAMS.index(self.stream))
            + struct.pack(">I", len(logger))
            + logger
            + struct.pack(">I", len(phase))
            + phase
            + struct.pack(">QI", self.cut, len(self.text))
            + self.text
        )


class LogReceiver:
    """Listens on a UDP port of the loopback; the key is that of every attempt that sends here."""

    def __init__(self, seed: int = 0, drop: float = 0.0, swap: float = 0.0, repeat: float = 0.0, port: int = 0) -> None:
        self.key = hashlib.sha256(b"a key for tests").digest()
        self.lines: dict[int, ReceivedLine] = {}
        self.duplicates = 0
        self.refused: list[str] = []
        self.datagrams = 0
        self.longest = 0
        self._rng = random.Random(seed)
        self._drop, self._swap, self._repeat = drop, swap, repeat
        self._held: bytes | None = None
        self._chunks: dict[bytes, dict[int, bytes]] = {}
        self._changed = threading.Condition()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 1024 * 1024)
        self._socket.bind(("127.0.0.1", port))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    @property
    def output(self) -> pb.LogOutput:
        """What the orchestrator hands to an ML service."""
        return pb.LogOutput(address=f"127.0.0.1:{self.port}", key=self.key)

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"end", ("127.0.0.1", self.port))
        self._thread.join(5)
        self._socket.close()

    def wait_for(self, condition: Callable[[LogReceiver], bool], timeout: float = 30.0) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: condition(self), timeout):
                raise AssertionError(f"the condition did not come true: {len(self.lines)} lines, {self.refused[:3]}")

    def texts(self, stream: str = "") -> list[str]:
        """In the order of their numbers."""
        with self._changed:
            found = [self.lines[seq] for seq in sorted(self.lines)]
        return [each.text.decode(errors="replace") for each in found if not stream or each.stream == stream]

    def missing(self, lines: int) -> list[tuple[int, int]]:
        """The ranges of numbers up to `lines` that did not arrive."""
        made: list[tuple[int, int]] = []
        with self._changed:
            for seq in range(1, lines + 1):
                if seq in self.lines:
                    continue
                if made and made[-1][1] == seq - 1:
                    made[-1] = (made[-1][0], seq)
                else:
                    made.append((seq, seq))
        return made

    def hash(self) -> str:
        """The rolling hash of the lines that are here."""
        rolling = bytes(32)
        with self._changed:
            for seq in sorted(self.lines):
                rolling = hashlib.sha256(rolling + self.lines[seq].canonical()).digest()
        return rolling.hex()

    def take(self, datagram: bytes) -> None:
        """What one datagram does, without any fault."""
        with self._changed:
            self.datagrams += 1
            self.longest = max(self.longest, len(datagram))
            try:
                message = self._joined(datagram)
                if message is not None:
                    self._line(message)
            except (ValueError, KeyError) as error:
                self.refused.append(repr(error))
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            datagram = self._socket.recv(65536)
            if datagram == b"end":
                return
            if self._rng.random() < self._drop:
                continue
            if self._held is None and self._rng.random() < self._swap:
                self._held = datagram
                continue
            self.take(datagram)
            if self._rng.random() < self._repeat:
                self.take(datagram)
            if self._held is not None:
                held, self._held = self._held, None
                self.take(held)

    def _joined(self, datagram: bytes) -> bytes | None:
        if not datagram.startswith(b"\x1e\x0f"):
            return datagram
        count = datagram[11]
        if not 1 <= count <= 128 or datagram[10] >= count:
            raise ValueError("a chunk that cannot be")
        parts = self._chunks.setdefault(datagram[2:10], {})
        parts[datagram[10]] = datagram[12:]
        if len(parts) < count:
            return None
        del self._chunks[datagram[2:10]]
        return b"".join(parts[index] for index in range(count))

    def _line(self, message: bytes) -> None:
        if len(message) > 1024 * 1024:
            raise ValueError("too long")
        if not _TIMESTAMP.search(message):
            raise ValueError("the timestamp has not six decimals")
        found: dict[str, Any] = json.loads(message, parse_float=Decimal)
        text = base64.b64decode(found["_raw"]) if "_raw" in found else found["short_message"].encode()
        line = ReceivedLine(
            seq=found["_seq"],
            time=int(found["timestamp"] * 1_000_000),
            level=found["level"],
            stream=found["_stream"],
            logger=found.get("_logger", ""),
            phase=found.get("_phase", ""),
            text=text,
            cut=found.get("_cut", 0),
            run=found["_run"],
            attempt=found["_attempt"],
        )
        signed = uuid.UUID(line.run).bytes + struct.pack(">I", line.attempt) + line.canonical()
        if hmac.new(self.key, signed, "sha256").hexdigest()[:32] != found["_mac"]:
            raise ValueError(f"line {line.seq} has a wrong signature")
        if line.seq in self.lines:
            self.duplicates += 1
        else:
            self.lines[line.seq] = line
