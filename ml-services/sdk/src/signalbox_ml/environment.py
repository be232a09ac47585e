"""Where an attempt executes: the code and whether it was changed, the packages, the machine. See contracts/environment.schema.json."""

from __future__ import annotations

import importlib.metadata
import inspect
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import psutil

# An environment is one event: what does not fit is left out, packages first.
MAX_BYTES = 48 * 1024
MAX_PACKAGES = 1000
_COMMAND_SECONDS = 5.0

Run = Callable[[Sequence[str], Path], str | None]


class Environments:
    """The environment of each algorithm, captured once: what a process has loaded does not change while it lives.

    Safe for many threads.
    """

    def __init__(self, service: str) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._known: dict[Path, str] = {}

    def of(self, algorithm: type) -> str:
        """A JSON object."""
        folder = code_folder(algorithm)
        with self._lock:
            if folder not in self._known:
                self._known[folder] = to_json(capture(self._service, folder))
            return self._known[folder]


def code_folder(algorithm: type) -> Path:
    """Where the source of the algorithm lies."""
    try:
        return Path(inspect.getfile(algorithm)).resolve().parent
    except (OSError, TypeError):
        return Path.cwd()


def capture(
    service: str, folder: Path, environment: Mapping[str, str] = os.environ, run: Run | None = None
) -> dict[str, Any]:
    """What can be found out; what cannot is null."""
    ask = run or _output
    return {
        "service": service,
        "host": socket.gethostname(),
        "system": platform.platform(),
        "python": {"version": platform.python_version(), "implementation": platform.python_implementation()},
        "command": " ".join([Path(sys.executable).name, *sys.orig_argv[1:]])[:500],
        "image": environment.get("SIGNALBOX_IMAGE", "").strip() or None,
        "git": git(folder, ask),
        "cpu": {"model": _cpu_model(), "cores": psutil.cpu_count(logical=False), "threads": psutil.cpu_count()},
        "memoryBytes": psutil.virtual_memory().total,
        "gpus": _gpus(ask),
        "packages": packages(),
    }


def to_json(found: dict[str, Any]) -> str:
    """At most MAX_BYTES of it; `packagesLeftOut` counts what had to go."""
    text = json.dumps(found, ensure_ascii=False)
    kept, all_packages = len(found["packages"]), found["packages"]
    while len(text.encode()) > MAX_BYTES and kept > 0:
        kept = kept * 3 // 4
        left_out = {"packages": all_packages[:kept], "packagesLeftOut": len(all_packages) - kept}
        text = json.dumps({**found, **left_out}, ensure_ascii=False)
    return text


def git(folder: Path, run: Run) -> dict[str, Any] | None:
    """The commit of the code and whether a tracked file differs from it; null when no repository has the code."""
    commit = run(["git", "rev-parse", "HEAD"], folder)
    # A package that was installed into a folder of some repository is no part of it.
    if not commit or not run(["git", "ls-files", "--", "."], folder):
        return None
    changed = run(["git", "status", "--porcelain", "--untracked-files=no", "--", "."], folder)
    branch = run(["git", "rev-parse", "--abbrev-ref", "HEAD"], folder)
    return {"commit": commit, "branch": branch or None, "dirty": None if changed is None else changed != ""}


def packages() -> list[dict[str, str]]:
    """What is installed, in the order of its names, each once."""
    found: dict[str, str] = {}
    for each in importlib.metadata.distributions():
        name = each.metadata["Name"]
        if name and name not in found:
            found[name] = each.version
    return [{"name": name, "version": found[name]} for name in sorted(found, key=str.lower)[:MAX_PACKAGES]]


def _cpu_model() -> str | None:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or None


def _gpus(run: Run) -> list[dict[str, Any]]:
    text = run(
        ["nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader,nounits"], Path("/")
    )
    made = []
    for line in (text or "").splitlines():
        parts = [part.strip() for part in line.split(",")]
        if len(parts) == 3 and parts[1].isdecimal():
            made.append({"name": parts[0], "memoryBytes": int(parts[1]) * 1024**2, "driver": parts[2]})
    return made


def _output(command: Sequence[str], folder: Path) -> str | None:
    """What a program prints; null when there is no such program, or it fails or takes too long."""
    if shutil.which(command[0]) is None:
        return None
    # A repository of another user is not trusted by git, and a read must not write an index.
    quiet = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    execute = partial(subprocess.run, capture_output=True, timeout=_COMMAND_SECONDS, check=False, text=True)
    try:
        done = execute(list(command), cwd=folder, env=quiet)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
