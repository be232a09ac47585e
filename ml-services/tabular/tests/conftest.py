from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from signalbox_ml.testing import FolderObjectServer, LocalRun

# Small tables: more threads would only wait for each other. Read by the libraries when they are loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FolderObjectServer]:
    server = FolderObjectServer(tmp_path_factory.mktemp("objects"))
    yield server
    server.close()


@pytest.fixture
def local_run(objects: FolderObjectServer, tmp_path: Path) -> Iterator[Callable[[], LocalRun]]:
    made: list[LocalRun] = []

    def make() -> LocalRun:
        made.append(LocalRun(objects, tmp_path / f"run-{len(made)}"))
        return made[-1]

    yield make
    for run in made:
        run.context.close()
