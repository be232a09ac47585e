"""What a person asks of a model beyond its scores: where it cuts, how sure it is, and which rows it gets wrong.

Everything here is bounded: the shapes are in contracts/evaluation.schema.json.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signalbox_tabular.preprocessing import Matrix, numbers

# The slider moves in these steps; the counts at each are exact.
THRESHOLD_STEPS = 1000
MAX_CURVES = 20
CALIBRATION_BINS = 10
BOOTSTRAP_REPEATS = 200
# Repeats times rows: beyond it fewer repeats are made, because the interval is narrow anyway.
BOOTSTRAP_WORK = 20_000_000
BOOTSTRAP_MIN_REPEATS = 40
INTERVAL = 0.95
QQ_POINTS = 200
DENSITY_BINS = 40
SLICE_FEATURES = 50
SLICE_BINS = 6
SLICE_CATEGORIES = 12
SLICE_TEXT = 60
MISSING = "missing"
OTHER = "other"


def thresholds(classes: Sequence[str], codes: Sequence[int], actual: NDArray[Any], predicted: Matrix) -> dict[str, Any]:
    """How many rows lie above each cut. A row is taken for the class when its probability is larger than the cut.

    At 0.5 this is what `argmax` says of two classes.
    """
    cuts = np.arange(THRESHOLD_STEPS + 1) / THRESHOLD_STEPS
    made = []
    for code in codes:
        own = np.sort(predicted[actual == code, code])
        other = np.sort(predicted[actual != code, code])
        made.append(
            {
                "class": classes[code],
                "positives": len(own),
                "negatives": len(other),
                "tp": (len(own) - np.searchsorted(own, cuts, side="right")).tolist(),
                "fp": (len(other) - np.searchsorted(other, cuts, side="right")).tolist(),
            }
        )
    return {"steps": THRESHOLD_STEPS, "classes": made}


def intervals(positive: NDArray[np.bool_], score: Matrix, seed: int) -> tuple[list[float], list[float]]:
    """Percentile intervals of the area under the ROC curve and of the average precision, from resampled rows."""
    order = np.argsort(-score, kind="stable")
    positive, score = positive[order], score[order]
    # Rows of equal score share one point of a curve.
    last = np.append(np.flatnonzero(np.diff(score)), len(score) - 1)
    random = np.random.default_rng(seed)
    repeats = max(BOOTSTRAP_MIN_REPEATS, min(BOOTSTRAP_REPEATS, BOOTSTRAP_WORK // len(score)))
    areas: list[float] = []
    precisions: list[float] = []
    for _ in range(repeats):
        weight = np.bincount(random.integers(0, len(score), len(score)), minlength=len(score))
        tp = np.cumsum(weight * positive)[last].astype(float)
        fp = np.cumsum(weight * ~positive)[last].astype(float)
        if tp[-1] == 0 or fp[-1] == 0:
            continue
        areas.append(_area(np.append(0.0, fp / fp[-1]), np.append(0.0, tp / tp[-1])))
        taken = tp + fp
        precision = np.divide(tp, taken, out=np.zeros_like(tp), where=taken > 0)
        precisions.append(float(np.sum(np.diff(np.append(0.0, tp / tp[-1])) * precision)))
    return _percentiles(areas), _percentiles(precisions)


def _area(x: Matrix, y: Matrix) -> float:
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))


def _percentiles(values: Sequence[float]) -> list[float]:
    if not values:
        return []
    outside = (1 - INTERVAL) / 2
    return [float(value) for value in np.quantile(np.asarray(values), [outside, 1 - outside])]


def calibration(
    classes: Sequence[str], codes: Sequence[int], actual: NDArray[Any], predicted: Matrix
) -> dict[str, Any]:
    """Of the rows to which about p was given: how many were of the class. Bins without a row are left out."""
    edges = np.linspace(0, 1, CALIBRATION_BINS + 1)
    made = []
    for code in codes:
        score, positive = predicted[:, code], actual == code
        bins = np.clip(np.searchsorted(edges, score, side="right") - 1, 0, CALIBRATION_BINS - 1)
        counts = np.bincount(bins, minlength=CALIBRATION_BINS)
        kept = np.flatnonzero(counts)
        made.append(
            {
                "class": classes[code],
                "brier": float(np.mean((score - positive) ** 2)),
                "predicted": (np.bincount(bins, score, CALIBRATION_BINS)[kept] / counts[kept]).tolist(),
                "observed": (np.bincount(bins, positive, CALIBRATION_BINS)[kept] / counts[kept]).tolist(),
                "counts": counts[kept].tolist(),
            }
        )
    return {"bins": CALIBRATION_BINS, "curves": made}


def class_report(classes: Sequence[str], actual: NDArray[Any], predicted: Matrix) -> dict[str, Any]:
    """Precision, recall and F1 of each class and their means; `null` where nothing was predicted or nothing was there."""
    labels = np.argmax(predicted, axis=1)
    rows: list[dict[str, Any]] = []
    for code, name in enumerate(classes):
        hit = int(np.sum((labels == code) & (actual == code)))
        chosen, support = int(np.sum(labels == code)), int(np.sum(actual == code))
        rows.append(
            {
                "class": name,
                "precision": hit / chosen if chosen else None,
                "recall": hit / support if support else None,
                "f1": 2 * hit / (chosen + support) if chosen + support else None,
                "support": support,
                "predicted": chosen,
            }
        )
    present = [row for row in rows if row["support"]]

    def mean(key: str, weighted: bool) -> float:
        weights = [row["support"] if weighted else 1 for row in present]
        return float(np.average([row[key] or 0.0 for row in present], weights=weights))

    return {
        "classes": rows,
        "macro": {key: mean(key, False) for key in ("precision", "recall", "f1")},
        "weighted": {key: mean(key, True) for key in ("precision", "recall", "f1")},
    }


def quantiles_against_normal(residual: Matrix) -> dict[str, Any]:
    """Standardised residuals beside those that a normal distribution would have."""
    spread = float(np.std(residual))
    if spread == 0:
        return {"theoretical": [], "sample": []}
    count = min(QQ_POINTS, len(residual))
    at = (np.arange(count) + 0.5) / count
    normal = NormalDist()
    return {
        "theoretical": [normal.inv_cdf(share) for share in at.tolist()],
        "sample": ((np.quantile(residual, at) - np.mean(residual)) / spread).tolist(),
    }


def density(x: Matrix, y: Matrix) -> dict[str, Any]:
    """How many rows lie in each cell of a grid; the outer list is along x."""
    counts, x_edges, y_edges = np.histogram2d(x, y, bins=DENSITY_BINS)
    return {"x_edges": x_edges.tolist(), "y_edges": y_edges.tolist(), "counts": counts.astype(int).tolist()}


def slices(
    task: str, table: Any, types: Mapping[str, str], names: Sequence[str], actual: NDArray[Any], predicted: Matrix
) -> dict[str, Any]:
    """How good the model is on parts of the rows: each category of a feature, or each range of its values."""
    features = []
    for name in names[:SLICE_FEATURES]:
        column = table.column(name)
        numeric = types[name] in ("integer", "number")
        labels, part = _ranges(numbers(column)) if numeric else _categories(column)
        if len(labels) < 2:
            continue
        entries = []
        for code, label in enumerate(labels):
            rows = part == code
            entries.append({**label, "rows": int(np.sum(rows)), **_quality(task, actual[rows], predicted[rows])})
        features.append({"name": name, "kind": "range" if numeric else "category", "slices": entries})
    overall = {"rows": len(actual), **_quality(task, actual, predicted)}
    return {"task": task, "complete": len(names) <= SLICE_FEATURES, "overall": overall, "features": features}


def _quality(task: str, actual: NDArray[Any], predicted: Matrix) -> dict[str, float]:
    if task == "regression":
        error = actual - predicted
        return {
            "mae": float(np.mean(np.abs(error))),
            "rmse": float(np.sqrt(np.mean(error**2))),
            "bias": float(np.mean(-error)),
        }
    share = np.clip(predicted[np.arange(len(actual)), actual], 1e-15, 1.0)
    return {
        "accuracy": float(np.mean(np.argmax(predicted, axis=1) == actual)),
        "log_loss": float(-np.mean(np.log(share))),
    }


def _ranges(values: Matrix) -> tuple[list[dict[str, Any]], NDArray[np.int64]]:
    present = np.isfinite(values)
    labels: list[dict[str, Any]] = []
    part = np.full(len(values), -1, dtype=np.int64)
    if present.any():
        edges = np.unique(np.quantile(values[present], np.linspace(0, 1, SLICE_BINS + 1)))
        inner = edges[1:-1]
        part[present] = np.searchsorted(inner, values[present], side="right")
        lows, highs = [edges[0], *inner], [*inner, edges[-1]]
        labels = [
            {"label": f"{_short(low)} to {_short(high)}", "from": float(low), "to": float(high)}
            for low, high in zip(lows, highs, strict=True)
        ]
    return _without_empty(labels, part, ~present)


def _categories(column: Any) -> tuple[list[dict[str, Any]], NDArray[np.int64]]:
    import pyarrow as pa

    column = column.combine_chunks()
    values = column.to_pylist() if pa.types.is_boolean(column.type) else column.cast(pa.string()).to_pylist()
    texts = [None if v is None else (str(v).lower() if isinstance(v, bool) else v) for v in values]
    counts: dict[str, int] = {}
    for text in texts:
        if text is not None:
            counts[text] = counts.get(text, 0) + 1
    kept = sorted(counts, key=lambda text: (-counts[text], text))[:SLICE_CATEGORIES]
    code_of = {text: code for code, text in enumerate(kept)}
    labels: list[dict[str, Any]] = [{"label": text[:SLICE_TEXT]} for text in kept]
    if len(counts) > len(kept):
        labels.append({"label": OTHER})
    part = np.array([-1 if text is None else code_of.get(text, len(kept)) for text in texts], dtype=np.int64)
    return _without_empty(labels, part, part < 0)


def _without_empty(
    labels: list[dict[str, Any]], part: NDArray[np.int64], missing: NDArray[np.bool_]
) -> tuple[list[dict[str, Any]], NDArray[np.int64]]:
    if missing.any():
        part = np.where(missing, len(labels), part)
        labels = [*labels, {"label": MISSING}]
    kept = [code for code in range(len(labels)) if np.any(part == code)]
    renumbered = np.full(len(labels) + 1, -1, dtype=np.int64)
    renumbered[kept] = np.arange(len(kept))
    return [labels[code] for code in kept], renumbered[part]


def _short(value: float) -> str:
    return f"{value:.0f}" if math.isfinite(value) and value == round(value) and abs(value) < 1e6 else f"{value:.4g}"
