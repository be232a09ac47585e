"""The two ways between the process of a solve and its conductor."""

from __future__ import annotations

import json
import os
import threading
from typing import Any

from signalbox_ml.lifeline import ORPHANED


class EngineFailure(Exception):
    """The solve cannot be done, and the user should read why. `code` as in ProgramError."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Channel:
    """Sends answers (see `signalbox_solving.task`), whole and in order. Safe for many threads; blocks while nobody reads."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def send(self, kind: str, **fields: Any) -> None:
        line = memoryview(json.dumps({"kind": kind, **fields}).encode() + b"\n")
        with self._lock:
            try:
                while line:
                    line = line[os.write(self._descriptor, line) :]
            except BrokenPipeError:
                # The conductor is gone: nobody will ever take what this process makes.
                os._exit(ORPHANED)


class Control:
    """Hears `go` and `stop` on a descriptor, in a thread of its own; at its end, the process ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._go = threading.Event()
        self._stop = threading.Event()
        threading.Thread(target=self._listen, name="control", daemon=True).start()

    @property
    def stop_requested(self) -> bool:
        return self._stop.is_set()

    def wait_for_go(self) -> None:
        """Returns at `go`, and at `stop` as well."""
        self._go.wait()

    def _listen(self) -> None:
        with os.fdopen(self._descriptor, "rb", closefd=False) as source:
            for line in source:
                word = line.strip()
                if word == b"stop":
                    self._stop.set()
                if word in (b"go", b"stop"):
                    self._go.set()
        os._exit(ORPHANED)
