"""The instance as a plain file: gzip is unpacked, MPS is checked line by line before a solver may see it."""

from __future__ import annotations

import gzip
import logging
import zlib
from collections.abc import Callable
from pathlib import Path

from signalbox_ml import ProgramError
from signalbox_ml.context import size_text

from signalbox_solving import mps

# What a gzip may become, so that a few bytes cannot fill a disk.
UNPACKED_BYTES = 16 * 1024**3
_GZIP = b"\x1f\x8b"
_CHUNK = 1024 * 1024

_log = logging.getLogger("signalbox_solving")


def prepare(path: Path, file_format: str, folder: Path, ask: Callable[[float], None]) -> tuple[Path, str]:
    """A file that the solvers can read, and what an MPS calls itself (else empty).

    Raises ProgramError: `instance.malformed`, `instance.empty`, `instance.too_large`. `ask` is called now and then with the share
    that is done; what it raises ends the work.
    """
    plain = _unpacked(path, folder / f"instance.{file_format}", ask)
    if plain.stat().st_size == 0:
        raise ProgramError("instance.empty", "The instance is an empty file.")
    if file_format != "mps":
        return plain, ""
    try:
        model = mps.read(plain, keep=False, ask=ask)
    except mps.Malformed as error:
        raise ProgramError("instance.malformed", f"The MPS file is malformed. {error}") from None
    if not model.columns:
        raise ProgramError("instance.empty", "The model has no variables.")
    return plain, model.name


def _unpacked(path: Path, into: Path, ask: Callable[[float], None]) -> Path:
    with path.open("rb") as source:
        if source.read(2) != _GZIP:
            return path
    size = 0
    try:
        with gzip.open(path, "rb") as source, into.open("wb") as sink:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > UNPACKED_BYTES:
                    raise ProgramError("instance.too_large", f"Unpacked, it has more than {size_text(UNPACKED_BYTES)}.")
                sink.write(chunk)
                ask(0.0)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ProgramError("instance.malformed", f"The gzip file is damaged: {error}.") from None
    _log.info("unpacked: %s", size_text(size))
    return into
