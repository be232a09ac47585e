"""Lines on disk until the backend has them: append-only files, a folder for each (run, attempt).

    spool/<run>/<attempt>/attempt.json            what is known of the whole log
    spool/<run>/<attempt>/<first line>.lines      header, then records in the order of their numbers
    spool/<run>/<attempt>/<first line>.index      pairs (line, offset), one for every 32 KiB

A header holds the rolling hash before the file's first line, so that the hash of the whole log needs only the last file.
A record holds the line's canonical bytes and its signature: the key itself is never on disk.
"""

from __future__ import annotations

import bisect
import contextlib
import hashlib
import itertools
import json
import logging
import os
import shutil
import struct
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from signalbox_ml.log.line import EMPTY_HASH, next_hash, sequence_of

MAGIC = b"SBXLOG1\n"
HEADER_BYTES = len(MAGIC) + 32
SEGMENT_BYTES = 8 * 1024 * 1024
INDEX_BYTES = 32 * 1024
READ_BYTES = 256 * 1024
# After a failed write the disk is asked again this late.
RETRY_SECONDS = 1.0
# Folders that only remember the totals of a log that is stored for good.
MAX_REMEMBERED = 10_000

_RECORD = struct.Struct(">II")
_MARK = struct.Struct(">QQ")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batch:
    """Records of consecutive lines. `marks`: some lines and their offsets within `blob`. An empty blob: lines given up."""

    blob: bytes
    first: int
    last: int
    hash_before: bytes
    marks: Sequence[tuple[int, int]]


def record(data: bytes, mac: bytes) -> bytes:
    body = mac + data
    return _RECORD.pack(len(body), zlib.crc32(body)) + body


@dataclass(frozen=True)
class Totals:
    lines: int
    hash: bytes


class Spool:
    """The spool of one attempt. One thread writes; any number read at the same time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = -1
        self._index = -1
        self._size = 0
        self._marked = 0
        self._failed_at = 0.0
        # Why nothing can be written now; empty when all is well.
        self.trouble = ""
        self.unspooled = 0
        # The last line that was written or given up.
        self.through = 0
        self.bytes = 0

    # -- writing

    def write(self, batch: Batch) -> None:
        """Appends. What cannot be written is counted; nothing is raised."""
        if not batch.blob:
            self._close_file()
            self._skip(batch)
            return
        if self.trouble and time.monotonic() - self._failed_at < RETRY_SECONDS:
            self._skip(batch)
            return
        try:
            self._append(batch)
            self.trouble = ""
        except OSError as error:
            self._failed_at = time.monotonic()
            self.trouble = error.strerror or type(error).__name__
            self._close_file()
            self._skip(batch)
            return
        self.through = batch.last

    def _skip(self, batch: Batch) -> None:
        self.unspooled += batch.last - batch.first + 1
        self.through = batch.last

    def close(self) -> None:
        """No line follows. The bytes reach the disk, so that they outlive the machine's fall."""
        if self._file >= 0:
            with contextlib.suppress(OSError):
                os.fdatasync(self._file)
        self._close_file()

    def _append(self, batch: Batch) -> None:
        if self._file >= 0 and self._size >= SEGMENT_BYTES:
            self._close_file()
        if self._file < 0:
            self._open(batch)
        start = self._size
        self._write(batch.blob)
        for seq, offset in batch.marks:
            if start + offset >= self._marked + INDEX_BYTES:
                self._marked = start + offset
                with contextlib.suppress(OSError):
                    # Without it a reader scans from the mark before.
                    os.write(self._index, _MARK.pack(seq, start + offset))

    def _open(self, batch: Batch) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = self.folder / f"{batch.first:020d}"
        self._file = os.open(name.with_suffix(".lines"), os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        self._index = os.open(
            name.with_suffix(".index"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o600
        )
        self._size = self._marked = 0
        self._write(MAGIC + batch.hash_before)

    def _write(self, data: bytes) -> None:
        view, done = memoryview(data), 0
        try:
            while done < len(data):
                done += os.write(self._file, view[done:])
        except OSError:
            # Half a record would hide what comes after it.
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._size)
            raise
        self._size += len(data)
        self.bytes += len(data)

    def _close_file(self) -> None:
        for number in (self._file, self._index):
            if number >= 0:
                with contextlib.suppress(OSError):
                    os.close(number)
        self._file = self._index = -1

    # -- reading

    def read(self, first: int, last: int) -> Iterator[tuple[int, bytes, bytes]]:
        """Number, signature and canonical bytes of the lines in [first, last] that are here, in order."""
        return read_lines(self.folder, first, last)

    def release(self, through: int) -> int:
        """Deletes the files that hold only lines up to `through`; returns how many bytes that was."""
        return release_segments(self.folder, through)


def segments(folder: Path) -> list[tuple[int, Path]]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    found = [(int(name[:-6]), folder / name) for name in names if name.endswith(".lines") and name[:-6].isdecimal()]
    return sorted(found)


def read_lines(folder: Path, first: int, last: int) -> Iterator[tuple[int, bytes, bytes]]:
    files = segments(folder)
    firsts = [number for number, _ in files]
    for number, path in files[max(0, bisect.bisect_right(firsts, first) - 1) :]:
        if number > last:
            return
        for seq, mac, data in _records(path, _offset(path, first)):
            if seq > last:
                return
            if seq >= first:
                yield seq, mac, data


def _offset(path: Path, seq: int) -> int:
    try:
        marks = path.with_suffix(".index").read_bytes()
    except OSError:
        return HEADER_BYTES
    low, high = 0, len(marks) // _MARK.size
    while low < high:
        middle = (low + high) // 2
        if _MARK.unpack_from(marks, middle * _MARK.size)[0] <= seq:
            low = middle + 1
        else:
            high = middle
    return int(_MARK.unpack_from(marks, (low - 1) * _MARK.size)[1]) if low else HEADER_BYTES


def _records(path: Path, offset: int) -> Iterator[tuple[int, bytes, bytes]]:
    """The records from an offset on, to the first that is not whole."""
    try:
        source = path.open("rb", buffering=READ_BYTES)
    except OSError:
        return
    with source:
        source.seek(offset)
        while True:
            head = source.read(_RECORD.size)
            if len(head) < _RECORD.size:
                return
            length, check = _RECORD.unpack(head)
            body = source.read(length)
            if len(body) < length or length < 24 or zlib.crc32(body) != check:
                return
            yield sequence_of(body[16:24]), body[:16], body[16:]


def release_segments(folder: Path, through: int) -> int:
    files = segments(folder)
    freed = 0
    # The last file stays: it may still be written, and the hash of the log is made from it.
    for (_, path), (following, _) in itertools.pairwise(files):
        if following <= through + 1:
            freed += _delete(path)
    return freed


def _delete(path: Path) -> int:
    freed = 0
    for each in (path, path.with_suffix(".index")):
        with contextlib.suppress(OSError):
            freed += each.stat().st_size
            each.unlink()
    return freed


class SpoolStore:
    """All spools of one work folder, and their bounds. Safe for many threads."""

    def __init__(self, folder: Path, max_bytes: int, max_age_seconds: float) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._max_age = max_age_seconds
        self._lock = threading.Lock()
        self._live: dict[Path, Spool] = {}

    def folder_of(self, run: str, attempt: int) -> Path:
        """A run's id never becomes a path: a UUID is written anew, anything else is hashed."""
        try:
            name = str(UUID(run))
        except ValueError:
            name = "other-" + hashlib.sha256(run.encode()).hexdigest()[:32]
        return self._folder / name / str(int(attempt))

    def create(self, run: str, attempt: int, address: str) -> tuple[Spool, Totals]:
        """The spool of an attempt that begins, and what an earlier process of the same attempt left in it."""
        folder = self.folder_of(run, attempt)
        before = _totals(folder)
        spool = Spool(folder)
        with self._lock:
            self._live[folder] = spool
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            _write_json(folder, {"run": run, "attempt": attempt, "address": address})
        return spool, before

    def finish(self, run: str, attempt: int, address: str, totals: Totals) -> None:
        """The attempt has ended. Its spool is closed, and from now on may be dropped."""
        folder = self.folder_of(run, attempt)
        with self._lock:
            spool = self._live.pop(folder, None)
        if spool is not None:
            spool.close()
        with contextlib.suppress(OSError):
            _write_json(folder, {"run": run, "attempt": attempt, "address": address, **_as_json(totals)})

    def ended(self, run: str, attempt: int) -> EndedSpool | None:
        """The spool of an attempt that writes no more; None when there is none."""
        folder = self.folder_of(run, attempt)
        with self._lock:
            if folder in self._live:
                return None
        return EndedSpool(folder) if (folder / "attempt.json").exists() or segments(folder) else None

    def enforce(self) -> None:
        """Drops what is too old, then the oldest ended logs and then the oldest files, until the bound is kept."""
        now = time.time()
        with self._lock:
            live = set(self._live)
        ended: list[tuple[float, int, Path]] = []
        remembered: list[tuple[float, Path]] = []
        total = 0
        for folder in _attempt_folders(self._folder):
            age, size = _age_and_size(folder)
            if folder in live:
                total += size
            elif now - age > self._max_age:
                _remove(folder)
            elif size == 0:
                remembered.append((age, folder))
            else:
                total += size
                ended.append((age, size, folder))
        for _, folder in sorted(remembered)[: max(0, len(remembered) - MAX_REMEMBERED)]:
            _remove(folder)
        for _, size, folder in sorted(ended):
            if total <= self._max_bytes:
                return
            _log.warning("the spool is full: an ended log was dropped", extra={"fields": {"bytes": size}})
            _remove(folder)
            total -= size
        if total <= self._max_bytes:
            return
        files = sorted(path for folder in live for _, path in segments(folder)[:-1])
        for path in sorted(files, key=_modified):
            if total <= self._max_bytes:
                return
            total -= _delete(path)


class EndedSpool:
    """A log that nobody writes any more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def address(self) -> str:
        return str(_read_json(self._folder).get("address", ""))

    def totals(self) -> Totals:
        return _totals(self._folder)

    def read(self, first: int, last: int) -> Iterator[tuple[int, bytes, bytes]]:
        return read_lines(self._folder, first, last)

    def release(self, through: int) -> None:
        """What is stored for good goes; of a log that is stored as a whole the totals stay."""
        totals = self.totals()
        if through < totals.lines:
            release_segments(self._folder, through)
            return
        with contextlib.suppress(OSError):
            _write_json(self._folder, {**_read_json(self._folder), **_as_json(totals)})
        for _, path in segments(self._folder):
            _delete(path)


def _totals(folder: Path) -> Totals:
    known = _read_json(folder)
    if isinstance(known.get("lines"), int) and isinstance(known.get("hash"), str):
        with contextlib.suppress(ValueError):
            return Totals(known["lines"], bytes.fromhex(known["hash"]))
    for first, path in reversed(segments(folder)):
        try:
            with path.open("rb") as source:
                header = source.read(HEADER_BYTES)
        except OSError:
            continue
        if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
            continue
        last, rolling = first - 1, header[len(MAGIC) :]
        for seq, _, data in _records(path, HEADER_BYTES):
            last, rolling = seq, next_hash(rolling, data)
        return Totals(last, rolling)
    return Totals(0, EMPTY_HASH)


def _as_json(totals: Totals) -> dict[str, Any]:
    return {"lines": totals.lines, "hash": totals.hash.hex()}


def _read_json(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "attempt.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_json(folder: Path, value: dict[str, Any]) -> None:
    partial = folder / "attempt.json.partial"
    partial.write_text(json.dumps(value), encoding="utf-8")
    os.replace(partial, folder / "attempt.json")


def _attempt_folders(root: Path) -> list[Path]:
    found: list[Path] = []
    with contextlib.suppress(OSError), os.scandir(root) as runs:
        for run in runs:
            with contextlib.suppress(OSError), os.scandir(run.path) as attempts:
                found += [Path(each.path) for each in attempts if each.is_dir()]
    return found


def _age_and_size(folder: Path) -> tuple[float, int]:
    newest, size = 0.0, 0
    with contextlib.suppress(OSError), os.scandir(folder) as files:
        for each in files:
            with contextlib.suppress(OSError):
                found = each.stat()
                newest = max(newest, found.st_mtime)
                if not each.name.startswith("attempt.json"):
                    size += found.st_size
    return newest, size


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        folder.parent.rmdir()


class Spooler:
    """The one thread that writes spools: a slow disk delays neither user code nor the sending of lines."""

    def __init__(self, max_queued_bytes: int = 16 * 1024 * 1024) -> None:
        self._max = max_queued_bytes
        self._changed = threading.Condition()
        self._queue: deque[tuple[Spool, Batch | Callable[[], None]]] = deque()
        self._queued = 0
        self._busy: Spool | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="log-spool", daemon=True)
        self._thread.start()

    def submit(self, spool: Spool, batch: Batch) -> bool:
        """False when the disk is so far behind that the lines are given up: they will not be in the spool."""
        with self._changed:
            kept = not self._queued or self._queued + len(batch.blob) <= self._max
            if kept:
                self._queue.append((spool, batch))
                self._queued += len(batch.blob)
            else:
                first = batch.first
                newest = self._queue[-1][1] if self._queue and self._queue[-1][0] is spool else None
                if isinstance(newest, Batch) and not newest.blob:
                    self._queue.pop()
                    first = newest.first
                self._queue.append((spool, Batch(b"", first, batch.last, batch.hash_before, ())))
            self._changed.notify_all()
            return kept

    def after(self, spool: Spool, job: Callable[[], None]) -> None:
        """Does something once everything submitted for a spool before is written or given up."""
        with self._changed:
            self._queue.append((spool, job))
            self._changed.notify_all()

    def wait_for(self, spool: Spool, seconds: float) -> bool:
        """Waits until everything submitted for a spool is written or given up."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self._busy is not spool and all(each is not spool for each, _ in self._queue), seconds
            )

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(2.0)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._queue) or self._closed)
                if not self._queue:
                    return
                spool, job = self._queue.popleft()
                self._busy = spool
            if isinstance(job, Batch):
                spool.write(job)
            else:
                job()
            with self._changed:
                self._queued -= len(job.blob) if isinstance(job, Batch) else 0
                self._busy = None
                self._changed.notify_all()
