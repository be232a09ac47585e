"""Median pruning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from signalbox_ml import Integer

from signalbox_tuning.methods import Pruner

STEPS: Mapping[str, Integer] = {
    "n_startup_trials": Integer(
        title="Trials first",
        description="Nothing is pruned before so many trials have completed.",
        default=5,
        minimum=0,
        maximum=10_000,
    ),
    "n_warmup_steps": Integer(
        title="Steps first",
        description="No trial is pruned before this step.",
        default=0,
        minimum=0,
        maximum=1_000_000_000,
    ),
    "interval_steps": Integer(
        title="Interval",
        description="A trial is judged once in so many steps.",
        default=1,
        minimum=1,
        maximum=1_000_000_000,
        advanced=True,
    ),
    "n_min_trials": Integer(
        title="Trials at a step",
        description="Nothing is judged at a step that fewer trials have reached.",
        default=1,
        minimum=1,
        maximum=10_000,
        advanced=True,
    ),
}


class Median(Pruner):
    name = "median"
    title = "Median"
    description = (
        "Ends a trial whose best value so far is worse than the median of the completed trials at the same step."
    )
    parameters = STEPS

    @classmethod
    def build(cls, parameters: Mapping[str, Any]) -> Any:
        from optuna.pruners import MedianPruner

        return MedianPruner(**parameters)
