"""Random search."""

from __future__ import annotations

from typing import Any

from signalbox_tuning.definition import Definition
from signalbox_tuning.methods import Sampler


class RandomSearch(Sampler):
    name = "random"
    title = "Random"
    description = "Each parameter by chance, from its range or on its logarithmic scale. Learns nothing; what others have to beat."

    @classmethod
    def build(cls, definition: Definition) -> Any:
        from optuna.samplers import RandomSampler

        return RandomSampler(seed=definition.seed)
