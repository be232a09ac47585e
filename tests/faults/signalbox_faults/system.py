"""An embedded default of its own for the tests: started with `./signalbox up`, stopped with `./signalbox down`."""

from __future__ import annotations

import http.client
import os
import random
import secrets
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from signalbox_faults import processes
from signalbox_faults.proxy import Proxy

HOME = Path(__file__).resolve().parents[3]
START_SECONDS = 900.0


class NotStarted(RuntimeError):
    """The instance did not come up; the message holds what it printed."""


# Below the range from which outgoing connections take theirs: a part that comes back must find its port free.
_PORTS = range(20_000, 32_000)
_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on, and that no earlier call answered."""
    while True:
        port = random.SystemRandom().choice(_PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _given:
            _given.add(port)
            return port


def accepts(port: int) -> bool:
    """True when something accepts connections on the loopback port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=0.5).close()
    except OSError:
        return False
    return True


def healthy(management: int, seconds: float = 3.0) -> bool:
    """True when the part with this management port says that it is ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{management}/health/ready", timeout=seconds) as answer:
            return bool(answer.status == 200)
    except (OSError, http.client.HTTPException):
        return False


# Connections that lead through a proxy of ours: who comes, and to which server.
LINKS = ("backend-postgres", "backend-kafka", "backend-s3", "orchestrator-kafka")


class System:
    """One instance in a folder of its own. The connections of `links` can be cut."""

    def __init__(self, data: Path, ml_ports: Sequence[int], links: Sequence[str] = LINKS) -> None:
        self.data = data
        self._servers = {name: free_port() for name in ("postgres", "kafka", "s3")}
        # The service that proposes the trials of studies is the real one.
        tuning = free_port()
        self._ports = {**self._servers, "tuningGrpc": tuning}
        self.links: dict[str, Proxy] = {}
        detours = []
        for link in links:
            server = link.split("-")[1]
            # Kafka tells its clients where to go on, so it listens apart for those behind a proxy.
            target = free_port() if server == "kafka" else self._servers[server]
            self.links[link] = Proxy(target)
            listens = f":{target}" if server == "kafka" else ""
            detours.append(f"{link}={self.links[link].port}{listens}")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.email = "admin@signalbox.local"
        self.password = "faults-" + secrets.token_hex(12)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SIGNALBOX_")},
            **{name: os.environ[name] for name in ("SIGNALBOX_JAVA_HOME", "SIGNALBOX_PYTHON") if name in os.environ},
            "SIGNALBOX_ADMIN_PASSWORD": self.password,
            # Parts that live for a minute have no use for the second compiler, which takes a core at first.
            "SIGNALBOX_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1",
            "SIGNALBOX_ML_SERVICES": ",".join(f"127.0.0.1:{port}" for port in (*ml_ports, tuning)),
            "SIGNALBOX_DETOURS": ",".join(detours),
        }

    def up(self) -> None:
        if not self.data.exists():
            self.data.mkdir(mode=0o711)
            # Remembered ports are taken again, so the proxies know their targets beforehand.
            (self.data / "ports").write_text("".join(f"{name}={port}\n" for name, port in self._ports.items()))
        answer = subprocess.run(
            [str(HOME / "signalbox"), "up", "--detach", "--data", str(self.data), "--port", str(self.port)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        if answer.returncode != 0:
            raise NotStarted(answer.stdout)

    def down(self) -> list[int]:
        """Stops everything; the pids that are left although nothing may be."""
        subprocess.run(
            [str(HOME / "signalbox"), "down", "--data", str(self.data)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=180,
            check=False,
        )
        for proxy in self.links.values():
            proxy.close()
        self.links.clear()
        deadline = time.monotonic() + 10
        while (left := self._left()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return left

    def _left(self) -> list[int]:
        # Not this program, which has the folder's name among its arguments when the caller gave one.
        own = {os.getpid(), os.getppid()}
        return [pid for pid in processes.mentioning(str(self.data)) if pid not in own]

    def alive(self) -> bool:
        """True while the launcher holds the instance."""
        pid = self.instance().get("pid", "")
        return pid.isdecimal() and processes.look(int(pid)) is not None

    def instance(self) -> dict[str, str]:
        """What the launcher says about the instance now."""
        return _properties(self.data / "instance")

    def pid(self, part: str) -> int:
        """The pid of a part that is ready, else 0. Both from one look: the launcher may write in between."""
        said = self.instance()
        return int(said.get(f"part.{part}.pid", "0")) if said.get(f"part.{part}.state") == "ready" else 0

    def ready(self, part: str) -> bool:
        return self.pid(part) > 0

    def memory(self, part: str) -> int:
        """Resident bytes of a part that is ready, else 0."""
        return processes.resident(self.pid(part))

    def listens_on(self, name: str) -> int:
        return int(self.instance()[f"port.{name}"])

    def secret(self, name: str) -> str:
        return _properties(self.data / "secrets")[name]

    def remove(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)


def _properties(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)
