"""A training from the table to the stored model; the same for every algorithm."""

from __future__ import annotations

import json
import logging
import os
import platform
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from signalbox_ml import Dataset, ProgramError, Result, RunContext, StoredModel

from signalbox_tabular import diagnostics, evaluation, model, splits
from signalbox_tabular.preprocessing import Matrix, Preprocessor, Style, examples, numbers
from signalbox_tabular.table_algorithm import Fit, FitReport, Part

if TYPE_CHECKING:
    from signalbox_tabular.table_algorithm import TableAlgorithm

MAX_CLASSES = 200
WATCH_FRACTION = 0.15
# Below this number of training rows nothing is taken away for watching.
WATCH_MIN_ROWS = 40
SIGNATURE_CATEGORIES = 100
# In the log.
SHOWN_CLASSES = 10

_log = logging.getLogger("signalbox_tabular")


@dataclass(frozen=True)
class Problem:
    """The table to learn from: features in canonical types, the target as codes or values."""

    task: str
    target: str
    target_type: str
    classes: tuple[str, ...]
    table: Any
    types: Mapping[str, str]
    y: NDArray[Any]
    # The row of the dataset that each row was.
    rows: NDArray[np.int64]
    without_target: int

    @property
    def strata(self) -> NDArray[np.int64] | None:
        return self.y if self.classes else None

    def label(self, position: int) -> Any:
        if self.classes:
            return model.typed_label(self.classes[self.y[position]], self.target_type)
        return float(self.y[position])


def read_problem(data: Dataset) -> Problem:
    """Reads and checks. ProgramError with a stable code for everything that makes the training senseless."""
    names = data.column_names()
    types = {name: data.types().get(name, "string") for name in names}
    if data.target not in types:
        raise ProgramError("target.unknown", f"The dataset has no column {data.target}.")
    features = [name for name in names if name != data.target and name not in data.excluded_columns]
    if not features:
        raise ProgramError("data.no_columns", "No column is left to learn from.")
    table = data.table([*features, data.target], types)
    if table.num_rows == 0:
        raise ProgramError("data.no_rows", "The dataset has no rows.")
    target = table.column(data.target).combine_chunks()
    if pa.types.is_floating(target.type):
        target = pc.if_else(pc.is_nan(target), pa.scalar(None, target.type), target)
    present = target.is_valid()
    rows = np.flatnonzero(present.to_numpy(zero_copy_only=False))
    if rows.size == 0:
        raise ProgramError("data.no_rows", f"No row has a value in the target column {data.target}.")
    declared = types.pop(data.target)
    target = target.filter(present)
    if data.task == "classification":
        y: NDArray[Any]
        classes, y = _classes(data.target, declared, target)
    else:
        classes, y = (), _values(data.target, declared, target)
    return Problem(
        task=data.task,
        target=data.target,
        target_type=declared if classes else "number",
        classes=classes,
        table=table.select(features).filter(present).combine_chunks(),
        types=types,
        y=y,
        rows=rows,
        without_target=table.num_rows - int(rows.size),
    )


def _classes(name: str, declared: str, target: Any) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    if declared in ("number", "integer", "boolean"):
        values = target.to_pylist()
        if declared == "number" and not np.isfinite(np.asarray(values)).all():
            raise ProgramError("data.infinite", f"The column {name} holds an infinite value.")
        distinct = sorted(set(values))
        texts = [("true" if v else "false") if declared == "boolean" else repr(v) for v in distinct]
        codes = {value: code for code, value in enumerate(distinct)}
    else:
        values = target.cast(pa.string()).to_pylist()
        distinct = texts = sorted(set(values))
        codes = {value: code for code, value in enumerate(distinct)}
    if len(distinct) < 2:
        raise ProgramError("target.one_class", f"The target {name} has only one value; there is nothing to learn.")
    if len(distinct) > MAX_CLASSES:
        raise ProgramError(
            "target.too_many_classes",
            f"The target {name} has {len(distinct)} different values; a classification takes at most {MAX_CLASSES}.",
        )
    return tuple(texts), np.fromiter((codes[value] for value in values), dtype=np.int64, count=len(values))


def _values(name: str, declared: str, target: Any) -> Matrix:
    if declared not in ("number", "integer", "boolean"):
        raise ProgramError("target.not_numeric", f"The target {name} is not a number; a regression needs one.")
    values = numbers(target)
    if np.isinf(values).any():
        raise ProgramError("data.infinite", f"The column {name} holds an infinite value.")
    if values.min() == values.max():
        raise ProgramError("target.one_class", f"The target {name} has only one value; there is nothing to learn.")
    return values


class Training:
    """One training of one algorithm on one problem."""

    def __init__(
        self,
        algorithm: TableAlgorithm,
        context: RunContext,
        data: Dataset,
        problem: Problem,
        parameters: Mapping[str, Any],
    ) -> None:
        self._algorithm = algorithm
        self._context = context
        self._data = data
        self._problem = problem
        self._parameters = parameters
        self._seed = data.validation.seed
        self._threads = int(os.environ.get("OMP_NUM_THREADS", "1"))

    def fit(self, rows: NDArray[np.int64], low: float, high: float, live: bool) -> model.Model:
        """A model from the given rows alone: preprocessing, watched part and estimator never see another row."""
        problem, algorithm = self._problem, self._algorithm
        report = FitReport(self._context, low, high, live)
        report.progress(0, 0, "")
        if report.should_stop():
            report.stop_now()
        inner, watched = rows, np.zeros(0, dtype=np.int64)
        if algorithm.watches and len(rows) >= WATCH_MIN_ROWS:
            y = problem.y[rows]
            a, b = splits.holdout(len(rows), WATCH_FRACTION, self._seed + 1, y if problem.classes else None)
            if b.size and (not problem.classes or np.unique(y[b]).size > 1):
                inner, watched = rows[a], rows[b]
        style = Style(algorithm.one_hot, algorithm.dense, self._parameters["max_categories"])
        preprocessor = Preprocessor.learn(problem.table.take(pa.array(inner)), problem.types, style)
        for name, reason in preprocessor.unused:
            _log.warning("the column %s is not used: %s", name, reason)
        _log.info(
            "fitting %s on %d rows%s, %s",
            algorithm.title,
            len(inner),
            f", watching {watched.size}" if watched.size else "",
            "1 thread" if self._threads == 1 else f"{self._threads} threads",
        )
        began = time.monotonic()
        estimator = algorithm.fit(
            Fit(
                train=self._part(preprocessor, inner),
                watch=self._part(preprocessor, watched) if watched.size else None,
                classes=len(problem.classes),
                categorical=preprocessor.categorical_features,
                seed=self._seed,
                threads=self._threads,
                report=report,
            ),
            self._parameters,
        )
        _log.info("fitted in %.1f s", time.monotonic() - began)
        return model.Model(
            algorithm=algorithm.name,
            task=problem.task,
            target=problem.target,
            target_type=problem.target_type,
            classes=problem.classes,
            preprocessor=preprocessor,
            estimator=estimator,
            signature=signature(problem, preprocessor),
        )

    def _part(self, preprocessor: Preprocessor, rows: NDArray[np.int64]) -> Part:
        y = self._problem.y[rows]
        weight = None
        if self._problem.classes and self._parameters.get("class_weight") == "balanced":
            counts = np.bincount(y, minlength=len(self._problem.classes))
            weight = len(y) / (np.count_nonzero(counts) * counts[y])
        return Part(preprocessor.transform(self._problem.table.take(pa.array(rows))), y, weight)

    def take(self, rows: NDArray[np.int64]) -> Any:
        return self._problem.table.take(pa.array(rows))

    def run(self) -> Result:
        if self._data.validation.method == "kfold":
            final, held, folds, values, summary, reference = self._by_folds()
        else:
            final, held, folds, values, summary, reference = self._by_holdout()
        problem, context = self._problem, self._context
        context.progress(0.8, phase="evaluating")
        found = evaluation.scores(problem.task, problem.y[held], values)
        summary = {**summary, **{key: value for key, value in found.items() if key not in summary}}
        summary["rows_held_out"] = float(len(held))
        summary["rows_without_target"] = float(problem.without_target)
        for key, value in summary.items():
            context.metric(key, value)
        context.flush()
        _log.info("scores on %d rows held out: %s", len(held), _scores(found))
        self._store_evaluation(held, folds, values, final)
        self._store_importance(reference)
        stored = self._store_model(final, held if folds is None else None, values)
        return Result(summary=summary, model=stored)

    def _by_holdout(self) -> Any:
        problem = self._problem
        train, held = splits.holdout(len(problem.y), self._data.validation.test_fraction, self._seed, problem.strata)
        if held.size == 0:
            raise self._too_small()
        _log.info("holdout: %d rows to train, %d held out (seed %d)", len(train), len(held), self._seed)
        final = self.fit(train, 0.05, 0.8, live=True)
        values = final.scores(self.take(held))
        return final, held, None, values, {"rows_trained": float(len(train))}, (final, held)

    def _by_folds(self) -> Any:
        problem, context = self._problem, self._context
        count = self._data.validation.folds
        parts = splits.folds(len(problem.y), count, self._seed, problem.strata)
        parts = [part for part in parts if part[1].size]
        if len(parts) < 2:
            raise self._too_small()
        share = 0.75 / (len(parts) + 1)
        values = np.zeros((len(problem.y), len(problem.classes)) if problem.classes else len(problem.y))
        fold_of = np.full(len(problem.y), -1, dtype=np.int64)
        found: list[dict[str, float]] = []
        reference: tuple[model.Model, NDArray[np.int64]] | None = None
        _log.info("cross-validation with %d folds (seed %d)", len(parts), self._seed)
        for number, (train, held) in enumerate(parts, start=1):
            fitted = self.fit(train, 0.05 + share * (number - 1), 0.05 + share * number, live=False)
            if context.should_stop():
                context.stop_now()
            values[held] = fitted.scores(self.take(held))
            fold_of[held] = number
            found.append(evaluation.scores(problem.task, problem.y[held], values[held]))
            _log.info("fold %d of %d: %s", number, len(parts), _scores(found[-1]))
            for key, value in found[-1].items():
                context.metric(f"fold/{key}", value, number)
            reference = (fitted, held)
        summary: dict[str, float] = {}
        for key in found[0]:
            each = [scores[key] for scores in found if key in scores]
            summary[f"{key}_mean"] = float(np.mean(each))
            summary[f"{key}_std"] = float(np.std(each))
            # The headline of a cross-validation is the mean over its folds.
            summary[key] = summary[f"{key}_mean"]
        _log.info("the final model learns from all rows")
        final = self.fit(np.arange(len(problem.y)), 0.8 - share, 0.8, live=True)
        summary["rows_trained"] = float(len(problem.y))
        held = np.flatnonzero(fold_of >= 0)
        return final, held, fold_of[held], values[held], summary, reference

    def _too_small(self) -> ProgramError:
        if self._problem.classes:
            return ProgramError(
                "class.too_small", "Every class has a single row: none can be held out for the evaluation."
            )
        return ProgramError("data.no_rows", "There are too few rows to hold one out for the evaluation.")

    def _store_json(self, name: str, value: Any) -> None:
        content = json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        self._context.upload_bytes(content, name, "application/json", "evaluation")

    def _store_evaluation(
        self, held: NDArray[np.int64], folds: NDArray[np.int64] | None, values: Matrix, final: model.Model
    ) -> None:
        problem = self._problem
        actual = problem.y[held]
        if problem.classes:
            classes = problem.classes
            codes = evaluation.curve_classes(classes, actual)
            found = evaluation.intervals(classes, actual, values, self._seed)
            self._store_json("confusion-matrix.json", evaluation.confusion_matrix(classes, actual, values))
            self._store_json("roc-curve.json", evaluation.roc_curve(classes, actual, values, found))
            self._store_json("pr-curve.json", evaluation.pr_curve(classes, actual, values, found))
            self._store_json("thresholds.json", diagnostics.thresholds(classes, codes, actual, values))
            self._store_json("calibration.json", diagnostics.calibration(classes, codes, actual, values))
            self._store_json("class-report.json", diagnostics.class_report(classes, actual, values))
        else:
            self._store_json("residuals.json", evaluation.residuals(actual, values, self._seed))
        table = self.take(held)
        self._store_json(
            "slices.json",
            diagnostics.slices(problem.task, table, problem.types, list(final.inputs), actual, values),
        )
        content = evaluation.held_out_predictions(
            problem.rows[held].tolist(),
            None if folds is None else folds.tolist(),
            [problem.label(position) for position in held],
            final.labels(values),
            problem.classes,
            values,
            table,
        )
        self._context.upload_bytes(content, "held-out-predictions.csv", "text/csv", "evaluation")

    def _store_importance(self, reference: tuple[model.Model, NDArray[np.int64]]) -> None:
        context = self._context
        fitted, held = reference

        def step(done: int, total: int) -> bool:
            context.progress(0.85 + 0.1 * done / total, done, total, "column", "explaining")
            return context.should_stop()

        found = evaluation.permutation_importance(
            self._problem.task,
            self.take(held),
            self._problem.y[held],
            list(fitted.inputs),
            fitted.scores,
            self._seed,
            step,
        )
        self._store_json("permutation-importance.json", found)

    def _store_model(self, final: model.Model, held: NDArray[np.int64] | None, values: Matrix) -> StoredModel:
        context = self._context
        context.progress(0.95, phase="storing")
        path = context.folder / model.FILE_NAME
        model.pack(final, path, versions())
        if held is not None and not np.array_equal(model.load(path).scores(self.take(held)), values):
            raise ProgramError("model.not_reproducible", "The stored model answers differently from the trained one.")
        context.upload(path, model.FILE_NAME, "application/zip", "model")
        return StoredModel(model.FILE_NAME, model.FORMAT, final.signature)


def train(algorithm: TableAlgorithm, context: RunContext, data: Dataset, parameters: Mapping[str, Any]) -> Result:
    """Reads, validates, fits, evaluates and stores."""
    pa.set_cpu_count(max(1, int(os.environ.get("OMP_NUM_THREADS", "1"))))
    context.progress(0.05, phase="loading")
    problem = read_problem(data)
    _log.info(
        "%d rows, %d columns to learn from: %s",
        len(problem.y),
        len(problem.types),
        ", ".join(f"{count} {kind}" for kind, count in sorted(Counter(problem.types.values()).items())),
    )
    if problem.without_target:
        _log.warning("%d rows have no value in %s and are left out", problem.without_target, problem.target)
    _log.info("target %s: %s", problem.target, _described(problem))
    return Training(algorithm, context, data, problem, parameters).run()


def _described(problem: Problem) -> str:
    if not problem.classes:
        y = problem.y
        return f"from {y.min():g} to {y.max():g}, mean {y.mean():g}, standard deviation {y.std():g}"
    counts = np.bincount(problem.y, minlength=len(problem.classes))
    shown = [f"{name} ({count})" for name, count in zip(problem.classes[:SHOWN_CLASSES], counts, strict=False)]
    more = len(problem.classes) - len(shown)
    return f"{len(problem.classes)} classes: " + ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _scores(found: Mapping[str, float]) -> str:
    return ", ".join(f"{key} {value:.4g}" for key, value in found.items())


def signature(problem: Problem, preprocessor: Preprocessor) -> dict[str, Any]:
    """See contracts/model-signature.schema.json."""
    names = [name for name, _ in preprocessor.inputs]
    example = examples(problem.table, names)
    inputs: list[dict[str, Any]] = []
    for name, declared in preprocessor.inputs:
        entry: dict[str, Any] = {"name": name, "type": declared, "required": True}
        categories = preprocessor.categories(name)
        if categories is not None:
            entry["categories"] = categories[:SIGNATURE_CATEGORIES]
        elif declared in ("integer", "number"):
            values = numbers(problem.table.column(name))
            low, high = float(np.nanmin(values)), float(np.nanmax(values))
            entry["minimum"] = int(low) if declared == "integer" else low
            entry["maximum"] = int(high) if declared == "integer" else high
        if name in example:
            entry["example"] = example[name]
        inputs.append(entry)
    output: dict[str, Any] = {"type": "number"}
    if problem.classes:
        # A date as a class is a text.
        output = {
            "type": "string" if problem.target_type == "datetime" else problem.target_type,
            "classes": list(problem.classes),
        }
    return {"task": problem.task, "target": problem.target, "inputs": inputs, "output": output}


def versions() -> dict[str, str]:
    import importlib.metadata

    names = ("signalbox-tabular", "scikit-learn", "lightgbm", "skops", "numpy", "pyarrow")
    return {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in names}}
