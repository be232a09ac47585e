"""Scores and the evaluation artifacts, from what the held-out rows really were and what was predicted."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signalbox_tabular import diagnostics
from signalbox_tabular.preprocessing import Matrix

CURVE_POINTS = 500
RESIDUAL_POINTS = 5000
HISTOGRAM_BINS = 30
IMPORTANCE_ROWS = 2000
IMPORTANCE_REPEATS = 5
IMPORTANCE_SECONDS = 20.0
# Values of features that are stored beside the held-out rows. No row is left out for it: columns are.
ROW_CELLS = 2_000_000
ROW_TEXT = 200


def scores(task: str, actual: NDArray[Any], predicted: Matrix) -> dict[str, float]:
    """Every metric that these rows allow. One that is not defined for them (one class only) is left out."""
    from sklearn import metrics

    if task == "regression":
        made = {
            "rmse": float(np.sqrt(np.mean((actual - predicted) ** 2))),
            "mae": float(np.mean(np.abs(actual - predicted))),
        }
        if len(actual) > 1 and np.ptp(actual) > 0:
            made["r2"] = float(metrics.r2_score(actual, predicted))
        return made
    count = predicted.shape[1]
    labels = np.argmax(predicted, axis=1)
    present = np.unique(actual)
    made = {
        "log_loss": float(metrics.log_loss(actual, predicted, labels=np.arange(count))),
        "accuracy": float(np.mean(labels == actual)),
        "f1": float(
            metrics.f1_score(actual, labels, zero_division=0.0)
            if count == 2
            else metrics.f1_score(actual, labels, average="macro", labels=present, zero_division=0.0)
        ),
        # The mean recall over the classes that the rows really have.
        "balanced_accuracy": float(np.mean([np.mean(labels[actual == value] == value) for value in present])),
    }
    area = roc_auc(actual, predicted)
    if area is not None:
        made["roc_auc"] = area
    if count == 2 and 1 in present:
        made["average_precision"] = float(metrics.average_precision_score(actual, predicted[:, 1]))
    return made


def roc_auc(actual: NDArray[Any], predicted: Matrix) -> float | None:
    """Binary, or the mean of one class against the rest over the classes that the rows have."""
    from sklearn import metrics

    if predicted.shape[1] == 2:
        return None if np.unique(actual).size < 2 else float(metrics.roc_auc_score(actual, predicted[:, 1]))
    areas = [
        float(metrics.roc_auc_score(actual == code, predicted[:, code]))
        for code in range(predicted.shape[1])
        if 0 < np.sum(actual == code) < len(actual)
    ]
    return float(np.mean(areas)) if areas else None


def primary(task: str, found: dict[str, float]) -> tuple[str, bool]:
    """The metric that stands for the quality, and whether larger is better."""
    if task == "regression":
        return ("r2", True) if "r2" in found else ("rmse", False)
    return ("roc_auc", True) if "roc_auc" in found else ("accuracy", True)


def confusion_matrix(classes: Sequence[str], actual: NDArray[Any], predicted: Matrix) -> dict[str, Any]:
    count = len(classes)
    cells = np.bincount(actual * count + np.argmax(predicted, axis=1), minlength=count * count)
    return {"classes": list(classes), "matrix": cells.reshape(count, count).tolist()}


def curve_classes(classes: Sequence[str], actual: NDArray[Any]) -> list[int]:
    """The classes that have a curve: the second of two, the most frequent of many; only where rows of both kinds exist."""
    counts = np.bincount(actual, minlength=len(classes))
    codes = [1] if len(classes) == 2 else sorted(np.argsort(-counts, kind="stable")[: diagnostics.MAX_CURVES].tolist())
    return [code for code in codes if 0 < counts[code] < len(actual)]


def intervals(
    classes: Sequence[str], actual: NDArray[Any], predicted: Matrix, seed: int
) -> dict[int, tuple[list[float], list[float]]]:
    """The 95 % intervals of area and average precision, by class."""
    return {
        code: diagnostics.intervals(actual == code, predicted[:, code], seed) for code in curve_classes(classes, actual)
    }


def _thin(count: int) -> NDArray[np.int64]:
    if count <= CURVE_POINTS:
        return np.arange(count)
    return np.unique(np.linspace(0, count - 1, CURVE_POINTS).round().astype(np.int64))


Intervals = Mapping[int, tuple[list[float], list[float]]]


def roc_curve(
    classes: Sequence[str], actual: NDArray[Any], predicted: Matrix, found: Intervals | None = None
) -> dict[str, Any]:
    from sklearn import metrics

    curves = []
    for code in curve_classes(classes, actual):
        fpr, tpr, threshold = metrics.roc_curve(actual == code, predicted[:, code])
        keep = _thin(len(fpr))
        curves.append(
            {
                "class": classes[code],
                "auc": float(metrics.auc(fpr, tpr)),
                "auc_interval": found[code][0] if found else [],
                "fpr": fpr[keep].tolist(),
                "tpr": tpr[keep].tolist(),
                # The first threshold is infinity by definition, which JSON lacks: nothing is above it.
                "threshold": np.minimum(threshold[keep], 1.0).tolist(),
            }
        )
    return {"curves": curves}


def pr_curve(
    classes: Sequence[str], actual: NDArray[Any], predicted: Matrix, found: Intervals | None = None
) -> dict[str, Any]:
    from sklearn import metrics

    curves = []
    for code in curve_classes(classes, actual):
        precision, recall, threshold = metrics.precision_recall_curve(actual == code, predicted[:, code])
        # The last point (precision 1, recall 0) has no threshold of its own.
        threshold = np.append(threshold, 1.0)
        keep = _thin(len(precision))
        curves.append(
            {
                "class": classes[code],
                "average_precision": float(metrics.average_precision_score(actual == code, predicted[:, code])),
                "average_precision_interval": found[code][1] if found else [],
                "precision": precision[keep].tolist(),
                "recall": recall[keep].tolist(),
                "threshold": threshold[keep].tolist(),
            }
        )
    return {"curves": curves}


def residuals(actual: Matrix, predicted: Matrix, seed: int) -> dict[str, Any]:
    rows = np.arange(len(actual))
    if len(rows) > RESIDUAL_POINTS:
        rows = np.sort(np.random.default_rng(seed).choice(rows, RESIDUAL_POINTS, replace=False))
    counts, edges = np.histogram(actual - predicted, bins=HISTOGRAM_BINS)
    made: dict[str, Any] = {
        "rows": len(actual),
        "points": [{"actual": float(actual[row]), "predicted": float(predicted[row])} for row in rows],
        "histogram": {"edges": edges.tolist(), "counts": counts.tolist()},
        "qq": diagnostics.quantiles_against_normal(actual - predicted),
    }
    if len(actual) > RESIDUAL_POINTS:
        made["density"] = diagnostics.density(predicted, actual)
        made["residual_density"] = diagnostics.density(predicted, actual - predicted)
    return made


def permutation_importance(
    task: str,
    table: Any,
    actual: NDArray[Any],
    names: Sequence[str],
    predict: Callable[[Any], Matrix],
    seed: int,
    step: Callable[[int, int], bool],
) -> dict[str, Any]:
    """How much worse the held-out score gets when a column is shuffled. `step(done, total)` returns True to stop.

    Ends after IMPORTANCE_SECONDS; `complete` is false when columns are missing for that reason.
    """
    import pyarrow as pa

    random = np.random.default_rng(seed)
    if len(actual) > IMPORTANCE_ROWS:
        rows = np.sort(random.choice(len(actual), IMPORTANCE_ROWS, replace=False))
        table, actual = table.take(pa.array(rows)), actual[rows]
    base = scores(task, actual, predict(table))
    metric, maximize = primary(task, base)
    deadline = time.monotonic() + IMPORTANCE_SECONDS
    features = []
    complete = True
    for done, name in enumerate(names):
        if time.monotonic() > deadline or step(done, len(names)):
            complete = False
            break
        drops = []
        position = table.schema.get_field_index(name)
        for _ in range(IMPORTANCE_REPEATS):
            shuffled = table.column(position).take(pa.array(random.permutation(len(actual))))
            found = scores(task, actual, predict(table.set_column(position, table.schema.field(position), shuffled)))
            drops.append((base[metric] - found[metric]) * (1 if maximize else -1))
        features.append({"name": name, "mean": float(np.mean(drops)), "std": float(np.std(drops))})
    features.sort(key=lambda feature: -feature["mean"])  # type: ignore[operator]
    return {"metric": metric, "repeats": IMPORTANCE_REPEATS, "complete": complete, "features": features}


def held_out_predictions(
    rows: Sequence[int],
    folds: Sequence[int] | None,
    actual: Sequence[Any],
    predicted: Sequence[Any],
    classes: Sequence[str],
    values: Matrix,
    table: Any | None = None,
) -> bytes:
    """CSV, one line a held-out row. Numbers are written so that reading them gives the same bits back.

    The features of `table` follow as `feature.<name>`, as many of them as ROW_CELLS allows; a long text is cut.
    """
    names = list(table.column_names)[: ROW_CELLS // max(1, len(rows))] if table is not None else []
    features = [_cells(table.column(name)) for name in names] if table is not None else []
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(
        [
            "row",
            *(["fold"] if folds is not None else []),
            "actual",
            "prediction",
            *(f"probability_{c}" for c in classes),
            *(f"feature.{name}" for name in names),
        ]
    )
    for position, row in enumerate(rows):
        fold = [folds[position]] if folds is not None else []
        probabilities = [repr(float(value)) for value in values[position]] if classes else []
        shown = [column[position] for column in features]
        writer.writerow([int(row), *fold, _text(actual[position]), _text(predicted[position]), *probabilities, *shown])
    return sink.getvalue().encode()


def _cells(column: Any) -> list[str]:
    return [
        "" if value is None else (value.isoformat() if hasattr(value, "isoformat") else _text(value))[:ROW_TEXT]
        for value in column.to_pylist()
    ]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
