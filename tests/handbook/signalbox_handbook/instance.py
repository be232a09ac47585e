"""A folder in which the pages find everything that a checkout has, and an instance of the test's own behind «./signalbox»."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from signalbox_handbook.shell import Place

# The ports that the pages name: the dashboard, a service of one's own, a collector of traces.
PORTS = (8080, 50061, 4318)
# Not of the checkout, or made anew here.
_HIDDEN = {"signalbox", "data", "build", ".git"}
# How Signalbox itself finds its tools.
_KEPT = {"SIGNALBOX_JAVA_HOME", "SIGNALBOX_PYTHON"}

_SIGNALBOX = """\
#!/usr/bin/env bash
# «./signalbox» of the pages: the same program, with a folder and a port of the test.
set -euo pipefail
command=${{1:-help}}
[ $# -eq 0 ] || shift
given=" $* "
case $command in
  up | demo | down | status | logs | backup)
    [[ $given == *" --data "* ]] || set -- --data {data} "$@" ;;
esac
if [[ $command == up && $given != *" --port "* ]]; then set -- --port {port} "$@"; fi
exec {signalbox} "$command" "$@"
"""


class Instance:
    def __init__(self, root: Path) -> None:
        self._root = root
        self.folder = Path(tempfile.mkdtemp(prefix="signalbox-handbook-"))
        self.data = self.folder / "data"
        self._ports = dict(zip(PORTS, _free(len(PORTS)), strict=True))
        self.url = f"http://127.0.0.1:{self._ports[8080]}"
        for entry in root.iterdir():
            if entry.name not in _HIDDEN:
                (self.folder / entry.name).symlink_to(entry)
        program = self.folder / "signalbox"
        program.write_text(
            _SIGNALBOX.format(data=self.data, port=self._ports[8080], signalbox=root / "signalbox"), encoding="utf-8"
        )
        program.chmod(0o755)

    def place(self) -> Place:
        return Place(self.folder, self._environment(), self._ports)

    def _environment(self) -> Mapping[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in _KEPT or not name.startswith("SIGNALBOX_")}
        return {**kept, "TERM": "dumb", "SIGNALBOX_URL": self.url}

    def is_ready(self) -> bool:
        return self._run("status", quiet=True) == 0

    def up(self) -> bool:
        return self._run("up", "--detach") == 0

    def down(self) -> bool:
        """Stops it; False when that fails or a process of it is left."""
        stopped = not self.data.exists() or self._run("down") == 0
        left = subprocess.run(["pgrep", "-f", "--", str(self.data)], capture_output=True, text=True, check=False)
        if left.stdout.strip():
            print(f"Processes are left after down: {left.stdout.split()}")
        return stopped and not left.stdout.strip()

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *command: str, quiet: bool = False) -> int:
        output = subprocess.DEVNULL if quiet else None
        return subprocess.run(
            [str(self.folder / "signalbox"), *command],
            cwd=self.folder,
            env=dict(self._environment()),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        ).returncode


def _free(count: int) -> list[int]:
    sockets = []
    for _ in range(count):
        one = socket.socket()
        one.bind(("127.0.0.1", 0))
        sockets.append(one)
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports
