"""Compares output with what a page shows: `…` stands for anything on a line, and alone on a line for any lines."""

from __future__ import annotations

import re

ANY = "…"
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def difference(expected: str, actual: str) -> str:
    """What is shown and was not printed, in words; empty when it fits."""
    wanted = [line.rstrip() for line in expected.strip("\n").split("\n")]
    printed = [line.rstrip() for line in _ESCAPES.sub("", actual).strip("\n").split("\n")]
    if printed == [""]:
        printed = []
    segments: list[list[str]] = [[]]
    for line in wanted:
        if line.strip() == ANY:
            segments.append([])
        else:
            segments[-1].append(line)
    # Taking the first place for each part is right: what comes later has the more room for it.
    first, *others = segments
    if not _at(first, printed, 0):
        return _words(first, printed)
    place = len(first)
    for number, segment in enumerate(others):
        last = number == len(others) - 1
        places = range(place, len(printed) - len(segment) + 1)
        if last and segment:
            places = range(max(place, len(printed) - len(segment)), len(printed) - len(segment) + 1)
        found = next((at for at in places if _at(segment, printed, at)), None)
        if found is None:
            return _words(segment, printed[place:])
        place = found + len(segment)
    if not others and place != len(printed):
        return f"there is more: {printed[place]!r}"
    return ""


def _at(segment: list[str], printed: list[str], place: int) -> bool:
    return place + len(segment) <= len(printed) and all(
        _fits(pattern, line) for pattern, line in zip(segment, printed[place:], strict=False)
    )


def _fits(pattern: str, line: str) -> bool:
    return re.fullmatch(".*?".join(re.escape(part) for part in pattern.split(ANY)), line) is not None


def _words(segment: list[str], printed: list[str]) -> str:
    for line in segment:
        if not any(_fits(line, one) for one in printed):
            return f"no such line: {line!r}"
    return f"not in this order: {segment!r}"
