"""What the conductor hands to a solver's process, and the words in which that process answers.

The task is a JSON file. Answers are lines of JSON on a pipe, each an object with `kind` and, depending on it:

| kind | fields |
|---|---|
| `solver` | `name`, `version`: which library was loaded |
| `log` | `level` (`info`, `warning`, `error`), `text`: one line of the solver's log |
| `statistics` | `statistics`: see `Statistics`; the process then waits for `go` |
| `begin` | `at`: the search begins |
| `report` | `at`, `seconds`, `incumbent`, `bound`, `nodes`, `lpIterations`: what the solver says now, null where it has not said it |
| `incumbent` | `at`, `objective`, `file`: a solution was written into a file |
| `result` | `outcome`, `limit`, `sense`, `objective`, `bound`, `nodes`, `lpIterations`, `seconds`, `file` |
| `conflict` | `names`, `note`: which constraints contradict each other, in as far as it was found out |
| `failure` | `code`, `message`: a ProgramError |

`at` is in nanoseconds since 1970, `seconds` count from `begin`. Numbers are the solver's doubles; JSON keeps them to the last digit.
The process reads the lines `go` and `stop` from its standard input, and ends when that ends.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

# The process ends with it when the memory was not enough; it needs none for that.
EXIT_MEMORY = 77
MIB = 1024 * 1024


@dataclass(frozen=True)
class Task:
    """One solve. Limits of 0 mean none, `threads` 0 all cores.

    `solver` is `highs` or `cp_sat`. With `template`, the problem is in `data` (JSON text) and perhaps `table` (CSV); else in the file
    `model` of the given format, `mps`, `lp` or `cpsat`, not gzipped. `options` are those of one solver alone.
    """

    solver: str
    folder: str
    # What the model calls itself; HiGHS takes the name of the file instead.
    name: str = ""
    model: str = ""
    format: str = ""
    template: str = ""
    data: str = ""
    table: str = ""
    delimiter: str = ","
    warm_start: str = ""
    time_limit_seconds: float = 0.0
    gap_limit: float = 0.0
    threads: int = 0
    seed: int = 0
    memory_limit_mb: int = 0
    options: dict[str, Any] = field(default_factory=dict)
    # Whether constraints that contradict each other are looked for.
    explain: bool = True

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @staticmethod
    def read(path: Path) -> Task:
        return Task(**json.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Statistics:
    """What a model holds, before it is solved. None where it cannot be told."""

    name: str | None
    # `minimize` or `maximize`; None for a model without an objective.
    sense: str | None
    continuous: int
    integer: int
    binary: int
    constraints: int
    nonzeros: int | None
    # Constraints by their kind: `equality`, `no_overlap`, …
    kinds: dict[str, int] = field(default_factory=dict)
    # Smallest and largest absolute value of what is not zero: `matrix`, `objective`, …
    ranges: dict[str, list[float]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        variables = {"continuous": self.continuous, "integer": self.integer, "binary": self.binary}
        return {
            "name": self.name,
            "sense": self.sense,
            "variables": variables,
            "constraints": self.constraints,
            "nonzeros": self.nonzeros,
            "kinds": self.kinds,
            "ranges": self.ranges,
        }


class NoSolutionError(ValueError):
    """A file is no stored solution; the message says why."""


def warm_start_values(path: Path) -> dict[str, float]:
    """The values by name of a stored `solution.json`. Raises NoSolutionError when it is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise NoSolutionError(str(error)) from None
    values = content.get("variables") if isinstance(content, dict) else None
    if not isinstance(values, dict):
        raise NoSolutionError("it has no variables")
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise NoSolutionError(f"the value of {name} is no number")
    return values


def distinct(names: list[str], letter: str) -> list[str]:
    """The names, each once: one that is missing becomes the letter and its number, one that is there again gets its number."""
    made: list[str] = []
    seen: set[str] = set()
    for number, given in enumerate(names):
        name = given or f"{letter}{number}"
        while name in seen:
            name = f"{name}#{number}"
        seen.add(name)
        made.append(name)
    return made
