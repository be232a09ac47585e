"""Elastic net."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from signalbox_ml import Integer, Number

from signalbox_tabular.table_algorithm import COMMON_METRICS, MAX_CATEGORIES, Fit, TableAlgorithm

if TYPE_CHECKING:
    from signalbox_tabular.estimators import Estimator


class ElasticNet(TableAlgorithm):
    name = "elastic_net"
    title = "Elastic net"
    description = "A linear model that mixes the ridge and the lasso penalty, so it can leave columns out."
    tasks = ("regression",)
    one_hot = True
    dense = True
    parameters = {
        "alpha": Number(
            title="Penalty",
            description="Larger keeps the coefficients smaller. The target is scaled before, so it needs no unit.",
            default=0.01,
            minimum=1e-6,
            maximum=100.0,
            log=True,
        ),
        "l1_ratio": Number(
            title="Share of L1",
            description="0: ridge penalty, 1: lasso penalty, which leaves columns out.",
            default=0.5,
            minimum=0.0,
            maximum=1.0,
        ),
        "max_iter": Integer(
            title="Iterations",
            description="Most iterations of the solver.",
            default=5000,
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

        mean, scale = float(fit.train.target.mean()), float(fit.train.target.std()) or 1.0
        model = linear_model.ElasticNet(
            alpha=parameters["alpha"],
            l1_ratio=parameters["l1_ratio"],
            max_iter=parameters["max_iter"],
            random_state=fit.seed,
        )
        model.fit(fit.train.matrix, (fit.train.target - mean) / scale)
        fit.report.progress(1, 1, "fit")
        return SklearnEstimator(model, 0, mean, scale, blocked=True)
