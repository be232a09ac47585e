"""Batch prediction: a dataset in, the same rows with answers out, in chunks of bounded size."""

from __future__ import annotations

import csv
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from signalbox_ml import Dataset, ProgramError, Result, RunContext
from signalbox_ml.dataset import canonical

from signalbox_tabular.model import Model, load

_log = logging.getLogger("signalbox_tabular")

# A declared type on the left may be given where the model wants one of those on the right.
_FITS: Mapping[str, tuple[str, ...]] = {
    "integer": ("integer", "number", "boolean"),
    "number": ("number",),
    "boolean": ("boolean", "integer", "number"),
    "datetime": ("datetime",),
    "string": ("string",),
}


def predict(context: RunContext, data: Dataset, model_path: Path, output_format: str) -> Result:
    """Writes and uploads `predictions.csv` or `predictions.parquet`."""
    model = load(model_path)
    _log.info("model: %s for %s, %d columns", model.algorithm, model.target, len(model.inputs))
    context.progress(0.05, phase="checking")
    names = data.column_names()
    _check(data, model, names)
    answer_names = _answer_names(names, model.classes)
    path = context.folder / f"predictions.{output_format}"
    rows = told = 0
    with _Writer(path, output_format, data, names, answer_names, model) as writer:
        for batch in data.raw_batches():
            if context.should_stop():
                # Half of the answers is not a usable result.
                context.stop_now()
            table = data.canonical(_renamed(batch, data, model.inputs), model.inputs)
            scores = model.scores(table)
            writer.write(batch, model.labels(scores), scores)
            rows += batch.num_rows
            total = max(data.rows, rows)
            if rows >= told + max(1, total // 10):
                told = rows
                _log.info("%d of %d rows predicted", rows, total)
            context.progress(0.05 + 0.85 * rows / total, rows, total, "row", "predicting")
    context.progress(0.9, rows, rows, "row", "storing")
    content_type = "text/csv" if output_format == "csv" else "application/vnd.apache.parquet"
    context.upload(path, path.name, content_type, "predictions")
    return Result(summary={"rows_predicted": float(rows)})


def _check(data: Dataset, model: Model, names: Sequence[str]) -> None:
    """Refuses by name, before anything is written, a column that is missing or cannot be what the model needs."""
    missing = [name for name in model.inputs if data.source(name) not in names]
    if missing:
        columns = "column" if len(missing) == 1 else "columns"
        raise ProgramError(
            "data.missing_column", f"The dataset lacks the {columns} {', '.join(missing)} that the model needs."
        )
    declared = data.types()
    doubtful = [
        name for name, wanted in model.inputs.items() if wanted not in _FITS[declared.get(data.source(name), "string")]
    ]
    if not doubtful:
        return
    # The declared type is a guess from the values of this dataset (an empty column, say); the values decide.
    wanted = {name: model.inputs[name] for name in doubtful}
    for batch in data.raw_batches(sorted({data.source(name) for name in doubtful})):
        data.canonical(_renamed(batch, data, wanted), wanted)


def _renamed(batch: Any, data: Dataset, wanted: Mapping[str, str]) -> Any:
    """The columns that the model wants, under its names."""
    return batch.select([data.source(name) for name in wanted]).rename_columns(list(wanted))


def _answer_names(names: Sequence[str], classes: Sequence[str]) -> list[str]:
    taken = set(names)
    made: list[str] = []
    for wanted in ("prediction", *(f"probability_{name}" for name in classes)):
        free, number = wanted, 2
        while free in taken:
            free, number = f"{wanted}_{number}", number + 1
        taken.add(free)
        made.append(free)
    return made


class _Writer:
    """Appends batches to a CSV or Parquet file."""

    def __init__(
        self, path: Path, output_format: str, data: Dataset, names: Sequence[str], answers: Sequence[str], model: Model
    ) -> None:
        self._data = data
        self._answers = answers
        self._model = model
        self._answer_types = [_arrow_type(model), *([pa.float64()] * len(model.classes))]
        self._parquet: pq.ParquetWriter | None = None
        self._path = path
        self._text = None if output_format == "parquet" else path.open("w", encoding="utf-8", newline="")
        if self._text is not None:
            self._csv = csv.writer(self._text, lineterminator="\n")
            self._csv.writerow([*names, *answers])
        elif data.format == "parquet":
            schema = pq.read_schema(data.path)
            self._open(schema)
        else:
            self._open(canonical(pa.table({name: pa.array([], pa.string()) for name in names}), data.types()).schema)

    def _open(self, schema: Any) -> None:
        fields = [*schema, *(pa.field(n, t) for n, t in zip(self._answers, self._answer_types, strict=True))]
        self._schema = pa.schema([pa.field(each.name, each.type) for each in fields])
        self._parquet = pq.ParquetWriter(self._path, self._schema)

    def write(self, batch: Any, labels: Sequence[Any], scores: Any) -> None:
        if self._text is not None:
            inputs = [_as_text(batch.column(i)) for i in range(batch.num_columns)]
            answers: list[list[str]] = [[_text(label) for label in labels]]
            answers += [[repr(float(value)) for value in scores[:, code]] for code in range(len(self._model.classes))]
            self._csv.writerows(zip(*inputs, *answers, strict=True))
            return
        table = batch if self._data.format == "parquet" else self._data.canonical(batch, self._data.types())
        columns = [table.column(i) for i in range(table.num_columns)]
        columns.append(pa.array(labels, self._answer_types[0]))
        columns += [pa.array(scores[:, code]) for code in range(len(self._model.classes))]
        assert self._parquet is not None
        self._parquet.write_table(pa.table(columns, names=self._schema.names).cast(self._schema))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        closers: list[Callable[[], Any]] = [each.close for each in (self._text, self._parquet) if each is not None]
        for close in closers:
            close()


def _arrow_type(model: Model) -> Any:
    if not model.classes:
        return pa.float64()
    return {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}.get(model.target_type, pa.string())


def _as_text(column: Any) -> list[str]:
    if pa.types.is_string(column.type):
        return ["" if value is None else value for value in column.to_pylist()]
    if pa.types.is_timestamp(column.type):
        column = pc.strftime(column, format="%Y-%m-%dT%H:%M:%S")
    return [_text(value) for value in column.to_pylist()]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
