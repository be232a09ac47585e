"""A further process of a part beside the one of the launcher: the same program with the same settings but a few."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from signalbox_faults import processes
from signalbox_faults.system import System, free_port, healthy

RESTART_PAUSE_SECONDS = 0.5
# All of them, or none: the one that makes an archive by itself keeps a JVM without a file for it from starting.
_CACHES = ("-XX:AOT", "-XX:SharedArchiveFile", "-XX:+AutoCreateSharedArchive")


def without_caches(words: Sequence[str]) -> list[str]:
    """The same command without the caches of its JVM: they belong to the first one, which may be writing them."""
    return [word for word in words if not word.startswith(_CACHES)]


class Twin:
    """Started like the first one, and again whenever it dies.

    `settings`: what is other than for the first one. `management`: its port for health and metrics; 0 for any free one.
    """

    def __init__(
        self,
        system: System,
        part: str,
        name: str,
        output: Path,
        settings: Mapping[str, str] | None = None,
        management: int = 0,
    ) -> None:
        self.name = name
        self.management = management or free_port()
        pid = system.pid(part)
        self._command = without_caches(processes.words(pid))
        self._environment = {
            **processes.environment(pid),
            **(settings or {}),
            "SIGNALBOX_MANAGEMENT_PORT": str(self.management),
            "SIGNALBOX_EXIT_WITH_PARENT": "1",
        }
        self._folder = system.data
        self._output = output
        self._stop = threading.Event()
        self._held = threading.Event()
        self._lock = threading.Lock()
        self._process = self._start()
        self._thread = threading.Thread(target=self._keep, name=name, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        with self._lock:
            return self._process.pid

    def up(self) -> bool:
        with self._lock:
            process = self._process
        return process.poll() is None and healthy(self.management)

    def hold(self) -> None:
        """Nothing starts it again until it is released."""
        self._held.set()

    def release(self) -> None:
        self._held.clear()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(10)
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)

    def _start(self) -> subprocess.Popen[bytes]:
        with self._output.open("ab") as output:
            return subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=self._folder,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
            )

    def _keep(self) -> None:
        while not self._stop.is_set():
            try:
                self._process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            if self._stop.wait(RESTART_PAUSE_SECONDS):
                return
            while self._held.is_set():
                if self._stop.wait(0.05):
                    return
            with self._lock:
                self._process = self._start()
