"""The base of every algorithm here: the limits that all solves have, and what they report. Cheap to import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from signalbox_ml import Instance, Integer, Metric, Number, Parameter, Result, Role, RunContext, SolveAlgorithm

COMMON: Mapping[str, Parameter] = {
    "time_limit_seconds": Number(
        title="Time limit",
        description="The search ends after this time with the best solution that it has. 0: no limit.",
        default=0.0,
        minimum=0.0,
        maximum=31_536_000.0,
        unit="s",
    ),
    "gap_limit": Number(
        title="Gap limit",
        description="The search ends when the gap, |incumbent - bound| / |incumbent|, is not larger; 0.01 is 1 %. "
        "0: until the solution is proven optimal.",
        default=0.0,
        minimum=0.0,
        maximum=10.0,
    ),
    "threads": Integer(title="Threads", description="0: all cores.", default=0, minimum=0, maximum=1024, advanced=True),
    "seed": Integer(
        title="Seed",
        description="Changes the path of the search, not what is true of its end.",
        default=0,
        minimum=0,
        maximum=2_147_483_647,
        advanced=True,
    ),
    "memory_limit_mb": Integer(
        title="Memory limit",
        description="What the solver may take for itself; then the search ends with the best solution that it has. 0: no limit.",
        default=0,
        minimum=0,
        maximum=16_777_216,
        unit="MiB",
        advanced=True,
    ),
}

METRICS: tuple[Metric, ...] = (
    Metric("incumbent", Role.INCUMBENT, step_unit="report"),
    Metric("bound", Role.BOUND, step_unit="report"),
    Metric("gap", Role.GAP, step_unit="report"),
    Metric("nodes", Role.OTHER, step_unit="report"),
    Metric("lp_iterations", Role.OTHER, step_unit="report"),
    Metric("objective", Role.OTHER),
    Metric("seconds", Role.OTHER),
    Metric("primal_integral", Role.OTHER),
    # Of a set of instances: while it is solved, what each would come to if nothing got better any more. `measures.py` defines them.
    Metric("set/gap_integral", Role.LOSS, step_unit="tick", of_set=True),
    Metric("set/seconds", Role.LOSS, step_unit="tick", of_set=True),
    Metric("set/par10", Role.LOSS, step_unit="tick", of_set=True),
    Metric("set/gap", Role.LOSS, step_unit="tick", of_set=True),
    Metric("set/solved", Role.SCORE, maximize=True, step_unit="tick", of_set=True),
    # The same of each instance, once it has ended.
    Metric("instance/gap_integral", Role.LOSS, step_unit="instance", of_set=True),
    Metric("instance/seconds", Role.LOSS, step_unit="instance", of_set=True),
    Metric("instance/par10", Role.LOSS, step_unit="instance", of_set=True),
    Metric("instance/gap", Role.LOSS, step_unit="instance", of_set=True),
    Metric("instance/solved", Role.SCORE, maximize=True, step_unit="instance", of_set=True),
)


class SolverAlgorithm(SolveAlgorithm):
    """Limits, live values, artifacts and the end of a solve are the same for all; what differs is the solver and its input."""

    metrics = METRICS
    # `highs` or `cp_sat`: which library the process of the solve loads.
    solver: ClassVar[str]
    # The name of the template that turns the parameter `data` into a model; empty for an instance.
    template: ClassVar[str] = ""

    def solve(self, context: RunContext, instance: Instance, parameters: Mapping[str, Any]) -> Result:
        from signalbox_solving.conductor import conduct

        return conduct(self, context, instance, parameters)

    def solve_set(self, context: RunContext, instances: Sequence[Instance], parameters: Mapping[str, Any]) -> Result:
        from signalbox_solving.instance_set import conduct_set

        return conduct_set(self, context, instances, parameters)


class TemplateAlgorithm(SolverAlgorithm):
    """A named problem. Its data is in the parameter `data`; a CSV dataset may carry its rows."""

    solver = "cp_sat"
    optional_formats = ("csv",)
