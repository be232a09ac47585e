"""Ridge regression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from signalbox_ml import Number

from signalbox_tabular.table_algorithm import COMMON_METRICS, MAX_CATEGORIES, Fit, TableAlgorithm

if TYPE_CHECKING:
    from signalbox_tabular.estimators import Estimator


class Ridge(TableAlgorithm):
    name = "ridge"
    title = "Ridge regression"
    description = (
        "A linear model with a penalty on large coefficients. Solved at once; a yardstick for everything larger."
    )
    tasks = ("regression",)
    one_hot = True
    dense = True
    parameters = {
        "alpha": Number(
            title="Penalty",
            description="Larger keeps the coefficients smaller.",
            default=1.0,
            minimum=1e-6,
            maximum=1e6,
            log=True,
        ),
        **MAX_CATEGORIES,
    }
    metrics = COMMON_METRICS

    def fit(self, fit: Fit, parameters: Mapping[str, Any]) -> Estimator:
        from sklearn import linear_model

        from signalbox_tabular.estimators import SklearnEstimator

        model = linear_model.Ridge(alpha=parameters["alpha"], random_state=fit.seed)
        model.fit(fit.train.matrix, fit.train.target)
        fit.report.progress(1, 1, "fit")
        return SklearnEstimator(model, 0, blocked=True)
