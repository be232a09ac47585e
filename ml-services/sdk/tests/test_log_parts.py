"""Lines, spools and their parts on their own."""

from __future__ import annotations

import base64
import json
import os
import struct
import threading
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.log.assembler import LineAssembler
from signalbox_ml.log.attempt_log import merged
from signalbox_ml.log.line import (
    EMPTY_HASH,
    MAX_TEXT_BYTES,
    Encoder,
    Line,
    Signer,
    canonical,
    datagrams,
    from_canonical,
    limited,
    next_hash,
)
from signalbox_ml.log.sender import split_address
from signalbox_ml.log.spool import SEGMENT_BYTES, Batch, Spool, Spooler, SpoolStore, Totals, record, segments
from signalbox_ml.system_metrics import Sampler

GOLDEN = Path(__file__).parents[3] / "contracts" / "golden" / "log"
STREAMS = ("log", "stdout", "stderr")
SIGNED = [
    path.name for path in sorted(GOLDEN.glob("*.json")) if json.loads(path.read_text(encoding="utf-8")).get("canonical")
]


def golden_line(found: dict[str, Any]) -> Line:
    line = found["line"]
    text = base64.b64decode(line["raw"]) if line.get("raw") else line["text"].encode()
    return Line(
        line["seq"],
        line["timeMicros"],
        line["level"],
        STREAMS.index(line["stream"]),
        line["logger"].encode(),
        line["phase"].encode(),
        line["cut"],
        text,
    )


@pytest.mark.parametrize("name", SIGNED)
def test_a_golden_line_has_its_canonical_bytes_and_signature(name: str) -> None:
    sample = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
    line = golden_line(sample)
    data = canonical(line)
    assert data.hex() == sample["canonical"]
    assert from_canonical(data) == line
    signer = Signer(bytes.fromhex(sample["attemptKey"]), uuid.UUID(sample["run"]), sample["attempt"])
    mac = signer.sign(data)
    assert mac.hex() == sample["mac"]
    sent = read(Encoder(sample["run"], sample["attempt"], "host").message(line, mac))
    assert sent["_mac"] == sample["mac"]
    assert (sent["_run"], sent["_attempt"]) == (sample["run"], sample["attempt"])
    assert canonical(as_line(sent)) == data


def test_there_are_golden_lines() -> None:
    assert len(SIGNED) >= 8


def test_the_golden_rolling_hash() -> None:
    sample = json.loads((GOLDEN / "rolling-hash.json").read_text(encoding="utf-8"))
    rolling = EMPTY_HASH
    for each in sample["lines"]:
        rolling = next_hash(rolling, bytes.fromhex(each["canonical"]))
        assert rolling.hex() == each["hash"]


def read(message: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(message, parse_float=Decimal)
    return found


def as_line(found: dict[str, Any]) -> Line:
    return Line(
        found["_seq"],
        int(found["timestamp"] * 1_000_000),
        found["level"],
        STREAMS.index(found["_stream"]),
        found.get("_logger", "").encode(),
        found.get("_phase", "").encode(),
        found.get("_cut", 0),
        base64.b64decode(found["_raw"]) if "_raw" in found else found["short_message"].encode(),
    )


@given(st.binary(max_size=300), st.text(max_size=20), st.integers(0, 2**62), st.integers(-(2**50), 2**50))
def test_any_text_survives_its_datagram(text: bytes, logger: str, seq: int, time: int) -> None:
    line = Line(seq, time, 6, 1, logger.encode(), b"", 0, text)
    assert as_line(read(Encoder("run", 3, 'a "host"').message(line, bytes(16)))) == line


@pytest.mark.parametrize("unit", [b"x", b"\x01", b"\xff", b"\0", "ä".encode(), "🚂".encode(), b'"'])
def test_a_long_text_fits_into_a_message(unit: bytes) -> None:
    text, cut = limited(unit * (400_000 // len(unit)))
    assert cut == len(unit) * (400_000 // len(unit))
    assert MAX_TEXT_BYTES / 2 - 4 <= len(text) <= MAX_TEXT_BYTES
    message = Encoder("run", 1, "host").message(Line(1, 0, 6, 0, b"", b"", cut, text), bytes(16))
    parts = datagrams(message)
    assert len(message) <= 1024 * 1024
    assert 1 < len(parts) <= 128
    assert max(map(len, parts)) <= 8192
    if unit not in (b"\xff", b"\0"):
        # Cut between characters.
        assert "_raw" not in read(message)


@given(st.lists(st.binary(max_size=12), max_size=12))
def test_lines_do_not_depend_on_how_they_were_written(pieces: list[bytes]) -> None:
    pieces = [piece.replace(b"x", b"\n").replace(b"y", b"\r") for piece in pieces]
    apart = LineAssembler()
    found = [line for piece in pieces for line in apart.feed(piece, 0.0)] + apart.close()
    together = LineAssembler()
    assert found == together.feed(b"".join(pieces), 0.0) + together.close()
    if b"\r" not in b"".join(pieces):
        assert [text for text, _ in found] == (b"".join(pieces) + b"\n").split(b"\n")[:-1][: len(found)]


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        (b"a\nb\n", [b"a", b"b"]),
        (b"a\n\nb", [b"a", b"", b"b"]),
        (b"dos\r\nunix\n", [b"dos\r", b"unix"]),
        (b"\r 0%\r 50%\r 100%\nnext\n", [b" 100%", b"next"]),
        (b"10%\r20%\r", [b"20%\r"]),
        (b"", []),
    ],
)
def test_of_a_redrawn_line_the_last_state_counts(written: bytes, lines: list[bytes]) -> None:
    assembler = LineAssembler()
    assert [text for text, _ in assembler.feed(written, 0.0) + assembler.close()] == lines


def test_a_line_that_is_redrawn_for_long_is_shown_once_a_second() -> None:
    assembler = LineAssembler()
    made: list[bytes] = []
    for tenth in range(35):
        now = tenth / 10
        made += [text for text, _ in assembler.feed(f"\r{tenth} of 35".encode(), now)]
        made += [text for text, _ in assembler.redraw(now)]
    made += [text for text, _ in assembler.feed(b"\n", 3.5)]
    assert made == [b"10 of 35", b"\r20 of 35", b"\r30 of 35", b"\r34 of 35"]


def test_an_endless_line_is_bounded() -> None:
    assembler = LineAssembler()
    for _ in range(100):
        assert assembler.feed(b"z" * 10_000, 0.0) == []
    ((text, length),) = assembler.feed(b"\n", 0.0)
    assert (limited(text)[0], length) == (b"z" * MAX_TEXT_BYTES, 1_000_000)


class Book:
    """Lines of one log and the batches that a spool gets."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.hashes = [EMPTY_HASH]

    def batch(self, count: int, size: int = 20) -> Batch:
        first = len(self.lines) + 1
        before = self.hashes[-1]
        blob = b""
        marks: list[tuple[int, int]] = []
        for _ in range(count):
            seq = len(self.lines) + 1
            data = canonical(Line(seq, seq, 6, 1, b"", b"", 0, b"%d " % seq + b"." * size))
            marks.append((seq, len(blob)))
            blob += record(data, bytes(16))
            self.lines.append(data)
            self.hashes.append(next_hash(self.hashes[-1], data))
        return Batch(blob, first, len(self.lines), before, marks)

    def totals(self) -> Totals:
        return Totals(len(self.lines), self.hashes[-1])


RUN = str(uuid.uuid4())


def store(folder: Path, max_bytes: int = 10**9, max_age: float = 3600.0) -> SpoolStore:
    return SpoolStore(folder / "spool", max_bytes, max_age)


def numbers(spool: Any, first: int, last: int) -> list[int]:
    return [seq for seq, _, _ in spool.read(first, last)]


def test_a_spool_gives_back_its_lines(tmp_path: Path) -> None:
    book = Book()
    spool, before = store(tmp_path).create(RUN, 1, "")
    assert before == Totals(0, EMPTY_HASH)
    for count in (1, 500, 2000, 3):
        spool.write(book.batch(count))
    assert [data for _, _, data in spool.read(1, 10_000)] == book.lines
    assert numbers(spool, 700, 703) == [700, 701, 702, 703]
    assert numbers(spool, 2504, 2504) == [2504]
    assert numbers(spool, 2505, 9999) == []
    assert spool.unspooled == 0


def test_a_killed_process_leaves_its_totals(tmp_path: Path) -> None:
    book = Book()
    spool, _ = store(tmp_path).create(RUN, 1, "here:1")
    for _ in range(30):
        spool.write(book.batch(100, 4000))
    assert len(segments(spool.folder)) > 1
    # Another process finds it, the last record torn.
    last = segments(spool.folder)[-1][1]
    whole = last.read_bytes()
    last.write_bytes(whole + record(canonical(Line(3001, 0, 6, 0, b"", b"", 0, b"torn")), bytes(16))[:-2])
    found = store(tmp_path).ended(RUN, 1)
    assert found is not None
    assert (found.totals(), found.address) == (book.totals(), "here:1")
    assert numbers(found, 1, 5000) == list(range(1, 3001))
    # The same attempt goes on where it was.
    again, before = store(tmp_path).create(RUN, 1, "here:2")
    assert before == book.totals()
    again.write(book.batch(10))
    assert numbers(again, 2999, 5000) == list(range(2999, 3011))


def test_a_damaged_record_ends_what_can_be_read_of_its_file(tmp_path: Path) -> None:
    book = Book()
    spool, _ = store(tmp_path).create(RUN, 1, "")
    spool.write(book.batch(100))
    path = segments(spool.folder)[0][1]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert 0 < len(numbers(spool, 1, 100)) < 60


def test_what_is_stored_for_good_may_go(tmp_path: Path) -> None:
    book, house = Book(), store(tmp_path)
    spool, _ = house.create(RUN, 1, "")
    while len(segments(spool.folder)) < 3:
        spool.write(book.batch(100, 4000))
    second = segments(spool.folder)[1][0]
    spool.release(second - 2)
    assert len(segments(spool.folder)) == 3
    spool.release(second - 1)
    assert segments(spool.folder)[0][0] == second
    assert numbers(spool, 1, second + 1) == [second, second + 1]
    house.finish(RUN, 1, "", book.totals())
    ended = house.ended(RUN, 1)
    assert ended is not None
    ended.release(len(book.lines) - 1)
    assert segments(spool.folder) != []
    ended.release(len(book.lines))
    assert segments(spool.folder) == []
    again = store(tmp_path).ended(RUN, 1)
    assert again is not None
    assert again.totals() == book.totals()


def test_the_oldest_ended_log_goes_first(tmp_path: Path) -> None:
    house = store(tmp_path, max_bytes=250_000)
    spools: list[Spool] = []
    for attempt in (1, 2, 3):
        book = Book()
        spool, _ = house.create(RUN, attempt, "")
        spool.write(book.batch(100, 1000))
        if attempt < 3:
            house.finish(RUN, attempt, "", book.totals())
        age = 1_000_000 + attempt
        for path in spool.folder.iterdir():
            os.utime(path, (age, age))
        spools.append(spool)
    SpoolStore(tmp_path / "spool", 250_000, 10**12).enforce()
    assert [spool.folder.exists() for spool in spools] == [False, True, True]
    house.enforce()
    # Too old: only what still runs stays.
    assert [spool.folder.exists() for spool in spools] == [False, False, True]


def test_a_running_log_keeps_its_newest_file(tmp_path: Path) -> None:
    book, house = Book(), store(tmp_path, max_bytes=1)
    spool, _ = house.create(RUN, 1, "")
    while len(segments(spool.folder)) < 3:
        spool.write(book.batch(100, 4000))
    house.enforce()
    assert len(segments(spool.folder)) == 1
    assert spool.bytes > SEGMENT_BYTES


def test_a_spool_that_cannot_be_written_counts(tmp_path: Path) -> None:
    blocked = tmp_path / "spool"
    blocked.write_text("a file where the folder should be")
    book = Book()
    spool, _ = store(tmp_path).create(RUN, 1, "")
    spool.write(book.batch(5))
    assert (spool.unspooled, spool.through) == (5, 5)
    assert spool.trouble != ""


def test_a_disk_that_is_too_slow_is_not_waited_for(tmp_path: Path) -> None:
    book = Book()
    path = tmp_path / "slow"
    path.mkdir()
    os.mkfifo(path / f"{1:020d}.lines")
    spooler = Spooler(max_queued_bytes=10_000)
    spool = Spool(path)
    # Opening a FIFO for reading and writing works, and writing blocks once its 64 KiB are full.
    assert spooler.submit(spool, book.batch(500, 400))
    assert not spooler.submit(spool, book.batch(10, 1000))
    assert not spooler.submit(spool, book.batch(10, 1000))
    with (path / f"{1:020d}.lines").open("rb") as reading:
        while not spooler.wait_for(spool, 0.01):
            reading.read1(65536)
    assert (spool.unspooled, spool.through) == (20, 520)
    spooler.close()


def test_run_ids_never_become_paths_of_the_spool(tmp_path: Path) -> None:
    house = store(tmp_path)
    for run in ("../../x", "/etc/passwd", "a" * 5000, RUN.upper()):
        assert house.folder_of(run, 1).resolve().parents[1] == (tmp_path / "spool").resolve()
    assert house.folder_of(RUN.upper(), 1) == house.folder_of(RUN, 1)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 9)), max_size=20))
def test_merged_ranges_hold_the_same_lines(pairs: list[tuple[int, int]]) -> None:
    ranges = [(first, first + more) for first, more in pairs]
    made = merged(ranges)
    lines = {line for first, last in ranges for line in range(first, last + 1)}
    assert [line for first, last in made for line in range(first, last + 1)] == sorted(lines)


@pytest.mark.parametrize("address", ["", "host", "host:", ":80", "host:0", "host:70000", "host:x"])
def test_a_senseless_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        split_address(address)


def test_addresses_may_be_of_both_kinds() -> None:
    assert split_address("[::1]:9") == ("::1", 9)
    assert split_address("backend:8080") == ("backend", 8080)


def test_a_chunk_says_which_and_of_how_many() -> None:
    parts = datagrams(b"m" * 20_000)
    assert [struct.unpack("BB", part[10:12]) for part in parts] == [(0, 3), (1, 3), (2, 3)]
    assert len({part[2:10] for part in parts}) == 1


class OneAttempt:
    """An attempt that is this process."""

    def __init__(self) -> None:
        self.active = True
        self.seconds = 12.7
        self.points: list[pb.MetricPoint] = []

    def process_id(self) -> int:
        return os.getpid()

    def sample(self, points: list[pb.MetricPoint]) -> None:
        self.points += points


class TwoGpus:
    """The second of two GPUs is used by this process."""

    def __call__(self, process_ids: frozenset[int]) -> list[tuple[int, float, int]]:
        return [(1, 87.0, 5_000_000)] if os.getpid() in process_ids else []


def test_a_sample_has_cpu_memory_and_gpus() -> None:
    attempt = OneAttempt()
    sampler = Sampler(lambda: [attempt], 1.0, threading.Event(), TwoGpus())
    sampler.sample()
    assert {point.key for point in attempt.points} == {
        "system/memory_bytes",
        "system/gpu1_percent",
        "system/gpu1_memory_bytes",
    }
    attempt.points.clear()
    sampler.sample()
    found = {point.key: point for point in attempt.points}
    assert found["system/cpu_percent"].value >= 0
    assert found["system/gpu1_percent"].value == 87
    assert {(point.step, point.role) for point in found.values()} == {(12, pb.METRIC_ROLE_SYSTEM)}
    attempt.active = False
    attempt.points.clear()
    sampler.sample()
    assert attempt.points == []
