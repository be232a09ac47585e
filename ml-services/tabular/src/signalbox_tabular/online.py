"""Online prediction: rows of JSON, checked by the model's inputs, answered from a cache of loaded models."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signalbox_ml import InvalidRequest, ProgramError
from signalbox_ml.dataset import arrow_type, parse_datetime

if TYPE_CHECKING:
    from signalbox_tabular.model import Model

CACHED_MODELS = 8
_INT64 = 2**63
# NaN and the infinities compare false with it.
_LARGEST = sys.float_info.max


class OnlinePredictor:
    """Keeps the most recently used models. Two first requests for one model load it once."""

    def __init__(self, capacity: int = CACHED_MODELS) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._models: OrderedDict[str, _Slot] = OrderedDict()

    def warm_up(self) -> None:
        import signalbox_tabular.preload  # noqa: F401 - for its imports

    def predict(
        self, key: str, sha256: str, fetch: Callable[[], Path], rows: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        model = self._model(sha256, fetch)
        try:
            scores = model.scores(to_table(rows, model.inputs))
        except ProgramError as error:
            raise InvalidRequest(str(error)) from error
        labels = model.labels(scores)
        if not model.classes:
            return [{"prediction": label} for label in labels]
        return [
            {
                "prediction": label,
                "probabilities": {name: float(value) for name, value in zip(model.classes, row, strict=True)},
            }
            for label, row in zip(labels, scores, strict=True)
        ]

    def _model(self, sha256: str, fetch: Callable[[], Path]) -> Model:
        # The hash is the key, so that a caller cannot get a model under another one's name.
        with self._lock:
            slot = self._models.setdefault(sha256, _Slot())
            self._models.move_to_end(sha256)
            while len(self._models) > self._capacity:
                self._models.popitem(last=False)
        try:
            return slot.get(fetch)
        except BaseException:
            with self._lock:
                if self._models.get(sha256) is slot:
                    del self._models[sha256]
            raise


class _Slot:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Model | None = None

    def get(self, fetch: Callable[[], Path]) -> Model:
        from signalbox_tabular.model import load

        with self._lock:
            if self._model is None:
                self._model = load(fetch())
            return self._model


def to_table(rows: list[dict[str, Any]], inputs: dict[str, str]) -> Any:
    """A canonical table from JSON rows. InvalidRequest names the column, what was expected, and the row."""
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for name, declared in inputs.items():
        values = []
        for number, row in enumerate(rows, start=1):
            if name not in row:
                raise InvalidRequest(f"The column {name} is missing in row {number}.")
            values.append(_value(name, declared, row[name], number))
        columns[name] = pa.array(values, arrow_type(declared))
    return pa.table(columns)


def _value(name: str, declared: str, value: Any, row: int) -> Any:
    if value is None:
        return None
    if declared == "string":
        if isinstance(value, str):
            # An empty CSV field is a missing value; so is an empty field of a form.
            return value or None
    elif declared == "boolean":
        if isinstance(value, bool):
            return value
    elif declared == "datetime":
        if isinstance(value, str):
            try:
                return parse_datetime(value)
            except ValueError:
                pass
    elif not isinstance(value, bool) and isinstance(value, int | float) and -_LARGEST <= value <= _LARGEST:
        if declared == "number":
            return float(value)
        if float(value).is_integer() and -_INT64 <= value < _INT64:
            return int(value)
    expected = {
        "integer": "an integer",
        "number": "a number",
        "boolean": "true or false",
        "datetime": "an ISO 8601 date",
        "string": "a text",
    }[declared]
    raise InvalidRequest(f"The column {name} in row {row}: expected {expected}.")
