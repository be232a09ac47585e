"""Gradient boosting with LightGBM."""

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
    TableAlgorithm,
    curve,
)

if TYPE_CHECKING:
    from signalbox_tabular.estimators import Estimator

_KEYS = {
    "binary_logloss": "log_loss",
    "multi_logloss": "log_loss",
    "auc": "roc_auc",
    "auc_mu": "roc_auc",
    "rmse": "rmse",
    "l1": "mae",
}


class LightGbm(TableAlgorithm):
    name = "lightgbm"
    title = "LightGBM"
    description = (
        "Gradient-boosted decision trees. The first choice for most tables: fast, takes missing values and categories as "
        "they are, and stops by itself when more trees no longer help."
    )
    watches = True
    parameters = {
        "n_estimators": Integer(
            title="Trees", description="Most boosting iterations.", default=500, minimum=1, maximum=10_000, log=True
        ),
        "learning_rate": Number(
            title="Learning rate",
            description="How much each tree counts. Smaller needs more trees.",
            default=0.05,
            minimum=0.0001,
            maximum=1.0,
            log=True,
        ),
        "num_leaves": Integer(
            title="Leaves per tree",
            description="How complex one tree may be.",
            default=31,
            minimum=2,
            maximum=4096,
            log=True,
        ),
        "early_stopping_rounds": Integer(
            title="Patience",
            description="Ends when the loss on the watched rows has not improved for so many iterations. 0: never.",
            default=50,
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
        "min_child_samples": Integer(
            title="Rows per leaf",
            description="Fewest training rows in a leaf.",
            default=20,
            minimum=1,
            maximum=10_000,
            log=True,
            advanced=True,
        ),
        "subsample": Number(
            title="Share of rows",
            description="Rows that each tree sees.",
            default=0.9,
            minimum=0.1,
            maximum=1.0,
            advanced=True,
        ),
        "colsample_bytree": Number(
            title="Share of columns",
            description="Columns that each tree sees.",
            default=0.9,
            minimum=0.1,
            maximum=1.0,
            advanced=True,
        ),
        "reg_alpha": Number(
            title="L1 penalty",
            description="Pulls the values of leaves to zero.",
            default=0.0,
            minimum=0.0,
            maximum=1000.0,
            advanced=True,
        ),
        "reg_lambda": Number(
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
        *curve("roc_auc", Role.SCORE, True, "classification", "iteration"),
        *curve("rmse", Role.LOSS, False, "regression", "iteration"),
        *curve("mae", Role.LOSS, False, "regression", "iteration"),
        *COMMON_METRICS,
    )

    def fit(self, fit: Fit, parameters: Mapping[str, Any]) -> Estimator:
        import lightgbm
        from lightgbm.callback import EarlyStopException

        from signalbox_tabular.estimators import LightGbmEstimator

        if fit.classes == 2:
            objective: dict[str, Any] = {"objective": "binary", "metric": ["binary_logloss", "auc"]}
        elif fit.classes:
            # The area under the curve of many classes is slow to compute in every iteration.
            objective = {"objective": "multiclass", "metric": ["multi_logloss"], "num_class": fit.classes}
        else:
            objective = {"objective": "regression", "metric": ["rmse", "l1"]}
        settings = {
            **objective,
            "learning_rate": parameters["learning_rate"],
            "num_leaves": parameters["num_leaves"],
            "max_depth": parameters["max_depth"] or -1,
            "min_data_in_leaf": parameters["min_child_samples"],
            "bagging_fraction": parameters["subsample"],
            "bagging_freq": 1 if parameters["subsample"] < 1 else 0,
            "feature_fraction": parameters["colsample_bytree"],
            "lambda_l1": parameters["reg_alpha"],
            "lambda_l2": parameters["reg_lambda"],
            "seed": fit.seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": fit.threads,
            "verbosity": -1,
        }
        train = lightgbm.Dataset(
            fit.train.matrix,
            fit.train.target,
            weight=fit.train.weight,
            categorical_feature=list(fit.categorical),
            params={"verbosity": -1, "num_threads": fit.threads},
        )
        watched = {"train": train}
        if fit.watch is not None:
            watched["valid"] = train.create_valid(fit.watch.matrix, fit.watch.target, weight=fit.watch.weight)
        total = parameters["n_estimators"]
        best = BestSoFar(parameters["early_stopping_rounds"])
        loss_key = objective["metric"][0]

        def after_iteration(env: Any) -> None:
            iteration = env.iteration + 1
            for part, metric, value, _ in env.evaluation_result_list:
                fit.report.metric(f"{part}/{_KEYS[metric]}", value, iteration)
                if part == "valid" and metric == loss_key:
                    best.better(value, iteration)
            fit.report.progress(iteration, total, "iteration")
            exhausted = fit.watch is not None and best.exhausted(iteration)
            if exhausted:
                fit.report.say(str(best))
            if fit.report.should_stop() or exhausted:
                raise EarlyStopException((best.iteration or iteration) - 1, env.evaluation_result_list)

        booster = lightgbm.train(
            settings,
            train,
            num_boost_round=total,
            valid_sets=list(watched.values()),
            valid_names=list(watched),
            callbacks=[after_iteration],
        )
        if booster.best_iteration <= 0 and best.iteration and parameters["early_stopping_rounds"]:
            booster.best_iteration = best.iteration
        return LightGbmEstimator(booster, fit.classes)
