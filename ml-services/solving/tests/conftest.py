from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from instances import Solve, Solved, solve_with
from signalbox_ml.algorithm import Algorithm
from signalbox_ml.testing import FolderObjectServer, LocalRun


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FolderObjectServer]:
    server = FolderObjectServer(tmp_path_factory.mktemp("objects"))
    yield server
    server.close()


@pytest.fixture
def solve(objects: FolderObjectServer, tmp_path: Path) -> Iterator[Solve]:
    """Solves with the conductor in this process; the engine is a real process all the same."""
    made: list[LocalRun] = []

    def run(algorithm: Algorithm, content: bytes | str = b"", file_format: str = "", **options: object) -> Solved:
        made.append(LocalRun(objects, tmp_path / f"run-{len(made)}", algorithm.metrics))
        return solve_with(made[-1], algorithm, content, file_format, **options)  # type: ignore[arg-type]

    yield run
    for each in made:
        each.context.close()
