"""The commands of a page, and what it says that they print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^(`{3,})\s*(.*)$")
_NO_TEST = re.compile(r"^bash notest: (\S.*)$")


class PageError(Exception):
    """A page that cannot be read; the message names file and line."""


@dataclass(frozen=True)
class Block:
    page: Path
    # The number of its first line of commands in the page.
    line: int
    code: str
    # What a `text` block right after it shows; None without one.
    expected: str | None = None
    # Why it is not run; empty for those that are.
    skipped: str = ""

    def at(self, line: int = 1) -> str:
        """The place of one of its lines, counted from 1."""
        return f"{self.page}:{self.line + line - 1}"


def read(page: Path) -> list[Block]:
    """The `bash` blocks in their order."""
    blocks: list[Block] = []
    # Only a text block with nothing but empty lines before it belongs to the commands.
    adjacent = False
    for info, first, lines in _fences(page):
        if info is None:
            if any(line.strip() for line in lines):
                adjacent = False
            continue
        body = "".join(f"{line}\n" for line in lines)
        if info == "text" and adjacent:
            blocks[-1] = Block(page, blocks[-1].line, blocks[-1].code, body, blocks[-1].skipped)
            adjacent = False
        elif info.split(" ")[0] == "bash":
            blocks.append(Block(page, first, body, skipped=_reason(page, first, info)))
            adjacent = True
        else:
            adjacent = False
    return blocks


def _reason(page: Path, first: int, info: str) -> str:
    if info == "bash":
        return ""
    found = _NO_TEST.match(info)
    if not found:
        raise PageError(f"{page}:{first - 1}: «{info}» is neither «bash» nor «bash notest: why»")
    return found.group(1)


def _fences(page: Path) -> list[tuple[str | None, int, list[str]]]:
    """Fenced parts with their info string, and the text between them with None; each with the number of its first line."""
    parts: list[tuple[str | None, int, list[str]]] = []
    text: list[str] = []
    fence, info, first = "", "", 0
    inside: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        found = _FENCE.match(line)
        if fence:
            if found and found.group(1) == fence and not found.group(2):
                parts.append((info, first, inside))
                fence, inside = "", []
            else:
                inside.append(line)
        elif found:
            parts.append((None, 0, text))
            fence, info, first, text = found.group(1), found.group(2).strip(), number + 1, []
        else:
            text.append(line)
    if fence:
        raise PageError(f"{page}:{first - 1}: a fence is not closed")
    return parts
