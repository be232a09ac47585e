"""Tasks, names, warm starts and instance files: what needs no solver."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from instances import INTEGER, LINEAR
from signalbox_ml import ProgramError
from signalbox_solving import instance_file
from signalbox_solving.task import Task, distinct, warm_start_values


def quiet(share: float) -> None:
    """Nobody asks to stop."""


def test_a_task_survives_its_file(tmp_path: Path) -> None:
    task = Task(
        solver="highs",
        folder=str(tmp_path),
        name="ä “b”",
        data='{"n": 0.1}',
        gap_limit=1e-4,
        threads=3,
        options={"presolve": "on"},
    )
    task.write(tmp_path / "task.json")
    assert Task.read(tmp_path / "task.json") == task


def test_every_variable_gets_a_name_of_its_own() -> None:
    assert distinct(["a", "", "a", "a#2", ""], "x") == ["a", "x1", "a#2", "a#2#3", "x4"]
    assert distinct(["x1", ""], "x") == ["x1", "x1#1"]
    assert distinct([], "x") == []


def test_a_warm_start_is_values_by_name(tmp_path: Path) -> None:
    path = tmp_path / "solution.json"
    path.write_text('{"objective": 5, "variables": {"x": 1, "y": 2.5}, "plan": {}}', encoding="utf-8")
    assert warm_start_values(path) == {"x": 1, "y": 2.5}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"variables": []}', '{"variables": {"x": "1"}}', '{"variables": {"x": true}}']
)
def test_what_is_no_solution_is_no_warm_start(tmp_path: Path, text: str) -> None:
    path = tmp_path / "solution.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError):
        warm_start_values(path)


def test_a_plain_file_stays_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "dataset.mps"
    path.write_text(LINEAR, encoding="utf-8")
    assert instance_file.prepare(path, "mps", tmp_path, quiet) == (path, "paint")
    path.write_text("no matter what", encoding="utf-8")
    assert instance_file.prepare(path, "lp", tmp_path, quiet) == (path, "")


def test_a_gzip_is_unpacked_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "dataset.mps"
    path.write_bytes(gzip.compress(INTEGER.encode()))
    plain, name = instance_file.prepare(path, "mps", tmp_path, quiet)
    assert (plain.read_text(encoding="utf-8"), name) == (INTEGER, "chairs")
    assert plain != path


def test_a_stop_ends_the_checking(tmp_path: Path) -> None:
    path = tmp_path / "dataset.lp"
    path.write_bytes(gzip.compress(bytes(3_000_000)))

    def stop(share: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        instance_file.prepare(path, "lp", tmp_path, stop)


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b"", "instance.empty", "The instance is an empty file."),
        (gzip.compress(b""), "instance.empty", "The instance is an empty file."),
        (b"\x1f\x8bnothing of the kind", "instance.malformed", "The gzip file is damaged: "),
        (gzip.compress(INTEGER.encode())[:-12], "instance.malformed", "The gzip file is damaged: "),
        (b"NAME t\nROWS\n N c\nCOLUMNS\nENDATA\n", "instance.empty", "The model has no variables."),
        (
            b"NAME t\nROWS\n N c\nCOLUMNS\n x c one\nENDATA\n",
            "instance.malformed",
            "The MPS file is malformed. Line 5: the coefficient of “x” in “c” is “one”, which is no number.",
        ),
    ],
)
def test_a_bad_file_is_refused_in_words(tmp_path: Path, content: bytes, code: str, message: str) -> None:
    path = tmp_path / "dataset.mps"
    path.write_bytes(content)
    with pytest.raises(ProgramError) as caught:
        instance_file.prepare(path, "mps", tmp_path, quiet)
    assert caught.value.code == code
    assert str(caught.value).startswith(message)
