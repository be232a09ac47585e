"""Histogram gradient boosting of scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from signalbox_ml import Integer, Number, Role

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

# Each step bins the data again, so the steps grow with the number of trees; a curve still moves from the start.
_STEP_SHARE = 0.1


class HistGradientBoosting(TableAlgorithm):
    name = "hist_gradient_boosting"
    title = "Histogram gradient boosting"
    description = (
        "Gradient-boosted decision trees of scikit-learn. Close to LightGBM in quality; takes missing values and categories "
        "as they are."
    )
    watches = True
    parameters = {
        "max_iter": Integer(
            title="Trees", description="Most boosting iterations.", default=300, minimum=1, maximum=5000, log=True
        ),
        "learning_rate": Number(
            title="Learning rate",
            description="How much each tree counts. Smaller needs more trees.",
            default=0.05,
            minimum=0.0001,
            maximum=1.0,
            log=True,
        ),
        "max_leaf_nodes": Integer(
            title="Leaves per tree",
            description="How complex one tree may be.",
            default=31,
            minimum=2,
            maximum=1024,
            log=True,
        ),
        "early_stopping_rounds": Integer(
            title="Patience",
            description="Ends when the loss on the watched rows has not improved for so many iterations. 0: never.",
            default=30,
            minimum=0,
            maximum=1000,
            unit="iterations",
        ),
        **CLASS_WEIGHT,
        "max_depth": Integer(
            title="Depth",
            description="Levels of a tree at most. 0: no limit.",
            default=0,
            minimum=0,
            maximum=64,
            advanced=True,
        ),
        "min_samples_leaf": Integer(
            title="Rows per leaf",
            description="Fewest training rows in a leaf.",
            default=20,
            minimum=1,
            maximum=10_000,
            log=True,
            advanced=True,
        ),
        "l2_regularization": Number(
            title="L2 penalty",
            description="Shrinks the values of leaves.",
            default=0.0,
            minimum=0.0,
            maximum=1000.0,
            advanced=True,
        ),
        **MAX_CATEGORIES,
    }
    metrics = (
        *curve("log_loss", Role.LOSS, False, "classification", "iteration"),
        *curve("rmse", Role.LOSS, False, "regression", "iteration"),
        *COMMON_METRICS,
    )

    def fit(self, fit: Fit, parameters: Mapping[str, Any]) -> Estimator:
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

        from signalbox_tabular.estimators import SklearnEstimator

        kind = HistGradientBoostingClassifier if fit.classes else HistGradientBoostingRegressor
        total = parameters["max_iter"]
        model = kind(
            learning_rate=parameters["learning_rate"],
            max_leaf_nodes=parameters["max_leaf_nodes"],
            max_depth=parameters["max_depth"] or None,
            min_samples_leaf=parameters["min_samples_leaf"],
            l2_regularization=parameters["l2_regularization"],
            categorical_features=list(fit.categorical) or None,
            random_state=fit.seed,
            warm_start=True,
            # Gives the loss of every iteration; our own patience decides, so its own never does.
            early_stopping=True,
            scoring="loss",
            n_iter_no_change=total + 1,
        )
        watch = fit.watch or fit.train
        best = BestSoFar(parameters["early_stopping_rounds"])
        done = 0
        while done < total:
            step = max(1, int(done * _STEP_SHARE))
            model.set_params(max_iter=min(total, done + step))
            self._fit(model, fit, watch)
            reached = model.n_iter_
            for iteration in range(done + 1, reached + 1):
                self._report(fit, model, iteration, best)
            if reached <= done:
                break
            done = reached
            fit.report.progress(done, total, "iteration")
            if fit.report.should_stop() or (fit.watch is not None and best.exhausted(done)):
                break
        if fit.watch is not None and best.exhausted(done) and not fit.report.should_stop():
            fit.report.say(str(best))
            # The trees after the best iteration made it worse: the same trees again, without them.
            model.set_params(max_iter=best.iteration, warm_start=False)
            self._fit(model, fit, watch)
        return SklearnEstimator(model, fit.classes)

    def _fit(self, model: Any, fit: Fit, watch: Part) -> None:
        model.fit(
            fit.train.matrix,
            fit.train.target,
            sample_weight=fit.train.weight,
            X_val=watch.matrix,
            y_val=watch.target,
            sample_weight_val=watch.weight,
        )

    def _report(self, fit: Fit, model: Any, iteration: int, best: BestSoFar) -> None:
        parts = {"train": model.train_score_[iteration]}
        if fit.watch is not None:
            parts["valid"] = model.validation_score_[iteration]
            best.better(-parts["valid"], iteration)
        for part, score in parts.items():
            if fit.classes:
                fit.report.metric(f"{part}/log_loss", -score, iteration)
            else:
                # scikit-learn minimises half of the squared error.
                fit.report.metric(f"{part}/rmse", (2 * max(0.0, -score)) ** 0.5, iteration)
