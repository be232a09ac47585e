"""The logs of the parts: every line as `contracts/part-log.md` says, and a run to be found in all that it went through."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

OWN = ("backend", "orchestrator", "tabular", "solving", "tuning", "migrations")
# Those that a training goes through.
OF_A_TRAINING = ("backend", "orchestrator", "tabular")
FIELDS = ("time", "level", "logger", "message", "part", "thread")
LEVELS = ("trace", "debug", "info", "warn", "error")
# What a JVM says before Java runs, and the C core of gRPC before Python can do anything about it.
FOREIGN = re.compile(r"(OpenJDK|Java HotSpot|\[\d+\.\d+s\]|WARNING: |[IWEF]\d{4} )")
SECRET = re.compile(r"X-Amz-(Signature|Credential)=[0-9A-Za-z]|[Bb]earer [A-Za-z0-9]{8}|sbx_[A-Za-z0-9]")
MOST = 20


def problems(folder: Path, trace_id: str, run_id: str = "") -> list[str]:
    """What is wrong with the lines of each part, and which parts do not know the trace."""
    found: list[str] = []
    for part in OWN:
        file = folder / f"{part}.log"
        if not file.exists():
            found.append(f"{part}: there is no log")
            continue
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        found.extend(f"{part}.log:{number}: {what}" for number, what in _wrong(part, lines))
        if trace_id and part in OF_A_TRAINING:
            found.extend(_unknown(part, lines, trace_id, run_id))
    return found


def _wrong(part: str, lines: Sequence[str]) -> list[tuple[int, str]]:
    found = []
    for number, line in enumerate(lines, start=1):
        if FOREIGN.match(line):
            continue
        problem = _problem(part, line)
        if problem:
            found.append((number, f"{problem}: {line[:200]}"))
    return found[:MOST]


def _problem(part: str, line: str) -> str:
    try:
        fields = json.loads(line)
    except ValueError:
        return "is not JSON"
    if not isinstance(fields, dict):
        return "is no object"
    lacking = [name for name in FIELDS if not isinstance(fields.get(name), str)]
    if lacking:
        return f"lacks {', '.join(lacking)}"
    if fields["level"] not in LEVELS:
        return f"has the level {fields['level']}"
    if fields["part"] != part:
        return f"is of the part {fields['part']}"
    if SECRET.search(line):
        return "tells a secret"
    return _bad_time(fields)


def _bad_time(fields: dict[str, Any]) -> str:
    try:
        said = datetime.strptime(fields["time"], "%Y-%m-%dT%H:%M:%S.%f%z")
    except ValueError:
        return f"has the time {fields['time']}"
    return "" if said.tzinfo == UTC else f"has a time that is not in UTC: {fields['time']}"


def _unknown(part: str, lines: Sequence[str], trace_id: str, run_id: str) -> list[str]:
    about = [line for line in lines if f'"{trace_id}"' in line]
    if not about:
        return [f"{part}: no line has the trace {trace_id}"]
    if run_id and not any(run_id in line for line in about):
        return [f"{part}: no line of the trace names the run {run_id}"]
    return []
