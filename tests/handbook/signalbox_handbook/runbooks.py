"""The commands within the sentences of the runbooks, as blocks that can be run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from signalbox_handbook.pages import Block, read

_COMMAND = re.compile(r"`(\./signalbox [^`]+|curl [^`]+)`")
_ROUTE = re.compile(r"`GET /api/v1(/[^`\s{]+)`")
SIGN_IN = ". docs/handbook/api.sh\nsign_in\n"


def blocks(pages: Iterable[Path]) -> list[Block]:
    """Each command once, and each route that is to be read."""
    made: list[Block] = []
    seen: set[str] = set()
    for page in sorted(pages):
        made.extend(read(page))
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            commands = _COMMAND.findall(line)
            commands += [f"api GET '{path}' >/dev/null" for path in _ROUTE.findall(line)]
            for command in commands:
                if command not in seen:
                    seen.add(command)
                    made.append(Block(page, number, f"{command}\n"))
    return made
