"""Hyperband."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from signalbox_ml import Integer, InvalidRequest

from signalbox_tuning.definition import Definition
from signalbox_tuning.methods import Pruner


class Hyperband(Pruner):
    name = "hyperband"
    title = "Hyperband"
    description = (
        "Several successive halvings beside each other, from strict to lenient; each trial belongs to one of them, and a sampler learns "
        "within it. Needs more trials than the others."
    )
    remembers = True
    parameters = {
        "min_resource": Integer(
            title="Least steps",
            description="No trial is judged earlier.",
            default=1,
            minimum=1,
            maximum=1_000_000_000,
        ),
        "max_resource": Integer(
            title="Most steps",
            description="How many steps a whole trial has. 0: as many as the longest that has completed when the first one is judged.",
            default=0,
            minimum=0,
            maximum=1_000_000_000,
        ),
        "reduction_factor": Integer(
            title="Reduction",
            description="One of so many trials goes on to the next rung, which is so many times as far.",
            default=3,
            minimum=2,
            maximum=1000,
        ),
        "bootstrap_count": Integer(
            title="Trials at a rung first",
            description="So many trials must come to a rung before one goes on. Needs the most steps.",
            default=0,
            minimum=0,
            maximum=10_000,
            advanced=True,
        ),
    }

    @classmethod
    def check(cls, definition: Definition) -> None:
        options = definition.pruner.parameters if definition.pruner is not None else {}
        if not options:
            return
        if 0 < options["max_resource"] < options["min_resource"]:
            raise InvalidRequest("pruner.parameters.max_resource: must not be less than min_resource")
        if options["bootstrap_count"] > 0 and options["max_resource"] == 0:
            raise InvalidRequest("pruner.parameters.bootstrap_count: needs max_resource")

    @classmethod
    def build(cls, parameters: Mapping[str, Any]) -> Any:
        from optuna.pruners import HyperbandPruner

        return HyperbandPruner(**{**parameters, "max_resource": parameters["max_resource"] or "auto"})
