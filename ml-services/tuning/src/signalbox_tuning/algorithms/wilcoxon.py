"""Wilcoxon signed-rank test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from signalbox_ml import Integer, Number

from signalbox_tuning.methods import Pruner


class Wilcoxon(Pruner):
    name = "wilcoxon"
    title = "Wilcoxon"
    description = (
        "Ends a trial that is worse than the best one by a signed-rank test over their steps. For steps that can be compared one by one, "
        "and in any order: the folds of a cross-validation, instances of a problem."
    )
    parameters = {
        "p_threshold": Number(
            title="p-value",
            description="A trial ends when the test is surer than this. Smaller is more careful.",
            default=0.1,
            minimum=0.0,
            maximum=1.0,
        ),
        "n_startup_steps": Integer(
            title="Steps first",
            description="No trial is judged by fewer steps.",
            default=2,
            minimum=0,
            maximum=1_000_000,
        ),
    }

    @classmethod
    def build(cls, parameters: Mapping[str, Any]) -> Any:
        from optuna.pruners import WilcoxonPruner

        return WilcoxonPruner(**parameters)
