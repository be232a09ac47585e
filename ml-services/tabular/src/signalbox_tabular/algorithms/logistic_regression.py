"""Logistic regression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from signalbox_ml import Integer, Number

from signalbox_tabular.table_algorithm import CLASS_WEIGHT, COMMON_METRICS, MAX_CATEGORIES, Fit, TableAlgorithm

if TYPE_CHECKING:
    from signalbox_tabular.estimators import Estimator


class LogisticRegression(TableAlgorithm):
    name = "logistic_regression"
    title = "Logistic regression"
    description = "A linear model of the classes. Quick, easy to explain, and a yardstick for everything larger."
    tasks = ("classification",)
    one_hot = True
    dense = True
    parameters = {
        "c": Number(
            title="Freedom (C)",
            description="The inverse of the penalty: smaller keeps the coefficients smaller.",
            default=1.0,
            minimum=1e-5,
            maximum=1e5,
            log=True,
        ),
        "l1_ratio": Number(
            title="Share of L1",
            description="0: ridge penalty, 1: lasso penalty, which leaves columns out.",
            default=0.0,
            minimum=0.0,
            maximum=1.0,
        ),
        **CLASS_WEIGHT,
        "max_iter": Integer(
            title="Iterations",
            description="Most iterations of the solver.",
            default=1000,
            minimum=10,
            maximum=100_000,
            log=True,
            advanced=True,
        ),
        **MAX_CATEGORIES,
    }
    metrics = COMMON_METRICS

    def fit(self, fit: Fit, parameters: Mapping[str, Any]) -> Estimator:
        from sklearn import linear_model

        from signalbox_tabular.estimators import SklearnEstimator

        ratio = parameters["l1_ratio"]
        model = linear_model.LogisticRegression(
            C=parameters["c"],
            l1_ratio=ratio,
            solver="saga" if ratio > 0 else "lbfgs",
            max_iter=parameters["max_iter"],
            random_state=fit.seed,
        )
        model.fit(fit.train.matrix, fit.train.target, sample_weight=fit.train.weight)
        fit.report.progress(1, 1, "fit")
        return SklearnEstimator(model, fit.classes, blocked=True)
