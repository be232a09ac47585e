"""What a study is conducted with: samplers and pruners, each one class that Describe shows. Cheap to import."""

from __future__ import annotations

import importlib.util
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from signalbox_ml import Algorithm, ProposingAlgorithm

if TYPE_CHECKING:
    from signalbox_tuning.definition import Definition


class Sampler(ProposingAlgorithm):
    """A way to choose the parameters of the next trial. Fill in the attributes and write `build`."""

    kinds = ("study",)
    # Modules without which it is not offered.
    needs: ClassVar[Sequence[str]] = ()

    @classmethod
    def check(cls, definition: Definition) -> None:
        """Raises InvalidRequest, naming the field, for a definition that this sampler cannot search."""

    @classmethod
    @abstractmethod
    def build(cls, definition: Definition) -> Any:
        """The `optuna.samplers.BaseSampler` of a study, its random state at the study's seed."""


class Pruner(ProposingAlgorithm):
    """A way to tell trials that are not worth going on by their intermediate values. Fill in the attributes and write `build`."""

    kinds = ("pruner",)
    # True when a verdict depends on earlier verdicts, so that each report must be judged, also of trials that have ended.
    remembers: ClassVar[bool] = False

    @classmethod
    def check(cls, definition: Definition) -> None:
        """Raises InvalidRequest, naming the field, for a definition that this pruner cannot judge."""

    @classmethod
    @abstractmethod
    def build(cls, parameters: Mapping[str, Any]) -> Any:
        """The `optuna.pruners.BasePruner` of a study."""


@dataclass(frozen=True)
class Methods:
    """The samplers and pruners that this service offers, by name."""

    samplers: Mapping[str, type[Sampler]]
    pruners: Mapping[str, type[Pruner]]

    @staticmethod
    def of(algorithms: Iterable[type[Algorithm]]) -> Methods:
        found = list(algorithms)
        return Methods(
            {each.name: each for each in found if issubclass(each, Sampler)},
            {each.name: each for each in found if issubclass(each, Pruner)},
        )


def offered(algorithms: Iterable[type[Algorithm]]) -> list[type[Algorithm]]:
    """Those whose libraries are installed. Nothing is imported for it."""
    return [
        each
        for each in algorithms
        if not issubclass(each, Sampler) or all(importlib.util.find_spec(name) is not None for name in each.needs)
    ]
