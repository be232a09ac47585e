"""What all templates share: reading data with names for what is wrong, and exact integers for CP-SAT."""

from __future__ import annotations

import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from signalbox_ml import ProgramError

Amount = int | Decimal
# From the values of all variables, in the order in which they were made, to the problem's own words.
Plan = Callable[[Sequence[int]], dict[str, Any]]
Row = Mapping[str, str]

# Digits after the decimal point that are kept exactly.
DECIMALS = 9
# CP-SAT adds and multiplies in 64 bits.
LARGEST = 2**50
# Rows of a CSV, so that a wrong file does not fill the memory.
LARGEST_TABLE = 4_000_000
# Digits before the decimal point.
_DIGITS = 30


class Template(ABC):
    """One problem. `read` checks the data without any solver; `build` makes the model of CP-SAT. Has no state."""

    # The columns that a CSV dataset must have which carries the rows of the problem.
    columns: ClassVar[Sequence[str]] = ()

    @abstractmethod
    def read(self, data: Mapping[str, Any], rows: Sequence[Row] | None) -> Any:
        """The problem. `rows`: those of a CSV dataset. Raises ProgramError `data.…` that names the place."""

    @abstractmethod
    def build(self, model: Any, cp_model: Any, problem: Any) -> Plan:
        """Adds variables, constraints and objective to an empty `CpModel`."""

    def check(self, data: str, table: str, delimiter: str) -> Any:
        """The problem from JSON text and perhaps the path of a CSV. Raises ProgramError."""
        found = json.loads(data, parse_float=Decimal, parse_constant=_no_constant)
        if not isinstance(found, dict):
            raise malformed("data", "must be an object")
        return self.read(found, self._rows(Path(table), delimiter) if table else None)

    def prepare(self, model: Any, cp_model: Any, data: str, table: str, delimiter: str) -> Plan:
        """`check` and `build`."""
        return self.build(model, cp_model, self.check(data, table, delimiter))

    def _rows(self, path: Path, delimiter: str) -> list[Row]:
        try:
            with path.open(newline="", encoding="utf-8-sig") as source:
                reader = csv.reader(source, delimiter=delimiter)
                header = [name.strip().lower() for name in next(reader, [])]
                for name in self.columns:
                    if name not in header:
                        words = f"The dataset has no column {name}; it needs {', '.join(self.columns)}."
                        raise ProgramError("data.missing_column", words)
                rows: list[Row] = []
                for cells in reader:
                    if not cells:
                        continue
                    if len(cells) != len(header):
                        words = f"line {reader.line_num} has {len(cells)} cells instead of {len(header)}"
                        raise ProgramError("data.malformed", f"The CSV cannot be read: {words}.")
                    rows.append(dict(zip(header, (cell.strip() for cell in cells), strict=True)))
                    if len(rows) > LARGEST_TABLE:
                        raise too_large(f"more than {LARGEST_TABLE} rows")
        except UnicodeDecodeError:
            raise ProgramError("data.malformed", "The CSV is not UTF-8.") from None
        except csv.Error as error:
            raise ProgramError("data.malformed", f"The CSV cannot be read: {error}.") from None
        if not rows:
            raise ProgramError("data.no_rows", "The dataset has no rows.")
        return rows


def malformed(place: str, reason: str) -> ProgramError:
    return ProgramError("data.malformed", f"{place}: {reason}.")


def too_large(reason: str) -> ProgramError:
    return ProgramError("data.too_large", f"The problem is too large: {reason}.")


def _no_constant(name: str) -> NoReturn:
    raise malformed("data", f"{name} is no number")


# -- fields


def member(data: Any, key: str, place: str) -> Any:
    """A member that must be there."""
    if not isinstance(data, dict):
        raise malformed(place or "data", "must be an object")
    if key not in data:
        raise malformed(_at(place, key), "is missing")
    return data[key]


def optional(data: Mapping[str, Any], key: str, default: Any) -> Any:
    """A member that may be missing, null, or an empty cell."""
    value = data.get(key)
    return default if value is None or value == "" else value


def array(value: Any, place: str) -> list[Any]:
    """An array that is not empty."""
    if not isinstance(value, list):
        raise malformed(place, "must be an array")
    if not value:
        raise malformed(place, "must not be empty")
    return value


def amount(value: Any, place: str, low: int | None = 0) -> Amount:
    """A number, not below `low`; from a CSV, a text."""
    if isinstance(value, str):
        try:
            value = Decimal(value)
        except InvalidOperation:
            raise malformed(place, f"must be a number, not “{value[:40]}”") from None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise malformed(place, "must be a number")
    if isinstance(value, Decimal) and not value.is_finite():
        raise malformed(place, "must be a number")
    if value.adjusted() > _DIGITS if isinstance(value, Decimal) else abs(value) > 10**_DIGITS:
        raise malformed(place, "is too large")
    if low is not None and value < low:
        raise malformed(place, f"must be at least {low}")
    return value


def whole(value: Any, place: str, low: int = 0, high: int = LARGEST) -> int:
    """An integer from `low` to `high`; from a CSV, a text."""
    number = amount(value, place, None)
    if number != int(number):
        raise malformed(place, "must be an integer")
    if not low <= number <= high:
        raise malformed(place, f"must be from {low} to {high}")
    return int(number)


def text(value: Any, place: str) -> str:
    """A name: a text that is not empty, or an integer."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise malformed(place, "must be a name")
    return value.strip()


def names(values: Sequence[Any], place: str) -> list[str]:
    """Names that are all different."""
    made = [text(value, f"{place}[{number}]") for number, value in enumerate(values)]
    seen: set[str] = set()
    for number, name in enumerate(made):
        if name in seen:
            raise malformed(f"{place}[{number}]", f"the name “{name}” is there twice")
        seen.add(name)
    return made


def matrix(value: Any, place: str, rows: int, columns: int) -> list[list[Amount | None]]:
    """Numbers, null for what is not possible; `rows` by `columns`."""
    table = array(value, place)
    if len(table) != rows:
        raise malformed(place, f"must have {rows} rows, not {len(table)}")
    made: list[list[Amount | None]] = []
    for number, line in enumerate(table):
        cells = array(line, f"{place}[{number}]")
        if len(cells) != columns:
            raise malformed(f"{place}[{number}]", f"must have {columns} numbers, not {len(cells)}")
        made.append(
            [None if cell is None else amount(cell, f"{place}[{number}][{at}]") for at, cell in enumerate(cells)]
        )
    return made


def line_of(row: int) -> str:
    """Where a row of a CSV stands, when no cell has a line break: the header is line 1."""
    return f"line {row + 2}"


def in_order(values: Sequence[str]) -> list[str]:
    """The different ones, in the order in which they come."""
    return list(dict.fromkeys(values))


def _at(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


# -- numbers


def integers(values: Sequence[Amount], what: str) -> tuple[list[int], int]:
    """The values times a power of ten that makes all of them integers, and that power. Exact.

    Raises ProgramError `data.too_fine` for more than 9 decimals, `data.too_large` for what does not fit.
    """
    decimals = 0
    for value in values:
        if isinstance(value, Decimal):
            exponent = value.normalize().as_tuple().exponent
            decimals = max(decimals, -exponent if isinstance(exponent, int) else 0)
    if decimals > DECIMALS:
        raise ProgramError("data.too_fine", f"{what}: at most {DECIMALS} decimals can be kept exactly.")
    scale = 10**decimals
    made = [int(value * scale) for value in values]
    if any(abs(value) > LARGEST for value in made):
        raise ProgramError("data.too_large", f"{what}: the numbers are too large, or differ too much.")
    return made, scale


def optimize(
    model: Any, cp_model: Any, variables: Sequence[Any], coefficients: Sequence[int], scale: int, maximize: bool = False
) -> None:
    """The objective: the sum of coefficients * variables / scale. CP-SAT reports it in the caller's unit."""
    expression = cp_model.LinearExpr.weighted_sum(list(variables), list(coefficients))
    if maximize:
        model.maximize(expression)
    else:
        model.minimize(expression)
    if scale != 1:
        model.proto.objective.scaling_factor = (-1 if maximize else 1) / scale


def shown(value: Amount) -> int | float:
    """A number for JSON."""
    return int(value) if value == int(value) else float(value)
