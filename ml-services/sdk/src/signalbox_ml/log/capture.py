"""Inside the process of an attempt: everything that user code writes goes to the service. Imports no gRPC."""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import io
import logging
import os
import socket
import struct
import sys
import threading
import time
from typing import Any

from signalbox_ml.log import wire
from signalbox_ml.log.line import MAX_NAME_BYTES, MAX_TEXT_BYTES, Stream, severity

# How long a line may wait for a service that does not read; then it is dropped and counted.
SEND_SECONDS = 5
OUTPUT_BYTES = 32 * 1024


class Outlet:
    """The way to the service. Never raises, never blocks for longer than `SEND_SECONDS`. Safe for threads and forks."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._lost = 0
        channel.setblocking(True)
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_SECONDS, 0))

    def record(self, level: int, logger: str, text: str, created: float) -> None:
        body = _encoded(text)
        whole = 0
        if len(body) > MAX_TEXT_BYTES + 4:
            # The service cuts at a whole character; four bytes more let it see where that is.
            whole, body = len(body), body[: MAX_TEXT_BYTES + 4]
        name = _encoded(logger)[:MAX_NAME_BYTES]
        self._send(wire.pack(wire.Kind.RECORD, severity(level), Stream.LOG, 0, int(created * 1e6), whole, name, body))

    def output(self, stream: int, data: bytes) -> None:
        now = time.time_ns() // 1000
        pid = os.getpid()
        for at in range(0, len(data), OUTPUT_BYTES):
            piece = data[at : at + OUTPUT_BYTES]
            self._send(wire.pack(wire.Kind.OUTPUT, 0, stream, pid, now, 0, b"", piece))

    def phase(self, name: str) -> None:
        self._send(wire.pack(wire.Kind.PHASE, 0, 0, 0, 0, 0, b"", _encoded(name)[:MAX_NAME_BYTES]))

    def _send(self, packet: bytes) -> None:
        try:
            if self._lost:
                # While nothing is read, one line has waited for all.
                report = wire.pack(wire.Kind.LOST, 0, 0, 0, 0, self._lost, b"", b"")
                self._channel.send(report, socket.MSG_DONTWAIT)
                self._lost = 0
            self._channel.send(packet)
        except OSError:
            self._lost += 1


class RunLogHandler(logging.Handler):
    """Sends each record, with its stack trace, as one entry."""

    def __init__(self, outlet: Outlet) -> None:
        super().__init__()
        self._outlet = outlet
        self._formatter = logging.Formatter("%(message)s")

    def emit(self, record: logging.LogRecord) -> None:
        try:
            text = self._formatter.format(record)
            fields = getattr(record, "fields", None)
            if isinstance(fields, dict) and fields:
                text += " (" + ", ".join(f"{key}={value}" for key, value in fields.items()) + ")"
            self._outlet.record(record.levelno, record.name, text, record.created)
        except Exception:  # noqa: BLE001 - what logging itself does with a bad record
            self.handleError(record)

    def createLock(self) -> None:
        """A packet is sent whole or not at all: threads need not wait for each other."""
        self.lock = None


class _Raw(io.RawIOBase):
    """The end of `sys.stdout` and `sys.stderr`: packets, in one order with the records of logging."""

    def __init__(self, outlet: Outlet, stream: Stream) -> None:
        super().__init__()
        self._outlet = outlet
        self._stream = stream

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return int(self._stream)

    def write(self, data: Any) -> int:
        content = bytes(data)
        self._outlet.output(self._stream, content)
        return len(content)


def install(channel: socket.socket, stdout: int, stderr: int, level: int) -> Outlet:
    """Redirects this process; `stdout` and `stderr` are the writing ends of the service's pipes."""
    outlet = Outlet(channel)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    # C libraries buffer whole blocks when the output is no terminal; then a kill would lose them.
    with contextlib.suppress(OSError, ValueError, AttributeError):
        library = ctypes.CDLL(None)
        library.setvbuf(ctypes.c_void_p.in_dll(library, "stdout"), None, 1, 0)
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.stdout = sys.__stdout__ = _text(outlet, Stream.STDOUT)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _text(outlet, Stream.STDERR)  # type: ignore[misc]
    root = logging.getLogger()
    root.handlers[:] = [RunLogHandler(outlet)]
    root.setLevel(level)
    logging.captureWarnings(True)
    threading.excepthook = _thread_failed
    sys.unraisablehook = _unraisable
    sys.excepthook = _uncaught
    # A crash of a native library shows where Python was.
    faulthandler.enable(2)
    return outlet


def close() -> None:
    """Everything that was written before is on its way; what is written from now on goes nowhere."""
    flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)


def flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).fflush(None)


def _text(outlet: Outlet, stream: Stream) -> io.TextIOWrapper:
    raw = io.BufferedWriter(_Raw(outlet, stream), 64 * 1024)
    made = io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", line_buffering=True)
    made.mode = "w"  # type: ignore[misc]
    return made


def _thread_failed(found: threading.ExceptHookArgs) -> None:
    if found.exc_value is None or found.exc_type is SystemExit:
        return
    name = found.thread.name if found.thread is not None else "?"
    logging.getLogger("signalbox").error("a thread ended with an exception: %s", name, exc_info=found.exc_value)


def _unraisable(found: Any) -> None:
    logging.getLogger("signalbox").warning(
        "an exception could not be raised: %s", found.err_msg or repr(found.object), exc_info=found.exc_value
    )


def _uncaught(kind: type[BaseException], error: BaseException, _trace: Any) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("signalbox").critical("uncaught exception", exc_info=error)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Bytes of a file name that is no text come back as they were; anything else is shown.
        try:
            return text.encode(errors="surrogateescape")
        except UnicodeEncodeError:
            return text.encode(errors="backslashreplace")
