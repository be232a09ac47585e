"""From a table to a matrix. The state is plain JSON; training and prediction run the same code on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from signalbox_ml import ProgramError

Matrix = NDArray[np.float64]

_DATE_PARTS = ("year", "month", "day", "weekday", "hour", "days")
_MICROSECONDS_PER_DAY = 86_400_000_000


@dataclass(frozen=True)
class Style:
    """What an estimator wants to see.

    one_hot: a column for each category, else one column of codes. dense: no missing value and everything scaled.
    """

    one_hot: bool
    dense: bool
    max_categories: int = 100


def numbers(column: Any) -> Matrix:
    """A numeric or boolean Arrow column as floating point; NaN for what is missing."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if not pa.types.is_float64(column.type):
        # Integers beyond 2^53 lose their last digits here, as they would in any estimator.
        column = column.cast(pa.int64()).cast(pa.float64(), safe=False)
    made: Matrix = column.to_numpy(zero_copy_only=False)
    return made


def _parts_of_dates(column: Any) -> dict[str, Matrix]:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    days = numbers(column.cast(pa.int64())) / _MICROSECONDS_PER_DAY
    made = {
        "year": pc.year(column),
        "month": pc.month(column),
        "day": pc.day(column),
        "weekday": pc.day_of_week(column),
        "hour": pc.hour(column),
    }
    return {**{part: numbers(values) for part, values in made.items()}, "days": days}


def _refuse_infinite(name: str, values: Matrix) -> None:
    if np.isinf(values).any():
        raise ProgramError("data.infinite", f"The column {name} holds an infinite value.")


class Preprocessor:
    """Turns canonical tables into matrices. Immutable once made."""

    def __init__(self, state: Mapping[str, Any]) -> None:
        self.state = state
        self._style = Style(state["one_hot"], state["dense"], state["max_categories"])
        self._columns: list[Mapping[str, Any]] = [c for c in state["columns"] if c["use"] != "none"]
        self._categories = {
            c["name"]: pa.array(c["categories"], pa.string()) for c in self._columns if c["use"] == "category"
        }

    @staticmethod
    def learn(table: Any, types: Mapping[str, str], style: Style) -> Preprocessor:
        """Looks at the training rows alone."""
        columns = [_learn_column(name, table.column(name), types[name], style) for name in table.column_names]
        if all(column["use"] == "none" for column in columns):
            raise ProgramError(
                "data.no_columns", "No column is left that could tell anything: all are empty or constant."
            )
        return Preprocessor(
            {
                "one_hot": style.one_hot,
                "dense": style.dense,
                "max_categories": style.max_categories,
                "columns": columns,
            }
        )

    @property
    def inputs(self) -> list[tuple[str, str]]:
        """Name and type of each column that is used."""
        return [(column["name"], column["type"]) for column in self._columns]

    @property
    def unused(self) -> list[tuple[str, str]]:
        """Name of each column that is not used, and why."""
        return [(c["name"], c["reason"]) for c in self.state["columns"] if c["use"] == "none"]

    def categories(self, name: str) -> list[str] | None:
        found = self._categories.get(name)
        return None if found is None else found.to_pylist()

    @property
    def categorical_features(self) -> list[int]:
        """The matrix columns that hold codes."""
        made: list[int] = []
        position = 0
        for column in self._columns:
            width = self._width(column)
            if column["use"] == "category" and not self._style.one_hot:
                made.append(position)
            position += width
        return made

    @property
    def width(self) -> int:
        return sum(self._width(column) for column in self._columns)

    def _width(self, column: Mapping[str, Any]) -> int:
        if column["use"] == "category":
            if not self._style.one_hot:
                return 1
            return len(column["categories"]) + int(column["other"]) + int(column["missing"])
        return sum(1 + int(self._style.dense and part["missing"]) for part in column["parts"])

    def transform(self, table: Any) -> Matrix:
        """The matrix of a canonical table that has all input columns."""
        made = np.zeros((table.num_rows, self.width), dtype=np.float64)
        position = 0
        for column in self._columns:
            values = table.column(column["name"])
            width = self._width(column)
            target = made[:, position : position + width]
            if column["use"] == "category":
                self._fill_category(column, values, target)
            else:
                self._fill_numbers(column, values, target)
            position += width
        return made

    def _fill_category(self, column: Mapping[str, Any], values: Any, target: Matrix) -> None:
        count = len(column["categories"])
        codes = numbers(pc.index_in(values, value_set=self._categories[column["name"]]))
        missing = (
            values.is_null().to_numpy(zero_copy_only=False)
            if not isinstance(values, pa.ChunkedArray)
            else (values.is_null().combine_chunks().to_numpy(zero_copy_only=False))
        )
        if column["other"]:
            codes = np.where(np.isnan(codes) & ~missing, float(count), codes)
        if not self._style.one_hot:
            target[:, 0] = codes
            return
        known = ~np.isnan(codes)
        target[np.flatnonzero(known), codes[known].astype(np.int64)] = 1.0
        if column["missing"]:
            target[:, -1] = missing

    def _fill_numbers(self, column: Mapping[str, Any], values: Any, target: Matrix) -> None:
        parts = _parts_of_dates(values) if column["use"] == "date" else {"value": numbers(values)}
        position = 0
        for part in column["parts"]:
            raw = parts[part["part"]]
            if column["use"] == "number":
                _refuse_infinite(column["name"], raw)
            if not self._style.dense:
                target[:, position] = raw
                position += 1
                continue
            missing = np.isnan(raw)
            target[:, position] = (np.where(missing, part["fill"], raw) - part["mean"]) / part["scale"]
            position += 1
            if part["missing"]:
                target[:, position] = missing
                position += 1


def _learn_column(name: str, values: Any, declared: str, style: Style) -> dict[str, Any]:
    def none(reason: str) -> dict[str, Any]:
        return {"name": name, "type": declared, "use": "none", "reason": reason}

    if values.null_count == len(values):
        return none("all values are missing")
    if declared == "string":
        return _learn_category(name, values, style, none)
    use = "date" if declared == "datetime" else "number"
    raw = _parts_of_dates(values) if use == "date" else {"value": numbers(values)}
    parts = []
    for part in _DATE_PARTS if use == "date" else ("value",):
        column = raw[part]
        if use == "number":
            _refuse_infinite(name, column)
        present = column[~np.isnan(column)]
        missing = present.size < column.size
        if present.size == 0:
            return none("all values are missing")
        if present.min() == present.max() and not missing:
            continue
        fill = float(np.median(present))
        filled = np.where(np.isnan(column), fill, column)
        scale = float(filled.std())
        parts.append(
            {
                "part": part,
                "fill": fill,
                "mean": float(filled.mean()),
                "scale": scale if scale > 0 and np.isfinite(scale) else 1.0,
                "missing": bool(missing),
            }
        )
    return {"name": name, "type": declared, "use": use, "parts": parts} if parts else none("all values are equal")


def _learn_category(name: str, values: Any, style: Style, none: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    present = pc.drop_null(values)
    counted = pc.value_counts(present.combine_chunks() if isinstance(present, pa.ChunkedArray) else present)
    pairs = sorted(
        zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True),
        key=lambda pair: (-pair[1], pair[0]),
    )
    missing = values.null_count > 0
    if len(pairs) == 1 and not missing:
        return none("all values are equal")
    other = len(pairs) > style.max_categories
    if other:
        # Of many different texts only those that come back can tell anything; the rest share one code.
        pairs = [pair for pair in pairs[: style.max_categories] if pair[1] > 1]
        if not pairs:
            return none("every value is different")
    return {
        "name": name,
        "type": "string",
        "use": "category",
        "categories": [value for value, _ in pairs],
        "other": other,
        "missing": bool(missing),
    }


def examples(table: Any, names: Sequence[str]) -> dict[str, Any]:
    """The values of one real row: the first of those with the fewest missing values."""
    missing = np.zeros(table.num_rows, dtype=np.int64)
    for name in names:
        missing += table.column(name).combine_chunks().is_null().to_numpy(zero_copy_only=False)
    row = int(np.argmin(missing))
    made: dict[str, Any] = {}
    for name in names:
        value = table.column(name)[row].as_py()
        if value is not None:
            made[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return made
