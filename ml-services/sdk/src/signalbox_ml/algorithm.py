"""What an algorithm is: one class."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from signalbox_ml.errors import ProgramError
from signalbox_ml.parameters import Parameter

if TYPE_CHECKING:
    from signalbox_ml.context import RunContext
    from signalbox_ml.dataset import Dataset
    from signalbox_ml.instance import Instance


class Role(Enum):
    """What a metric means to a reader. The values are those of `MetricRole` in the contract."""

    LOSS = 1
    SCORE = 2
    INCUMBENT = 3
    BOUND = 4
    GAP = 5
    SYSTEM = 6
    OTHER = 7


@dataclass(frozen=True)
class Metric:
    """A metric that an algorithm reports. `task` empty: every task. `step_unit` empty: a single value.

    `of_set`: only `solve_set` reports it, and that reports no other. With the step unit `instance` it has a point for each instance,
    at its place, from 1.
    """

    key: str
    role: Role
    maximize: bool = False
    task: str = ""
    step_unit: str = ""
    of_set: bool = False


@dataclass(frozen=True)
class StoredModel:
    """The model artifact of a training that has been uploaded."""

    artifact_name: str
    format: str
    signature: Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """What a run leaves behind: final metric values, the model of a training, the outcome of a solve.

    An outcome is one of the words in `OUTCOMES`; empty for anything but a solve of one instance.
    """

    summary: Mapping[str, float] = field(default_factory=dict)
    model: StoredModel | None = None
    outcome: str = ""


# How a solve can end well. `feasible`: a limit was reached, a solution is there; `no_solution`: a limit was reached without one;
# `stopped`: a graceful cancel, with or without a solution.
OUTCOMES = ("optimal", "feasible", "infeasible", "unbounded", "infeasible_or_unbounded", "no_solution", "stopped")


class Algorithm(ABC):
    """One algorithm. Subclass it, fill in the attributes, write `train`; `Describe` shows it at once.

    An instance lives in the child process of one attempt. Importing the class must be cheap: import heavy libraries
    inside the methods.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str]
    kinds: ClassVar[Sequence[str]] = ("training",)
    tasks: ClassVar[Sequence[str]] = ("classification", "regression")
    parameters: ClassVar[Mapping[str, Parameter]] = {}
    metrics: ClassVar[Sequence[Metric]] = ()
    # For the kind `solve`: the formats of which one instance must come (`mps`, `lp`, `cpsat`); none when the data is in the
    # parameters.
    instance_formats: ClassVar[Sequence[str]] = ()
    # For the kind `solve` without an instance: formats that a dataset may have which adds to the parameters (`csv`).
    optional_formats: ClassVar[Sequence[str]] = ()

    @abstractmethod
    def train(self, context: RunContext, data: Dataset, parameters: Mapping[str, Any]) -> Result:
        """Learns from `data`. Called for the kind `training`."""

    def predict(self, context: RunContext, data: Dataset, model: Path, output_format: str) -> Result:
        """Answers every row of `data` from a stored model. Called for the kind `prediction`."""
        raise ProgramError("kind.unsupported", f"{self.title} does not serve batch predictions.")

    def solve(self, context: RunContext, instance: Instance, parameters: Mapping[str, Any]) -> Result:
        """Looks for the best solution of `instance`. Called for the kind `solve`; the result has an outcome."""
        raise ProgramError("kind.unsupported", f"{self.title} does not serve solves.")

    def solve_set(self, context: RunContext, instances: Sequence[Instance], parameters: Mapping[str, Any]) -> Result:
        """Solves `instances`, one after another in this order. Called for the kind `solve` with a set of them.

        Only for an algorithm with metrics that are `of_set`; its summary holds those. The result has no outcome.
        """
        raise ProgramError("kind.unsupported", f"{self.title} solves no sets of instances.")

    @classmethod
    def solves_sets(cls) -> bool:
        """Whether it offers solves of sets of instances: it names a metric of them."""
        return any(metric.of_set for metric in cls.metrics)


class ProposingAlgorithm(Algorithm):
    """The base of what a study is conducted with: a sampler (kind `study`) or a pruner. Nobody starts it: it answers Suggest."""

    kinds: ClassVar[Sequence[str]] = ("study",)
    tasks: ClassVar[Sequence[str]] = ()

    def train(self, context: RunContext, data: Dataset, parameters: Mapping[str, Any]) -> Result:
        raise ProgramError("kind.unsupported", f"{self.title} only proposes.")


class SolveAlgorithm(Algorithm):
    """The base of an algorithm that only solves: fill in the attributes and write `solve`."""

    kinds: ClassVar[Sequence[str]] = ("solve",)
    tasks: ClassVar[Sequence[str]] = ()

    @abstractmethod
    def solve(self, context: RunContext, instance: Instance, parameters: Mapping[str, Any]) -> Result:
        """Looks for the best solution of `instance`; the result has an outcome."""

    def train(self, context: RunContext, data: Dataset, parameters: Mapping[str, Any]) -> Result:
        raise ProgramError("kind.unsupported", f"{self.title} does not learn.")


def discover(package: ModuleType) -> list[type[Algorithm]]:
    """Every complete algorithm class defined in the modules of a package, in the order of its name."""
    found: dict[str, type[Algorithm]] = {}
    for module_info in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        module = importlib.import_module(module_info.name)
        for _, member in inspect.getmembers(module, inspect.isclass):
            if (
                issubclass(member, Algorithm)
                and member.__module__ == module.__name__
                and not inspect.isabstract(member)
            ):
                found[member.name] = member
    return [found[name] for name in sorted(found)]
