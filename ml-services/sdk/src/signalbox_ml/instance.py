"""What a solve gets: verified local files, not parsed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Instance:
    """The input of a solve. Every path is a file of the attempt's own folder whose SHA-256 was the announced one.

    `path` is None, and `format` empty, when the algorithm has its data in the parameters. `format` is `mps`, `lp`, `cpsat` or,
    for an algorithm that takes a table, `csv` with its one-character `delimiter`. The bytes are as they were uploaded: they may
    be gzipped. `warm_start` is the artifact `solution.json` of an earlier solve, or None. `name` is what people call it; it may be
    empty.
    """

    path: Path | None = None
    format: str = ""
    delimiter: str = ","
    warm_start: Path | None = None
    name: str = ""
