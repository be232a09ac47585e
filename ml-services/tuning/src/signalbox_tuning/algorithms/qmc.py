"""Quasi-Monte Carlo."""

from __future__ import annotations

from typing import Any

from signalbox_ml import Boolean, Choice, InvalidRequest

from signalbox_tuning.definition import CategoricalParameter, Definition
from signalbox_tuning.methods import Sampler


class Qmc(Sampler):
    name = "qmc"
    title = "Quasi-Monte Carlo"
    description = (
        "A sequence that fills the space more evenly than chance. Learns nothing from the trials, so any number of them can run at once. "
        "Categorical parameters are chosen at random."
    )
    parameters = {
        "qmc_type": Choice(
            title="Sequence",
            description="Sobol is at its best with a power of two of trials.",
            default="sobol",
            options=("sobol", "halton"),
        ),
        "scramble": Boolean(
            title="Scramble",
            description="Shuffles the sequence by the seed; without it, every study with this space has the same one.",
            default=False,
        ),
    }

    @classmethod
    def check(cls, definition: Definition) -> None:
        if all(isinstance(each, CategoricalParameter) for each in definition.parameters):
            raise InvalidRequest("sampler.name: qmc needs at least one numeric parameter")

    @classmethod
    def build(cls, definition: Definition) -> Any:
        from optuna.samplers import QMCSampler

        return QMCSampler(seed=definition.seed, warn_independent_sampling=False, **definition.sampler.parameters)
