"""Small models with optima that are known, written here or generated from a seed; and how a test solves one."""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psutil
import pytest
from signalbox_ml import Instance, Result
from signalbox_ml.algorithm import Algorithm
from signalbox_ml.testing import LocalRun
from signalbox_solving.measures import known

# max 3x + 2y, x + y ≤ 4, x + 3y ≤ 6, x ≤ 3: 11 at (3, 1).
LINEAR = """NAME paint
OBJSENSE
    MAX
ROWS
 N  profit
 L  wood
 L  time
COLUMNS
    x         profit               3.   wood                 1.
    x         time                 1.
    y         profit               2.   wood                 1.
    y         time                 3.
RHS
    rhs       wood                 4.   time                 6.
BOUNDS
 UP bnd       x                    3.
ENDATA
"""
LINEAR_LP = """Maximize
 profit: 3 x + 2 y
Subject To
 wood: x + y <= 4
 time: x + 3 y <= 6
Bounds
 x <= 3
End
"""
# max 5a + 4b + 3c, 2a + 3b + c ≤ 5, 4a + b + 2c ≤ 11, 3a + 4b + 2c ≤ 8, integers to 9: 13 at (2, 0, 1). Free format.
INTEGER = """NAME chairs
OBJSENSE MAX
ROWS
 N value
 L wood
 L metal
 L cloth
COLUMNS
 M1 'MARKER' 'INTORG'
 a value 5 wood 2
 a metal 4 cloth 3
 b value 4 wood 3
 b metal 1 cloth 4
 c value 3 wood 1
 c metal 2 cloth 2
 M2 'MARKER' 'INTEND'
RHS
 rhs wood 5 metal 11
 rhs cloth 8
BOUNDS
 UP bnd a 9
 UP bnd b 9
 UP bnd c 9
ENDATA
"""
# min x² + y² - 2x - 4y, x + y ≤ 2: -4.5 at (0.5, 1.5).
QUADRATIC = """NAME hill
ROWS
 N obj
 L sum
COLUMNS
 x obj -2 sum 1
 y obj -4 sum 1
RHS
 rhs sum 2
QUADOBJ
 x x 2
 y y 2
ENDATA
"""
# `low` and `high` contradict each other; `other` has nothing to do with it.
INFEASIBLE = """NAME never
ROWS
 N cost
 L low
 G high
 L other
COLUMNS
 x cost 1 low 1
 x high 1 other 1
 y cost 1 low 1
 y high 1
 z other 1
RHS
 rhs low 1 high 2
 rhs other 50
ENDATA
"""
# min -x, x - y ≤ 1: y may grow, and x with it.
UNBOUNDED = """NAME endless
ROWS
 N cost
 L step
COLUMNS
 x cost -1 step 1
 y step -1
RHS
 rhs step 1
ENDATA
"""
# max x + 2y, x + y ≤ 3, both from 0 to 2: 5.
CP_SAT_MODEL: dict[str, Any] = {
    "name": "small",
    "variables": [{"name": "x", "domain": ["0", "2"]}, {"name": "y", "domain": ["0", "2"]}],
    "constraints": [
        {"linear": {"vars": [0, 1], "coeffs": ["1", "1"], "domain": ["-9223372036854775808", "3"]}},
    ],
    "objective": {"vars": [0, 1], "coeffs": ["-1", "-2"], "scalingFactor": -1},
}
# Fisher and Thompson 1963: machine and duration of each task, one line a job. Optima 55 and 930.
FT06 = """
2 1 0 3 1 6 3 7 5 3 4 6
1 8 2 5 4 10 5 10 0 10 3 4
2 5 3 4 5 8 0 9 1 1 4 7
1 5 0 5 2 5 3 3 4 8 5 9
2 9 1 3 4 5 5 4 0 3 3 1
1 3 3 3 5 9 0 10 4 4 2 1
"""
FT10 = """
0 29 1 78 2 9 3 36 4 49 5 11 6 62 7 56 8 44 9 21
0 43 2 90 4 75 9 11 3 69 1 28 6 46 5 46 7 72 8 30
1 91 0 85 3 39 2 74 8 90 5 10 7 12 6 89 9 45 4 33
1 81 2 95 0 71 4 99 6 9 8 52 7 85 3 98 9 22 5 43
2 14 0 6 1 22 5 61 3 26 4 69 8 21 7 49 9 72 6 53
2 84 1 2 5 52 3 95 8 48 9 72 0 47 6 65 4 6 7 25
1 46 0 37 3 61 2 13 6 32 5 21 9 32 8 89 7 30 4 55
2 31 0 86 1 46 5 74 4 32 6 88 8 19 9 48 7 36 3 79
0 76 1 69 3 76 5 51 2 85 9 11 6 40 7 89 4 26 8 74
1 85 0 13 2 61 6 7 8 64 9 76 5 47 3 52 4 90 7 45
"""


def job_shop(text: str) -> dict[str, Any]:
    """The data of the template from lines as they are printed in the literature."""
    jobs = []
    for line in text.strip().splitlines():
        numbers = [int(word) for word in line.split()]
        jobs.append([list(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)])
    return {"jobs": jobs}


def market_split(rows: int = 4, columns: int = 30, seed: int = 1) -> str:
    """Cornuéjols and Dawande 1998: a solution is there at once, and nobody proves the best one in the time of a test.

    All variables are integers with bounds, so both solvers take it.
    """
    chance = random.Random(seed)
    table = [[chance.randrange(100) for _ in range(columns)] for _ in range(rows)]
    lines = ["NAME split", "ROWS", " N cost", *(f" E r{row}" for row in range(rows)), "COLUMNS"]
    lines.append(" M1 'MARKER' 'INTORG'")
    for column in range(columns):
        lines += [f" x{column} r{row} {table[row][column]}" for row in range(rows) if table[row][column]]
    for row in range(rows):
        lines += [f" more{row} cost 1 r{row} -1", f" less{row} cost 1 r{row} 1"]
    lines += [" M2 'MARKER' 'INTEND'", "RHS", *(f" rhs r{row} {sum(table[row]) // 2}" for row in range(rows))]
    lines += ["BOUNDS"]
    lines += [f" UP bnd x{column} 1" for column in range(columns)]
    lines += [f" UP bnd {side}{row} 10000" for row in range(rows) for side in ("more", "less")]
    return "\n".join([*lines, "ENDATA", ""])


def dense(rows: int, columns: int) -> str:
    """A linear model without a zero."""
    lines = ["NAME dense", "ROWS", " N cost", *(f" L r{row}" for row in range(rows)), "COLUMNS"]
    for column in range(columns):
        lines.append(f" x{column} cost -1")
        lines += [f" x{column} r{row} {1 + (row * 7 + column * 13) % 11}" for row in range(rows)]
    lines += ["RHS", *(f" rhs r{row} {100 + row}" for row in range(rows))]
    return "\n".join([*lines, "ENDATA", ""])


@dataclass(frozen=True)
class Solved:
    """A solve that ended well, and what it left."""

    run: LocalRun
    result: Result

    @property
    def outcome(self) -> str:
        return self.result.outcome

    @property
    def solve(self) -> dict[str, Any]:
        return self._json("solve.json")

    @property
    def solution(self) -> dict[str, Any]:
        return self._json("solution.json")

    @property
    def statistics(self) -> dict[str, Any]:
        return self._json("instance-statistics.json")

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.run.artifacts()]

    def values(self, key: str) -> list[float]:
        """The values of a metric, each once where it stays the same."""
        return changes(value for _, value in self.run.curve(key))

    def _json(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run.artifact(name))
        return found


class Solve(Protocol):
    def __call__(
        self,
        algorithm: Algorithm,
        content: bytes | str = b"",
        file_format: str = "",
        *,
        parameters: dict[str, Any] | None = None,
        warm_start: dict[str, Any] | None = None,
        stop_at: str = "",
    ) -> Solved: ...


def solve_with(
    run: LocalRun,
    algorithm: Algorithm,
    content: bytes | str,
    file_format: str,
    parameters: dict[str, Any] | None = None,
    warm_start: dict[str, Any] | None = None,
    stop_at: str = "",
) -> Solved:
    folder = run.context.folder
    path = start = None
    if file_format:
        path = folder / f"dataset.{file_format}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    if warm_start is not None:
        start = folder / "warm-start.json"
        start.write_text(json.dumps(warm_start), encoding="utf-8")
    run.stop_at_metric = stop_at
    instance = Instance(path=path, format=file_format, warm_start=start)
    return Solved(run, run.solve(algorithm, instance, json.dumps(parameters or {})))


def engines() -> list[psutil.Process]:
    """The processes of solves that this test's process has started, by itself or through a service."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "signalbox_solving.engine" in process.cmdline():
                found.append(process)
    return found


def in_a_process(script: str, *arguments: str) -> Any:
    """What a Python program prints as JSON. Solvers are loaded in a process of their own, also in tests."""
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def changes(values: Iterable[float | None]) -> list[float]:
    """The values that are known, each once where it stays the same."""
    made: list[float] = []
    for value in map(known, values):
        if value is not None and (not made or made[-1] != value):
            made.append(value)
    return made


def collected(name: str) -> Path:
    """A model of the public collections; without them the test is skipped."""
    path = shared(name)
    if path is None:
        pytest.skip("the folder with the shared data is not here")
    return path


def shared(name: str) -> Path | None:
    """A model of the public collections, where there is one."""
    folder = os.environ.get("SIGNALBOX_SHARED_DATA")
    root = Path(__file__).resolve().parents[3]
    path = Path(folder) / name if folder else root.parent / "shared" / "data" / name
    return path if path.exists() else None
