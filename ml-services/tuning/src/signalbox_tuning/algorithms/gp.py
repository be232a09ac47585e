"""Gaussian process."""

from __future__ import annotations

from typing import Any

from signalbox_ml import Boolean, Integer

from signalbox_tuning.definition import Definition
from signalbox_tuning.methods import Sampler


class Gp(Sampler):
    name = "gp"
    title = "Gaussian process"
    description = (
        "Models the objectives by Gaussian processes and looks where an improvement is most likely. Few trials go far, but choosing "
        "one takes longer the more there are: for up to a few hundred expensive trials. For one or several objectives, with constraints."
    )
    needs = ("torch",)
    parameters = {
        "n_startup_trials": Integer(
            title="Random trials first",
            description="So many trials are chosen at random before the model is used.",
            default=10,
            minimum=1,
            maximum=10_000,
        ),
        "deterministic_objective": Boolean(
            title="Deterministic objective",
            description="The same parameters always give the same value: the model reckons with no noise.",
            default=False,
        ),
    }

    @classmethod
    def build(cls, definition: Definition) -> Any:
        from optuna.samplers import GPSampler

        return GPSampler(seed=definition.seed, warn_independent_sampling=False, **definition.sampler.parameters)
