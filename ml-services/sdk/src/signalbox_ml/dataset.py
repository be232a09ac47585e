"""A table as a run gets it: a verified local file and the types that were declared for its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from signalbox_ml.errors import ProgramError

# What counts as a missing value in a CSV. For text columns only the first line: `none` may be a word there.
_MISSING_TEXT = ("", "NA", "N/A", "NaN", "nan", "null", "NULL")
_MISSING = (*_MISSING_TEXT, "na", "n/a", "NAN", "Null", "None", "none", "-", "?", "#N/A", "NaT")
_TRUE = ("true", "t", "yes", "y", "1")
_FALSE = ("false", "f", "no", "n", "0")
_BLOCK_BYTES = 4 * 1024 * 1024
_BATCH_ROWS = 10_000


@dataclass(frozen=True)
class ColumnType:
    """`type` is `integer`, `number`, `boolean`, `datetime` or `string`."""

    name: str
    type: str


@dataclass(frozen=True)
class Validation:
    method: str = "holdout"
    test_fraction: float = 0.25
    folds: int = 5
    seed: int = 0


@dataclass(frozen=True)
class Dataset:
    """The input of a run. Arrow tables from it have one Arrow type for each declared type:

    int64, float64, bool, timestamp[us] without zone (UTC), string. Empty CSV fields are null; with `only_empty_missing`
    nothing else is, so that a text "NA" stays one.
    """

    path: Path
    format: str
    delimiter: str
    columns: Sequence[ColumnType]
    rows: int = 0
    task: str = ""
    target: str = ""
    excluded_columns: Sequence[str] = ()
    validation: Validation = field(default_factory=Validation)
    only_empty_missing: bool = False
    # For a prediction: the column of this dataset that stands for a column of the model, by the model's.
    column_mapping: Mapping[str, str] = field(default_factory=dict)

    def source(self, name: str) -> str:
        """The column of this dataset that a column of the model is read from."""
        return self.column_mapping.get(name, name)

    def types(self) -> dict[str, str]:
        return {column.name: column.type for column in self.columns}

    def column_names(self) -> list[str]:
        """The names in the file, which is the truth when it differs from what was declared."""
        if self.format == "parquet":
            import pyarrow.parquet as pq

            return list(pq.read_schema(self.path).names)
        with self._open_csv(None) as reader:
            return list(reader.schema.names)

    def raw_batches(self, columns: Sequence[str] | None = None) -> Iterator[Any]:
        """Arrow record batches of bounded size; CSV columns as text exactly as they stand in the file."""
        if self.format == "parquet":
            import pyarrow.parquet as pq

            with pq.ParquetFile(self.path) as source:
                yield from source.iter_batches(
                    batch_size=_BATCH_ROWS, columns=None if columns is None else list(columns)
                )
            return
        import pyarrow as pa

        try:
            with self._open_csv(columns) as reader:
                yield from reader
        except pa.ArrowInvalid as error:
            raise ProgramError("data.malformed", f"The CSV cannot be read: {_first_line(error)}.") from error

    def table(self, columns: Sequence[str] | None = None, types: Mapping[str, str] | None = None) -> Any:
        """The named columns (all by default) as one Arrow table in the canonical types."""
        import pyarrow as pa

        wanted = dict(self.types() if types is None else types)
        parts = [self.canonical(batch, wanted) for batch in self.raw_batches(columns)]
        if parts:
            return pa.concat_tables(parts, promote_options="permissive")
        names = self.column_names() if columns is None else list(columns)
        return pa.table({name: pa.array([], arrow_type(wanted.get(name, "string"))) for name in names})

    def canonical(self, batch: Any, types: Mapping[str, str]) -> Any:
        """One of the raw batches in the canonical types."""
        return canonical(batch, types, self.only_empty_missing)

    def _open_csv(self, columns: Sequence[str] | None) -> Any:
        import pyarrow as pa
        from pyarrow import csv

        try:
            # The names come first, because every column is read as text: our own conversion then names what is wrong.
            with csv.open_csv(self.path, parse_options=self._parse_options()) as head:
                names = list(head.schema.names)
        except pa.ArrowInvalid as error:
            raise ProgramError("data.malformed", f"The CSV cannot be read: {_first_line(error)}.") from error
        return csv.open_csv(
            self.path,
            read_options=csv.ReadOptions(block_size=_BLOCK_BYTES),
            parse_options=self._parse_options(),
            convert_options=csv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                include_columns=None if columns is None else list(columns),
                strings_can_be_null=False,
            ),
        )

    def _parse_options(self) -> Any:
        from pyarrow import csv

        return csv.ParseOptions(delimiter=self.delimiter or ",", newlines_in_values=True)


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0].rstrip(".")


def arrow_type(declared: str) -> Any:
    """The Arrow type of a declared type."""
    import pyarrow as pa

    return {
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "datetime": pa.timestamp("us"),
        "string": pa.string(),
    }[declared]


def canonical(batch: Any, types: Mapping[str, str], only_empty_missing: bool = False) -> Any:
    """A record batch or table with every column in its canonical type; ProgramError `data.wrong_type` names the column."""
    import pyarrow as pa

    names = batch.schema.names
    return pa.table(
        {
            name: convert(name, batch.column(i), types.get(name, "string"), only_empty_missing)
            for i, name in enumerate(names)
        }
    )


def convert(name: str, values: Any, declared: str, only_empty_missing: bool = False) -> Any:
    """One Arrow array in the canonical type of `declared`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_null(values.type):
        return pa.nulls(len(values), arrow_type(declared))
    if pa.types.is_large_string(values.type) or pa.types.is_string_view(values.type):
        values = values.cast(pa.string())
    if pa.types.is_string(values.type):
        return _from_text(name, values, declared, only_empty_missing)
    kind = values.type
    try:
        if declared == "string":
            if pa.types.is_boolean(kind):
                return pc.if_else(values, "true", "false")
            return values.cast(pa.string())
        if declared == "boolean" and not pa.types.is_boolean(kind):
            return _from_text(name, values.cast(pa.string()), declared)
        if declared == "datetime":
            if pa.types.is_timestamp(kind) and kind.tz is not None:
                values = pc.local_timestamp(values.cast(pa.timestamp(kind.unit, "UTC")))
            if pa.types.is_timestamp(values.type) or pa.types.is_date(values.type):
                return values.cast(pa.timestamp("us"), safe=False)
            raise pa.ArrowInvalid("not a date")
        if pa.types.is_boolean(kind):
            values = values.cast(pa.int64())
        if declared == "integer" and pa.types.is_floating(kind):
            # A nullable integer column of pandas arrives as floating point, with NaN for what is missing.
            values = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
        return values.cast(arrow_type(declared))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise _wrong_type(name, declared, f"the file has {kind}") from error


def _from_text(name: str, values: Any, declared: str, only_empty_missing: bool = False) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if only_empty_missing:
        missing: Sequence[str] = ("",)
    else:
        missing = _MISSING_TEXT if declared == "string" else _MISSING
    trimmed = values if only_empty_missing and declared == "string" else pc.utf8_trim_whitespace(values)
    empty = pc.is_in(trimmed, value_set=pa.array(missing))
    if declared == "string":
        return pc.if_else(empty, pa.scalar(None, pa.string()), values)
    text = pc.if_else(empty, pa.scalar(None, pa.string()), trimmed)
    if declared == "boolean":
        lower = pc.utf8_lower(text)
        yes = pc.is_in(lower, value_set=pa.array(_TRUE))
        known = pc.or_(yes, pc.is_in(lower, value_set=pa.array(_FALSE)))
        if not pc.all(pc.or_(known, pc.is_null(text)), min_count=0).as_py():
            raise _wrong_type(name, declared, _quoted(text.filter(pc.invert(pc.or_(known, pc.is_null(text))))[0]))
        return pc.if_else(pc.is_null(text), pa.scalar(None, pa.bool_()), yes)
    if declared == "datetime":
        return _dates(name, text)
    try:
        return text.cast(arrow_type(declared))
    except pa.ArrowInvalid:
        return _numbers_one_by_one(name, text, declared)


def _numbers_one_by_one(name: str, text: Any, declared: str) -> Any:
    import pyarrow as pa

    made: list[Any] = []
    for scalar in text:
        value = scalar.as_py()
        if value is None:
            made.append(None)
            continue
        try:
            number = float(value)
            if declared == "number":
                made.append(number)
            elif re.fullmatch(r"[+-]?[0-9]+", value):
                made.append(int(value))
            elif number.is_integer():
                made.append(int(number))
            else:
                raise ValueError
        except (ValueError, OverflowError):
            raise _wrong_type(name, declared, _quoted(scalar)) from None
    try:
        return pa.array(made, arrow_type(declared))
    except (pa.ArrowInvalid, OverflowError) as error:
        raise _wrong_type(name, declared, "a value has too many digits") from error


def _dates(name: str, text: Any) -> Any:
    import pyarrow as pa

    # One by one, because the forms may be mixed within a column; dates are rare enough for it.
    made = [None if scalar.as_py() is None else _date(name, scalar) for scalar in text]
    return pa.array(made, pa.timestamp("us"))


def _date(name: str, scalar: Any) -> datetime:
    try:
        return parse_datetime(scalar.as_py())
    except ValueError:
        raise _wrong_type(name, "datetime", _quoted(scalar)) from None


def parse_datetime(text: str) -> datetime:
    """ISO 8601 with or without a time and a zone, as UTC without a zone."""
    value = datetime.fromisoformat(text.strip())
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo is not None else value


def _quoted(scalar: Any) -> str:
    value = str(scalar.as_py())
    return f"it has “{value[:40]}{'…' if len(value) > 40 else ''}”"


def _wrong_type(name: str, declared: str, found: str) -> ProgramError:
    article = "an" if declared[0] in "aeiou" else "a"
    return ProgramError("data.wrong_type", f"The column {name} must hold {article} {declared}, but {found}.")
