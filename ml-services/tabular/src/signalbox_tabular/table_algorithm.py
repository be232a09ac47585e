"""The base of every algorithm here: what one class adds is its parameters and how it fits. Cheap to import."""

from __future__ import annotations

import logging
import time
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from signalbox_ml import Algorithm, Choice, Dataset, Integer, Metric, Parameter, Result, Role, RunContext

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signalbox_tabular.estimators import Estimator
    from signalbox_tabular.preprocessing import Matrix

CLASS_WEIGHT: Mapping[str, Parameter] = {
    "class_weight": Choice(
        title="Class weight",
        description="For a classification. balanced: rare classes weigh more, so that each class counts the same; "
        "probabilities are then no longer frequencies.",
        default="none",
        options=("none", "balanced"),
    )
}
MAX_CATEGORIES: Mapping[str, Parameter] = {
    "max_categories": Integer(
        title="Categories per column",
        description="Of a text column with more different values, the most frequent ones are kept and the others share one.",
        default=100,
        minimum=2,
        maximum=250,
        advanced=True,
    )
}


# A round that takes long is told although its number is not round.
SAY_SECONDS = 5.0

_log = logging.getLogger("signalbox_tabular")


@dataclass(frozen=True)
class Part:
    """Rows to learn from or to watch. `target` holds class codes or values."""

    matrix: Matrix
    target: NDArray[Any]
    weight: NDArray[np.float64] | None


def following(number: int) -> int:
    """The next of 1, 2, 5, 10, 20, 50, …"""
    power = int(10 ** (len(str(number)) - 1))
    return next(each * power for each in (1, 2, 5, 10) if each * power > number)


class FitReport:
    """How a fit tells where it is. `live` is false while folds are fitted: their curves would mix."""

    def __init__(self, context: RunContext, low: float, high: float, live: bool) -> None:
        self._context = context
        self._values: dict[str, float] = {}
        self._said = 0.0
        self._next = 1
        self._low = low
        self._high = high
        self._live = live

    def progress(self, done: int, total: int, unit: str) -> None:
        share = done / total if total else 0.0
        self._say(done, total, unit)
        self._context.progress(self._low + (self._high - self._low) * share, done, total, unit, "training")

    def _say(self, done: int, total: int, unit: str) -> None:
        """At rounds 1, 2, 5, 10, 20, 50 … and the last, and at least every few seconds."""
        now = time.monotonic()
        if not done or total <= 1 or not (done >= self._next or done == total or now - self._said > SAY_SECONDS):
            return
        while self._next <= done:
            self._next = following(self._next)
        self._said = now
        values = "".join(f"  {key} {value:.5g}" for key, value in self._values.items())
        _log.info("%s %d of %d%s", unit, done, total, values)

    def say(self, text: str) -> None:
        """A line of the log."""
        _log.info("%s", text)

    def metric(self, key: str, value: float, step: int) -> None:
        self._values[key] = value
        if self._live:
            self._context.metric(key, value, step)

    def should_stop(self) -> bool:
        return self._context.should_stop()

    def stop_now(self) -> None:
        """Ends the run as cancelled: called when not even one iteration is there."""
        self._context.stop_now()


@dataclass(frozen=True)
class Fit:
    """One fit: the rows, and how many classes there are (0 for a regression).

    `watch` is a piece of the training rows that is only looked at: for the curve and for early stopping. It is never
    the held-out part that gives the final score. None when there are too few rows to spare.
    """

    train: Part
    watch: Part | None
    classes: int
    categorical: Sequence[int]
    seed: int
    threads: int
    report: FitReport


class TableAlgorithm(Algorithm):
    """Training, evaluation, storing and prediction are the same for all; `fit` is what differs."""

    kinds = ("training", "prediction")
    one_hot: ClassVar[bool] = False
    dense: ClassVar[bool] = False
    # True: `fit` gets a part to watch.
    watches: ClassVar[bool] = False

    @abstractmethod
    def fit(self, fit: Fit, parameters: Mapping[str, Any]) -> Estimator:
        """Learns. Stops after the iteration in which `fit.report.should_stop()` is true and returns what there is."""

    def train(self, context: RunContext, data: Dataset, parameters: Mapping[str, Any]) -> Result:
        from signalbox_tabular.training import train

        return train(self, context, data, parameters)

    def predict(self, context: RunContext, data: Dataset, model: Path, output_format: str) -> Result:
        from signalbox_tabular.batch import predict

        return predict(context, data, model, output_format)


def curve(key: str, role: Role, maximize: bool, task: str, step_unit: str) -> tuple[Metric, Metric]:
    """The pair of metrics that a training curve has: on the training rows and on the watched ones."""
    return (
        Metric(f"train/{key}", role, maximize, task, step_unit),
        Metric(f"valid/{key}", role, maximize, task, step_unit),
    )


# The tuple of every algorithm's final metrics; kept here so that importing an algorithm stays cheap.
FINAL: tuple[Metric, ...] = (
    Metric("roc_auc", Role.SCORE, True, "classification"),
    Metric("log_loss", Role.LOSS, False, "classification"),
    Metric("f1", Role.SCORE, True, "classification"),
    Metric("accuracy", Role.SCORE, True, "classification"),
    Metric("balanced_accuracy", Role.SCORE, True, "classification"),
    Metric("average_precision", Role.SCORE, True, "classification"),
    Metric("rmse", Role.LOSS, False, "regression"),
    Metric("mae", Role.LOSS, False, "regression"),
    Metric("r2", Role.SCORE, True, "regression"),
)
COMMON_METRICS: tuple[Metric, ...] = (
    *FINAL,
    *(Metric(f"fold/{metric.key}", metric.role, metric.maximize, metric.task, "fold") for metric in FINAL),
    *(
        Metric(f"{metric.key}_{part}", Role.OTHER, metric.maximize, metric.task)
        for metric in FINAL
        for part in ("mean", "std")
    ),
    Metric("rows_trained", Role.OTHER),
    Metric("rows_held_out", Role.OTHER),
    Metric("rows_without_target", Role.OTHER),
)


class BestSoFar:
    """Early stopping on a loss: remembers the best iteration and says when patience ends."""

    def __init__(self, patience: int) -> None:
        self._patience = patience
        self.iteration = 0
        self.loss = float("inf")

    def better(self, loss: float, iteration: int) -> bool:
        if loss < self.loss:
            self.loss, self.iteration = loss, iteration
            return True
        return False

    def __str__(self) -> str:
        return f"no improvement for {self._patience} rounds; the best was round {self.iteration} with {self.loss:.5g}"

    def exhausted(self, iteration: int) -> bool:
        return 0 < self._patience <= iteration - self.iteration
