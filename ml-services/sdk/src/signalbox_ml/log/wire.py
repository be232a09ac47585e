"""What an attempt's process sends to the service over their socket: one packet a record, safe for many processes."""

from __future__ import annotations

import struct
from enum import IntEnum

_HEAD = struct.Struct("<BBBxIqQH")
# A text that is cut later is cut after this much here, so that a packet always fits into the socket's buffer.
MAX_PACKET_BYTES = 300_000


class Kind(IntEnum):
    # A record of a logging library: one entry, whatever it contains.
    RECORD = 1
    # Bytes that were written to a stream: lines are made of them by the service.
    OUTPUT = 2
    # The phase of the run from here on.
    PHASE = 3
    # How many records before this one could not be sent.
    LOST = 4


def pack(kind: int, level: int, stream: int, pid: int, time: int, whole: int, logger: bytes, body: bytes) -> bytes:
    return _HEAD.pack(kind, level, stream, pid, time, whole, len(logger)) + logger + body


def unpack(packet: bytes) -> tuple[int, int, int, int, int, int, bytes, bytes]:
    kind, level, stream, pid, time, whole, length = _HEAD.unpack_from(packet)
    body = _HEAD.size + length
    return kind, level, stream, pid, time, whole, packet[_HEAD.size : body], packet[body:]
