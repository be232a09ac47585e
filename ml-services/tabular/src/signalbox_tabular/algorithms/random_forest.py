"""Random forest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from signalbox_ml import Choice, Integer, Metric, Role

from signalbox_tabular.table_algorithm import CLASS_WEIGHT, COMMON_METRICS, MAX_CATEGORIES, Fit, TableAlgorithm

if TYPE_CHECKING:
    from signalbox_tabular.estimators import Estimator

_STEPS = 20


class RandomForest(TableAlgorithm):
    name = "random_forest"
    title = "Random forest"
    description = "Many deep trees on random samples, averaged. Hard to get wrong, little to tune."
    one_hot = True
    parameters = {
        "n_estimators": Integer(
            title="Trees", description="How many trees.", default=300, minimum=1, maximum=5000, log=True
        ),
        "max_depth": Integer(
            title="Depth", description="Levels of a tree at most. 0: no limit.", default=0, minimum=0, maximum=64
        ),
        "min_samples_leaf": Integer(
            title="Rows per leaf",
            description="Fewest training rows in a leaf.",
            default=1,
            minimum=1,
            maximum=10_000,
            log=True,
        ),
        **CLASS_WEIGHT,
        "max_features": Choice(
            title="Columns per split",
            description="How many columns a split may choose from.",
            default="auto",
            options=("auto", "sqrt", "log2", "third", "all"),
            advanced=True,
        ),
        **MAX_CATEGORIES,
    }
    metrics = (
        Metric("oob/accuracy", Role.SCORE, True, "classification", "tree"),
        Metric("oob/r2", Role.SCORE, True, "regression", "tree"),
        *COMMON_METRICS,
    )

    def fit(self, fit: Fit, parameters: Mapping[str, Any]) -> Estimator:
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        from signalbox_tabular.estimators import SklearnEstimator

        kind = RandomForestClassifier if fit.classes else RandomForestRegressor
        options: dict[str, Any] = {"sqrt": "sqrt", "log2": "log2", "third": 1 / 3, "all": 1.0}
        options["auto"] = options["sqrt" if fit.classes else "third"]
        total = parameters["n_estimators"]
        model = kind(
            n_estimators=1,
            max_depth=parameters["max_depth"] or None,
            min_samples_leaf=parameters["min_samples_leaf"],
            max_features=options[parameters["max_features"]],
            bootstrap=True,
            oob_score=True,
            warm_start=True,
            random_state=fit.seed,
            n_jobs=fit.threads,
        )
        step = max(1, total // _STEPS)
        done = 0
        while done < total:
            done = min(total, done + step)
            model.set_params(n_estimators=done)
            model.fit(fit.train.matrix, fit.train.target, sample_weight=fit.train.weight)
            fit.report.metric("oob/accuracy" if fit.classes else "oob/r2", model.oob_score_, done)
            fit.report.progress(done, total, "tree")
            if fit.report.should_stop():
                break
        # Needed no more; they would be stored with the model.
        for name in ("oob_decision_function_", "oob_prediction_"):
            if hasattr(model, name):
                delattr(model, name)
        # One thread adds the trees' votes in one order: the same bits every time.
        model.set_params(n_jobs=1)
        return SklearnEstimator(model, fit.classes)
