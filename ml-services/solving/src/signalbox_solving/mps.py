"""A strict reader of MPS files, fixed and free. It names the line of what is wrong.

HiGHS forgives much: it ignores entries of rows that do not exist, and reads `abc` as 0. Then it would solve another model than the one
that was meant, so every file passes here first. What the words mean is as in HiGHS: integer columns between markers that have no
bounds are binary, the first of duplicate entries counts, the right-hand side of the objective is minus its constant.

Format: https://lpsolve.sourceforge.net/5.5/mps-format.htm; free format as in CPLEX, with `OBJSENSE` and `QUADOBJ`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

# Lines between two calls of `ask`.
ASK_LINES = 200_000
OBJECTIVE = -1
FREE = -2
_SECTIONS = ("NAME", "OBJSENSE", "ROWS", "COLUMNS", "RHS", "RANGES", "BOUNDS", "QUADOBJ", "QMATRIX", "ENDATA")
_UNSUPPORTED = (
    "SETS",
    "SOS",
    "SOS1",
    "SOS2",
    "INDICATORS",
    "LAZYCONS",
    "USERCUTS",
    "MODELCUTS",
    "DELAYEDROWS",
    "QCMATRIX",
    "QSECTION",
    "CSECTION",
    "GENCONS",
    "PWLOBJ",
    "PWLNAM",
    "PWLCON",
)
# Sections whose header line goes on.
_WITH_ARGUMENT = ("NAME", "OBJSENSE", "QSECTION", "QCMATRIX", "CSECTION", "SETS", "SOS")
_BOUNDS_WITH_VALUE = ("UP", "LO", "FX", "LI", "UI", "SC", "SI")
_BOUNDS_WITHOUT = ("MI", "PL", "FR", "BV")


class Malformed(Exception):
    """The file is no MPS. `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"Line {line}: {reason}.")
        self.line = line
        self.reason = reason


@dataclass
class Column:
    """A variable. Bounds and coefficients are texts as they stand in the file, so that nobody has rounded them; a bound that is
    None is the default. `entries`: (row, coefficient); row `OBJECTIVE` is the objective."""

    name: str
    integer: bool
    # Made integer by a marker: without any bound it is binary.
    marked: bool
    semi: bool = False
    free_below: bool = False
    bounded: bool = False
    lower: str | None = None
    upper: str | None = None
    entries: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Model:
    """What a file holds. Without `keep`, the columns have no entries and right-hand sides and ranges are empty."""

    name: str = ""
    maximize: bool = False
    quadratic: bool = False
    rows: list[tuple[str, str]] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    nonzeros: int = 0
    rhs: dict[int, str] = field(default_factory=dict)
    ranges: dict[int, str] = field(default_factory=dict)


def read(path: Path, keep: bool = True, ask: Callable[[float], None] = lambda share: None) -> Model:
    """The model of a file, read line by line. Raises Malformed.

    `keep` False only checks and counts, in memory for the names alone. `ask` is called now and then with the share of the file that
    is done; what it raises ends the reading.
    """
    reader = _Reader(keep)
    total = max(1, path.stat().st_size)
    done = 0
    with path.open("rb") as source:
        for raw in source:
            done += len(raw)
            if reader.number % ASK_LINES == ASK_LINES - 1:
                ask(min(1.0, done / total))
            if not reader.take(raw):
                break
    return reader.finish()


class _Reader:
    def __init__(self, keep: bool) -> None:
        self.number = 0
        self._keep = keep
        self._model = Model()
        self._section = ""
        self._seen: set[str] = set()
        self._fixed = False
        self._integer = False
        self._has_objective = False
        self._rows: dict[str, int] = {}
        self._columns: dict[str, Column] = {}
        self._column: Column | None = None
        self._entered: set[int] = set()
        self._handlers: dict[str, Callable[[list[str]], None]] = {
            "OBJSENSE": self._objsense,
            "ROWS": self._row,
            "COLUMNS": self._entry,
            "RHS": self._rhs,
            "RANGES": self._range,
            "BOUNDS": self._bound,
            "QUADOBJ": self._quadratic,
            "QMATRIX": self._quadratic,
        }

    def take(self, raw: bytes) -> bool:
        """One line; False at the end of the data."""
        self.number += 1
        if raw[:1] == b"*":
            return True
        try:
            line = raw.decode("utf-8").rstrip()
        except UnicodeDecodeError:
            raise self._wrong("it is not UTF-8") from None
        if not line:
            return True
        if "\0" in line:
            raise self._wrong("it holds a NUL byte, so this is no text")
        if not line[0].isspace():
            words = line.split()
            key = words[0].upper()
            header = len(words) == 1 or key in _WITH_ARGUMENT
            if header and (key in _SECTIONS or key in _UNSUPPORTED):
                return self._enter(key, words)
            if len(words) == 1 or not self._section:
                raise self._wrong(f"{_shown(words[0])} is no section of an MPS file")
        handler = self._handlers.get(self._section)
        if handler is None:
            raise self._wrong("data before the first section")
        handler(self._fields(line))
        return True

    def finish(self) -> Model:
        if self._section != "ENDATA":
            self.number = max(1, self.number)
            raise self._wrong("the file ends without ENDATA")
        self._model.columns = list(self._columns.values())
        return self._model

    # -- lines

    def _enter(self, key: str, words: list[str]) -> bool:
        if key in _UNSUPPORTED:
            raise self._wrong(f"the section {key} is not supported")
        if key in self._seen:
            raise self._wrong(f"the section {key} is there twice")
        for before in {"COLUMNS": ("ROWS",), "ENDATA": ("ROWS", "COLUMNS")}.get(key, ()):
            if before not in self._seen:
                raise self._wrong(f"{key} before {before}")
        if key in ("RHS", "RANGES", "BOUNDS", "QUADOBJ", "QMATRIX") and "COLUMNS" not in self._seen:
            raise self._wrong(f"{key} before COLUMNS")
        self._seen.add(key)
        self._section = key
        if key == "NAME":
            self._model.name = words[1] if len(words) > 1 else ""
        elif key == "OBJSENSE" and len(words) > 1:
            self._objsense(words[1:])
        return key != "ENDATA"

    def _fields(self, line: str) -> list[str]:
        if not self._fixed:
            words = line.split()
            if self._section != "ROWS" or len(words) <= 2:
                return words
            # More than a type and a name: the name has spaces, so the file keeps to the columns of the fixed format.
            self._fixed = True
        if self._section == "COLUMNS" and "'MARKER'" in line:
            # Markers stand in other columns than the rest.
            words = line.split()
            return [words[0], "'MARKER'", words[-1]]
        cut = [line[1:3], line[4:12], line[14:22], line[24:36], line[39:47], line[49:61]]
        first, name, left, value, right, second = (part.strip() for part in cut)
        match self._section:
            case "ROWS":
                return [first, name]
            case "BOUNDS":
                return [first, *([name] if name else []), left, *([value] if value else [])]
        pairs = [left, value, *([right, second] if right else [])]
        return [*([name] if name else []), *pairs]

    # -- sections

    def _objsense(self, words: list[str]) -> None:
        word = words[0].upper()
        if not word.startswith(("MAX", "MIN")):
            raise self._wrong(f"the sense of the objective is MAX or MIN, not {_shown(words[0])}")
        self._model.maximize = word.startswith("MAX")

    def _row(self, words: list[str]) -> None:
        kind = words[0].upper()
        if kind not in ("N", "L", "G", "E"):
            raise self._wrong(f"a row is of type N, L, G or E, not {_shown(words[0])}")
        if len(words) < 2 or not words[1]:
            raise self._wrong("the row has no name")
        name = words[1]
        if name in self._rows:
            raise self._wrong(f"the row {_shown(name)} is there twice")
        if kind == "N":
            # The first free row is the objective, the others do nothing.
            self._rows[name] = FREE if self._has_objective else OBJECTIVE
            self._has_objective = True
            return
        self._rows[name] = len(self._model.rows)
        self._model.rows.append((name, kind))

    def _entry(self, words: list[str]) -> None:
        if len(words) >= 3 and words[1] == "'MARKER'":
            self._marker(words[2])
            return
        if len(words) not in (3, 5):
            raise self._wrong(f"a column, then one or two pairs of a row and a number; there are {len(words)} fields")
        column = self._column
        if column is None or column.name != words[0]:
            column = self._begin(words[0])
        for at in range(1, len(words), 2):
            row = self._rows.get(words[at])
            if row is None:
                raise self._wrong(f"the row {_shown(words[at])} does not exist")
            value = self._number(words[at + 1], f"the coefficient of {_shown(words[0])} in {_shown(words[at])}")
            if row == FREE or value == 0 or row in self._entered:
                continue
            self._entered.add(row)
            if row >= 0:
                self._model.nonzeros += 1
            if self._keep:
                column.entries.append((row, words[at + 1]))

    def _marker(self, word: str) -> None:
        if word not in ("'INTORG'", "'INTEND'"):
            raise self._wrong(f"a marker is 'INTORG' or 'INTEND', not {_shown(word)}")
        if self._integer == (word == "'INTORG'"):
            raise self._wrong(f"the marker {word} has no partner")
        self._integer = not self._integer

    def _begin(self, name: str) -> Column:
        if name in self._columns:
            raise self._wrong(f"the entries of the column {_shown(name)} are not together")
        column = Column(name, self._integer, self._integer)
        self._columns[name] = self._column = column
        self._entered = set()
        return column

    def _rhs(self, words: list[str]) -> None:
        for row, value in self._pairs(words):
            if self._keep and row != FREE:
                self._model.rhs.setdefault(row, value)

    def _range(self, words: list[str]) -> None:
        for row, value in self._pairs(words):
            if self._keep and row >= 0:
                self._model.ranges.setdefault(row, value)

    def _pairs(self, words: list[str]) -> Iterator[tuple[int, str]]:
        # The name of the set may be missing.
        begin = len(words) % 2
        if len(words) < 2 or len(words) > 5:
            raise self._wrong(f"one or two pairs of a row and a number; there are {len(words)} fields")
        for at in range(begin, len(words), 2):
            row = self._rows.get(words[at])
            if row is None:
                raise self._wrong(f"the row {_shown(words[at])} does not exist")
            self._number(words[at + 1], f"the value of the row {_shown(words[at])}", infinite=True)
            yield row, words[at + 1]

    def _bound(self, words: list[str]) -> None:
        kind = words[0].upper()
        if kind not in _BOUNDS_WITH_VALUE and kind not in _BOUNDS_WITHOUT:
            raise self._wrong(f"{_shown(words[0])} is no type of a bound")
        rest = words[1:]
        # The name of the set may be missing; a bound without a value may have one all the same.
        if kind in _BOUNDS_WITH_VALUE:
            if len(rest) not in (2, 3):
                raise self._wrong(f"a bound {kind} has a column and a number; there are {len(words)} fields")
            name, value = rest[-2], rest[-1]
            self._number(value, f"the bound of {_shown(name)}", infinite=True)
        else:
            if not 1 <= len(rest) <= 3:
                raise self._wrong(f"a bound {kind} has a column; there are {len(words)} fields")
            name = rest[1] if len(rest) == 3 or (len(rest) == 2 and rest[1] in self._columns) else rest[0]
            value = ""
        column = self._columns.get(name)
        if column is None:
            raise self._wrong(f"the column {_shown(name)} does not exist")
        _set_bound(column, kind, value)

    def _quadratic(self, words: list[str]) -> None:
        if len(words) != 3:
            raise self._wrong(f"two columns and a number; there are {len(words)} fields")
        for name in words[:2]:
            if name not in self._columns:
                raise self._wrong(f"the column {_shown(name)} does not exist")
        self._number(words[2], "the quadratic coefficient")
        self._model.quadratic = True

    # -- inside

    def _number(self, text: str, what: str, infinite: bool = False) -> float:
        value: float | None
        try:
            value = float(plain(text))
        except ValueError:
            value = None
        if value is None or "_" in text:
            raise self._wrong(f"{what} is {_shown(text)}, which is no number" if text else f"{what} is missing")
        if math.isnan(value):
            raise self._wrong(f"{what} is NaN")
        if not infinite and math.isinf(value):
            raise self._wrong(f"{what} is infinite")
        return value

    def _wrong(self, reason: str) -> Malformed:
        return Malformed(self.number, reason)


def plain(text: str) -> str:
    """A number with Fortran's exponent (`1.5D+3`) in the form that everybody reads."""
    return text.replace("D", "E").replace("d", "e") if "D" in text or "d" in text else text


def _set_bound(column: Column, kind: str, value: str) -> None:
    below = kind in ("LO", "LI", "FX", "MI", "FR", "BV") and (column.lower is not None or column.free_below)
    above = kind not in ("LO", "LI", "MI") and column.upper is not None
    if below or above:
        return
    column.bounded = True
    match kind:
        case "UP" | "UI":
            column.upper = value
        case "LO" | "LI":
            column.lower = value
        case "FX":
            column.lower = column.upper = value
        case "MI":
            column.free_below = True
        case "FR":
            column.free_below = True
            column.upper = "inf"
        case "PL":
            column.upper = "inf"
        case "BV":
            column.integer = True
            column.lower, column.upper = "0", "1"
        case "SC" | "SI":
            column.upper = value
            column.semi = True
    if kind in ("LI", "UI", "SI"):
        column.integer = True


def _shown(text: str) -> str:
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"
