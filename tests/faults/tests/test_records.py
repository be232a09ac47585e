"""What is written down survives the death of the writer, and nothing more."""

from __future__ import annotations

import os
from pathlib import Path

from signalbox_faults.records import Death, ExecutionLog, read_executions


def test_reads_what_was_written(tmp_path: Path) -> None:
    log = ExecutionLog(tmp_path / "log")
    log.started("run", 1, "a", 7, '{"x": 1}')
    log.ended("run", 1, 7, "finished", 3)
    log.started("run", 2, "a", 8)
    log.close()
    first, second = read_executions(tmp_path / "log")
    assert (first.run_id, first.attempt, first.instance, first.outcome, first.points) == ("run", 1, "a", "finished", 3)
    assert first.pid == os.getpid()
    assert (first.parameters, second.parameters) == ('{"x": 1}', "")
    assert first.ended is not None
    assert first.ended >= first.started
    assert (second.attempt, second.ended, second.outcome) == (2, None, "")


def test_what_a_dead_process_had_not_ended_ended_with_it(tmp_path: Path) -> None:
    log = ExecutionLog(tmp_path / "log")
    log.started("run", 1, "a", 7)
    log.close()
    (found,) = read_executions(tmp_path / "log", [Death(os.getpid(), 4e9)])
    assert (found.ended, found.outcome) == (4e9, "killed")


def test_half_a_line_is_no_line(tmp_path: Path) -> None:
    log = ExecutionLog(tmp_path / "log")
    log.started("run", 1, "a", 7)
    log.close()
    with (tmp_path / "log").open("ab") as file:
        file.write(b'{"event": "end", "run": "ru')
    (found,) = read_executions(tmp_path / "log")
    assert found.ended is None


def test_no_file_is_no_execution(tmp_path: Path) -> None:
    assert read_executions(tmp_path / "log") == []
