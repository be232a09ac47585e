"""A further orchestrator beside the one of the launcher: the same program with the same settings, in the same group."""

from __future__ import annotations

import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

from signalbox_faults import processes
from signalbox_faults.system import System, free_port

RESTART_PAUSE_SECONDS = 0.5


class SecondOrchestrator:
    """Started like the first one, again whenever it dies. Its settings are those of the first one's process."""

    def __init__(self, system: System, output: Path) -> None:
        pid = system.pid("orchestrator")
        # The caches of the JVM belong to the first one, which may be writing them.
        self._command = [word for word in processes.words(pid) if not word.startswith(("-XX:AOT", "-XX:SharedArchive"))]
        self._management = free_port()
        self._environment = {
            **processes.environment(pid),
            "SIGNALBOX_MANAGEMENT_PORT": str(self._management),
            "SIGNALBOX_EXIT_WITH_PARENT": "1",
        }
        self._folder = system.data
        self._output = output
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._process = self._start()
        self._thread = threading.Thread(target=self._keep, name="second-orchestrator", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        with self._lock:
            return self._process.pid

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._management}/health/ready", timeout=1) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

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
            with self._lock:
                self._process = self._start()
