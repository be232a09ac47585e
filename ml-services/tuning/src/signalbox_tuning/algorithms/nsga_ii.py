"""Nondominated sorting genetic algorithm II."""

from __future__ import annotations

from typing import Any

from signalbox_ml import Integer, Number

from signalbox_tuning.definition import Definition
from signalbox_tuning.methods import Sampler


class NsgaIi(Sampler):
    name = "nsga_ii"
    title = "NSGA-II"
    description = (
        "A genetic algorithm that keeps the trials no other one is better than in every objective, and crosses them. For several "
        "objectives and many trials, with constraints."
    )
    parameters = {
        "population_size": Integer(
            title="Trials in a generation",
            description="The first generation is chosen at random.",
            default=50,
            minimum=2,
            maximum=10_000,
        ),
        "crossover_prob": Number(
            title="Crossover",
            description="How likely a new trial is a cross of two parents; else it is a copy of one that mutates.",
            default=0.9,
            minimum=0.0,
            maximum=1.0,
            advanced=True,
        ),
        "swapping_prob": Number(
            title="Swapping",
            description="How likely a cross takes a parameter from the second parent.",
            default=0.5,
            minimum=0.0,
            maximum=1.0,
            advanced=True,
        ),
    }

    @classmethod
    def build(cls, definition: Definition) -> Any:
        from optuna.samplers import NSGAIISampler

        return NSGAIISampler(seed=definition.seed, **definition.sampler.parameters)
