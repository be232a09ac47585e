"""Asynchronous successive halving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from signalbox_ml import Integer, InvalidRequest

from signalbox_tuning.definition import Definition
from signalbox_tuning.methods import Pruner


class SuccessiveHalving(Pruner):
    name = "successive_halving"
    title = "Successive halving"
    description = "Lets the best part of the trials that have come to a rung go on to the next one, which is a multiple of the steps away."
    remembers = True
    parameters = {
        "min_resource": Integer(
            title="First rung",
            description="After so many steps. 0: by the steps of the first trial that completes.",
            default=0,
            minimum=0,
            maximum=1_000_000_000,
        ),
        "reduction_factor": Integer(
            title="Reduction",
            description="One of so many trials goes on to the next rung, which is so many times as far.",
            default=4,
            minimum=2,
            maximum=1000,
        ),
        "min_early_stopping_rate": Integer(
            title="Later first rung",
            description="The first rung is at the reduction to this power times as many steps.",
            default=0,
            minimum=0,
            maximum=20,
            advanced=True,
        ),
        "bootstrap_count": Integer(
            title="Trials at a rung first",
            description="So many trials must come to a rung before one goes on. Needs a first rung.",
            default=0,
            minimum=0,
            maximum=10_000,
            advanced=True,
        ),
    }

    @classmethod
    def check(cls, definition: Definition) -> None:
        options = definition.pruner.parameters if definition.pruner is not None else {}
        if options and options["bootstrap_count"] > 0 and options["min_resource"] == 0:
            raise InvalidRequest("pruner.parameters.bootstrap_count: needs min_resource")

    @classmethod
    def build(cls, parameters: Mapping[str, Any]) -> Any:
        from optuna.pruners import SuccessiveHalvingPruner

        return SuccessiveHalvingPruner(**{**parameters, "min_resource": parameters["min_resource"] or "auto"})
