"""Fitted estimators: how they answer, how they are stored and loaded. No pickle anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np

from signalbox_tabular.preprocessing import Matrix

# Every class outside skops' own list of harmless ones that our estimators consist of. Anything else is refused.
TRUSTED_TYPES = (
    "functools.partial",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.tree._tree.Tree",
    "sklearn.utils.validation.check_array",
)

# A matrix product adds in an order that depends on the number of rows, so one row alone and the same row among many differ
# in the last bit. Models that multiply matrices therefore always see blocks of this many rows, the last one padded.
BLOCK_ROWS = 256


class UntrustedModel(Exception):
    """The stored estimator holds something that we never store."""


class Estimator(Protocol):
    """A fitted model. `predict` is deterministic and row by row: a row's answer does not depend on its neighbours."""

    file_name: str

    def predict(self, matrix: Matrix) -> Matrix:
        """Classification: one probability a class, in the order of the class codes. Regression: one value a row."""

    def save(self) -> bytes: ...

    def details(self) -> dict[str, Any]:
        """What `load` needs besides the bytes, as JSON."""


class LightGbmEstimator:
    file_name = "estimator.txt"

    def __init__(self, booster: Any, classes: int) -> None:
        self._booster = booster
        self._classes = classes

    def predict(self, matrix: Matrix) -> Matrix:
        raw: Matrix = np.asarray(self._booster.predict(matrix), dtype=np.float64)
        if self._classes == 2:
            return np.column_stack([1.0 - raw, raw])
        return raw

    def save(self) -> bytes:
        text: str = self._booster.model_to_string()
        return text.encode()

    def details(self) -> dict[str, Any]:
        return {"kind": "lightgbm", "classes": self._classes}


class SklearnEstimator:
    file_name = "estimator.skops"

    def __init__(
        self,
        model: Any,
        classes: int,
        target_mean: float = 0.0,
        target_scale: float = 1.0,
        blocked: bool = False,
    ) -> None:
        self._model = model
        self._blocked = blocked
        self._classes = classes
        self._mean = target_mean
        self._scale = target_scale

    def predict(self, matrix: Matrix) -> Matrix:
        if not self._blocked:
            return self._predict(matrix)
        padded = np.zeros((-(-len(matrix) // BLOCK_ROWS) * BLOCK_ROWS, matrix.shape[1]))
        padded[: len(matrix)] = matrix
        parts = [self._predict(padded[start : start + BLOCK_ROWS]) for start in range(0, len(padded), BLOCK_ROWS)]
        return np.concatenate(parts)[: len(matrix)]

    def _predict(self, matrix: Matrix) -> Matrix:
        if self._classes:
            made: Matrix = np.asarray(self._model.predict_proba(matrix), dtype=np.float64)
            return made
        values: Matrix = np.asarray(self._model.predict(matrix), dtype=np.float64).reshape(len(matrix))
        return values * self._scale + self._mean

    def save(self) -> bytes:
        import skops.io

        made: bytes = skops.io.dumps(self._model)
        return made

    def details(self) -> dict[str, Any]:
        return {
            "kind": "sklearn",
            "classes": self._classes,
            "target_mean": self._mean,
            "target_scale": self._scale,
            "blocked": self._blocked,
        }


def load(details: dict[str, Any], path: Path) -> Estimator:
    """The estimator from its file. Raises UntrustedModel for contents that are not on the list."""
    if details["kind"] == "lightgbm":
        import lightgbm

        return LightGbmEstimator(lightgbm.Booster(model_str=path.read_text(encoding="utf-8")), details["classes"])
    if details["kind"] != "sklearn":
        raise UntrustedModel(f"unknown estimator {details['kind']!r}")
    import skops.io

    strangers = set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED_TYPES)
    if strangers:
        raise UntrustedModel(f"types that no model of ours holds: {', '.join(sorted(strangers)[:5])}")
    model = skops.io.load(path, trusted=list(TRUSTED_TYPES))
    return SklearnEstimator(
        model, details["classes"], details["target_mean"], details["target_scale"], details["blocked"]
    )
