"""Percentile pruning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from signalbox_ml import Number

from signalbox_tuning.algorithms.median import STEPS
from signalbox_tuning.methods import Pruner


class Percentile(Pruner):
    name = "percentile"
    title = "Percentile"
    description = "Ends a trial whose best value so far is not among the best of the completed trials at the same step."
    parameters = {
        "percentile": Number(
            title="Best part",
            description="The part that goes on: 25 keeps the best quarter.",
            default=25.0,
            minimum=0.0,
            maximum=100.0,
            unit="%",
        ),
        **STEPS,
    }

    @classmethod
    def build(cls, parameters: Mapping[str, Any]) -> Any:
        from optuna.pruners import PercentilePruner

        return PercentilePruner(**parameters)
