"""Multi-layer perceptron."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from signalbox_ml import Choice, Integer, Number, ProgramError, Role

from signalbox_tabular.table_algorithm import (
    CLASS_WEIGHT,
    COMMON_METRICS,
    MAX_CATEGORIES,
    BestSoFar,
    Fit,
    Part,
    TableAlgorithm,
    curve,
)

if TYPE_CHECKING:
    from signalbox_tabular.estimators import Estimator


class Mlp(TableAlgorithm):
    name = "mlp"
    title = "Multi-layer perceptron"
    description = "A small neural network. Learns smooth relations; wants more rows than trees do."
    one_hot = True
    dense = True
    watches = True
    parameters = {
        "hidden_layers": Integer(
            title="Hidden layers", description="How many layers.", default=2, minimum=1, maximum=6
        ),
        "hidden_units": Integer(
            title="Units per layer", description="How wide a layer is.", default=64, minimum=1, maximum=1024, log=True
        ),
        "epochs": Integer(
            title="Epochs",
            description="Most passes over the training rows.",
            default=200,
            minimum=1,
            maximum=5000,
            log=True,
        ),
        "learning_rate": Number(
            title="Learning rate",
            description="The first step width of Adam.",
            default=0.001,
            minimum=1e-6,
            maximum=1.0,
            log=True,
        ),
        "early_stopping_rounds": Integer(
            title="Patience",
            description="Ends when the loss on the watched rows has not improved for so many epochs. 0: never.",
            default=20,
            minimum=0,
            maximum=1000,
            unit="epochs",
        ),
        **CLASS_WEIGHT,
        "alpha": Number(
            title="L2 penalty",
            description="Keeps the weights small.",
            default=0.0001,
            minimum=0.0,
            maximum=100.0,
            advanced=True,
        ),
        "batch_size": Integer(
            title="Batch size",
            description="Rows per step.",
            default=64,
            minimum=1,
            maximum=10_000,
            log=True,
            unit="rows",
            advanced=True,
        ),
        "activation": Choice(
            title="Activation",
            description="The function of a unit.",
            default="relu",
            options=("relu", "tanh", "logistic"),
            advanced=True,
        ),
        **MAX_CATEGORIES,
    }
    metrics = (
        *curve("log_loss", Role.LOSS, False, "classification", "epoch"),
        *curve("rmse", Role.LOSS, False, "regression", "epoch"),
        *COMMON_METRICS,
    )

    def fit(self, fit: Fit, parameters: Mapping[str, Any]) -> Estimator:
        import numpy as np
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        from signalbox_tabular.estimators import SklearnEstimator

        mean = scale = None
        target = fit.train.target
        if not fit.classes:
            mean, scale = float(target.mean()), float(target.std()) or 1.0
            target = (target - mean) / scale
        model = (MLPClassifier if fit.classes else MLPRegressor)(
            hidden_layer_sizes=(parameters["hidden_units"],) * parameters["hidden_layers"],
            activation=parameters["activation"],
            alpha=parameters["alpha"],
            batch_size=min(parameters["batch_size"], len(target)),
            learning_rate_init=parameters["learning_rate"],
            random_state=fit.seed,
        )
        estimator = SklearnEstimator(model, fit.classes, mean or 0.0, scale or 1.0, blocked=True)
        first: dict[str, Any] = {"classes": np.arange(fit.classes)} if fit.classes else {}
        best = BestSoFar(parameters["early_stopping_rounds"])
        kept: Any = None
        total = parameters["epochs"]
        for epoch in range(1, total + 1):
            try:
                model.partial_fit(fit.train.matrix, target, sample_weight=fit.train.weight, **first)
            except ValueError as error:
                if np.isfinite(fit.train.matrix).all():
                    raise ProgramError(
                        "algorithm.diverged", "The weights grew without bound; lower the rate."
                    ) from error
                raise
            first = {}
            loss = self._loss(estimator, fit.train, fit.classes)
            name = "log_loss" if fit.classes else "rmse"
            fit.report.metric(f"train/{name}", loss, epoch)
            if fit.watch is not None:
                loss = self._loss(estimator, fit.watch, fit.classes)
                fit.report.metric(f"valid/{name}", loss, epoch)
            if not np.isfinite(loss):
                raise ProgramError("algorithm.diverged", "The weights grew without bound; lower the learning rate.")
            if best.better(loss, epoch):
                kept = ([each.copy() for each in model.coefs_], [each.copy() for each in model.intercepts_])
            fit.report.progress(epoch, total, "epoch")
            if fit.report.should_stop() or (fit.watch is not None and best.exhausted(epoch)):
                break
        if fit.watch is not None and best.exhausted(epoch):
            fit.report.say(str(best))
        if kept is not None and fit.watch is not None:
            model.coefs_, model.intercepts_ = kept
        return estimator

    def _loss(self, estimator: Estimator, part: Part, classes: int) -> float:
        import numpy as np

        predicted = estimator.predict(part.matrix)
        if not classes:
            return float(np.sqrt(np.mean((part.target - predicted) ** 2)))
        picked = predicted[np.arange(len(part.target)), part.target]
        losses = -np.log(np.clip(picked, np.finfo(np.float64).eps, 1.0))
        return float(np.average(losses, weights=part.weight))
