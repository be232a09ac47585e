"""One numbered line: its canonical bytes, its signature, its place in the rolling hash, and its datagrams."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import struct
from enum import IntEnum
from typing import NamedTuple
from uuid import UUID

MAX_TEXT_BYTES = 256 * 1024
# Escapes can make a message six times as long as its text; a joined message has at most 1 MiB.
MAX_MESSAGE_BYTES = 1_000_000
SAFE_TEXT_BYTES = 128 * 1024
MAX_NAME_BYTES = 1024
DATAGRAM_BYTES = 8192
EMPTY_HASH = bytes(32)

_HEAD = struct.Struct(">QqBB")
_LENGTH = struct.Struct(">I")
_CUT_AND_LENGTH = struct.Struct(">QI")
_ATTEMPT = struct.Struct(">I")
_CHUNK_HEAD = 12
_STREAM_NAMES = ("log", "stdout", "stderr")
_quoted = json.encoder.encode_basestring


class Stream(IntEnum):
    LOG = 0
    STDOUT = 1
    STDERR = 2


class Severity(IntEnum):
    CRITICAL = 2
    ERROR = 3
    WARNING = 4
    INFO = 6
    DEBUG = 7


class Line(NamedTuple):
    """`time` in microseconds since 1970; `cut` is the length before the text was cut, 0 when it is whole."""

    seq: int
    time: int
    level: int
    stream: int
    logger: bytes
    phase: bytes
    cut: int
    text: bytes


def severity(level: int) -> int:
    """The syslog severity of a level of Python's logging."""
    if level >= 50:
        return Severity.CRITICAL
    if level >= 40:
        return Severity.ERROR
    if level >= 30:
        return Severity.WARNING
    return Severity.INFO if level >= 20 else Severity.DEBUG


def canonical(line: Line) -> bytes:
    return b"".join(
        (
            _HEAD.pack(line.seq, line.time, line.level, line.stream),
            _LENGTH.pack(len(line.logger)),
            line.logger,
            _LENGTH.pack(len(line.phase)),
            line.phase,
            _CUT_AND_LENGTH.pack(line.cut, len(line.text)),
            line.text,
        )
    )


def from_canonical(data: bytes) -> Line:
    seq, time, level, stream = _HEAD.unpack_from(data)
    at = _HEAD.size
    names: list[bytes] = []
    for _ in range(2):
        (length,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size
        names.append(data[at : at + length])
        at += length
    cut, length = _CUT_AND_LENGTH.unpack_from(data, at)
    at += _CUT_AND_LENGTH.size
    if at + length != len(data):
        raise ValueError("not a line")
    return Line(seq, time, level, stream, names[0], names[1], cut, data[at:])


def sequence_of(data: bytes) -> int:
    """The number of a line in its canonical bytes."""
    return int.from_bytes(data[:8], "big")


def next_hash(before: bytes, data: bytes) -> bytes:
    return hashlib.sha256(before + data).digest()


class Signer:
    """Signs the lines of one attempt."""

    def __init__(self, key: bytes, run: UUID, attempt: int) -> None:
        self._key = key
        self._prefix = run.bytes + _ATTEMPT.pack(attempt)

    def sign(self, data: bytes) -> bytes:
        return hmac.digest(self._key, self._prefix + data, "sha256")[:16]


def limited(text: bytes) -> tuple[bytes, int]:
    """The text within the bounds of a datagram, and its length before it was cut or 0."""
    if len(text) <= SAFE_TEXT_BYTES // 2:
        return text, 0
    whole = len(text)
    if whole > MAX_TEXT_BYTES:
        text = _cut(text, MAX_TEXT_BYTES)
    if len(text) > SAFE_TEXT_BYTES and _message_bytes(text) > MAX_MESSAGE_BYTES - 20_000:
        text = _cut(text, SAFE_TEXT_BYTES)
    return text, whole if len(text) < whole else 0


def _cut(text: bytes, length: int) -> bytes:
    """Cuts at the beginning of a character, when it is text."""
    end = length
    while end > length - 4 and text[end] & 0xC0 == 0x80:
        end -= 1
    return text[: end if text[end] & 0xC0 != 0x80 else length]


def _message_bytes(text: bytes) -> int:
    shown, raw = _shown(text)
    return len(_quoted(shown).encode()) + (len(text) * 4 // 3 + 4 if raw else 0)


def _shown(text: bytes) -> tuple[str, bool]:
    """What a person reads, and whether that is not the text itself."""
    try:
        shown = text.decode()
    except UnicodeDecodeError:
        return text.decode(errors="replace").replace("\0", "\ufffd"), True
    if "\0" in shown:
        return shown.replace("\0", "\ufffd"), True
    return shown, False


class Encoder:
    """Writes lines of one attempt as GELF."""

    def __init__(self, run: str, attempt: int, host: str) -> None:
        self._head = f'{{"version":"1.1","host":{_quoted(host)},"_run":{_quoted(run)},"_attempt":{attempt},"_seq":'

    def message(self, line: Line, mac: bytes) -> bytes:
        shown, raw = _shown(line.text)
        seconds, micros = divmod(abs(line.time), 1_000_000)
        sign = "-" if line.time < 0 else ""
        parts = [
            self._head,
            f'{line.seq},"timestamp":{sign}{seconds}.{micros:06d},"level":{line.level}',
            f',"_stream":"{_STREAM_NAMES[line.stream]}"',
        ]
        if line.logger:
            parts.append(f',"_logger":{_quoted(line.logger.decode(errors="replace"))}')
        if line.phase:
            parts.append(f',"_phase":{_quoted(line.phase.decode(errors="replace"))}')
        if raw:
            parts.append(f',"_raw":"{base64.b64encode(line.text).decode()}"')
        if line.cut:
            parts.append(f',"_cut":{line.cut}')
        parts.append(f',"_mac":"{mac.hex()}","short_message":{_quoted(shown)}}}')
        return "".join(parts).encode()


def datagrams(message: bytes) -> list[bytes]:
    """The message, in chunks when it is too long for one datagram."""
    if len(message) <= DATAGRAM_BYTES:
        return [message]
    size = DATAGRAM_BYTES - _CHUNK_HEAD
    pieces = [message[at : at + size] for at in range(0, len(message), size)]
    head = b"\x1e\x0f" + os.urandom(8)
    return [head + bytes((index, len(pieces))) + piece for index, piece in enumerate(pieces)]
