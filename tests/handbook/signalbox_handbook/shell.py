"""Runs the blocks of a page in one shell, as somebody would type them."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from signalbox_handbook.expect import difference
from signalbox_handbook.pages import Block

# A page that does not end.
LIMIT_SECONDS = 300.0

_DRIVER = """\
set -eEo pipefail
trap 'printf %s "$LINENO" >"$NOTES/failed"' ERR
for block in "$NOTES"/*.sh; do
  number=${block##*/}
  printf %s "${number%.sh}" >"$NOTES/current"
  source "$block" >"${block%.sh}.out" 2>&1 </dev/null
done
printf done >"$NOTES/current"
"""


@dataclass(frozen=True)
class Outcome:
    # How many blocks were run to their end and printed what the page shows.
    passed: int
    # What went wrong, with file and line; empty when nothing did.
    problem: str
    seconds: float


@dataclass(frozen=True)
class Place:
    """Where and how the pages of a test are run."""

    folder: Path
    environment: Mapping[str, str]
    # Ports that the pages name, and those that stand for them here.
    ports: Mapping[int, int]
    limit: float = LIMIT_SECONDS

    def here(self, text: str) -> str:
        """The text with this place's ports."""
        for theirs, ours in self.ports.items():
            text = re.sub(rf"\b{theirs}\b", str(ours), text)
        return text


def run(blocks: Sequence[Block], place: Place) -> Outcome:
    """Runs what is not skipped. Whatever the page has started in the background ends with it."""
    wanted = [block for block in blocks if not block.skipped]
    began = time.monotonic()
    notes = Path(tempfile.mkdtemp(prefix="signalbox-page-"))
    try:
        for number, block in enumerate(wanted):
            (notes / f"{number:03}.sh").write_text(place.here(block.code), encoding="utf-8")
        problem = _play(wanted, place, notes) if wanted else ""
        passed = 0
        for number, block in enumerate(wanted):
            printed = _text(notes / f"{number:03}.out")
            ended = not problem or number < _number(notes)
            if not ended:
                break
            missing = "" if block.expected is None else difference(place.here(block.expected), printed)
            if missing:
                problem = f"{block.at()}: the page shows something else: {missing}\n{_quoted(printed)}"
                break
            passed += 1
        return Outcome(passed, problem, time.monotonic() - began)
    finally:
        shutil.rmtree(notes, ignore_errors=True)


def _play(blocks: Sequence[Block], place: Place, notes: Path) -> str:
    shell = subprocess.Popen(
        ["bash", "-c", _DRIVER],
        cwd=place.folder,
        env={**place.environment, "NOTES": str(notes)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = shell.wait(place.limit)
    except subprocess.TimeoutExpired:
        code = -1
    finally:
        _end(shell)
    if _text(notes / "current") == "done" and code == 0:
        return ""
    number = _number(notes)
    block = blocks[number]
    failed = _text(notes / "failed")
    line = int(failed) if failed.isdecimal() and 0 < int(failed) <= block.code.count("\n") else 1
    command = block.code.split("\n")[line - 1].strip()
    what = f"it did not end within {place.limit:g} s" if code == -1 else f"ended with {code}"
    return f"{block.at(line)}: {what}: {command}\n{_quoted(_text(notes / f'{number:03}.out'))}"


def _end(shell: subprocess.Popen[bytes]) -> None:
    """Ends the shell and what it left in the background; what made a session of its own (up --detach) stays."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(shell.pid, number)
            time.sleep(0.2)
    shell.wait()


def _number(notes: Path) -> int:
    current = _text(notes / "current")
    return int(current) if current.isdecimal() else 1_000_000 if current == "done" else 0


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _quoted(printed: str) -> str:
    return "\n".join(f"  | {line}" for line in printed.strip("\n").split("\n")[-40:])
