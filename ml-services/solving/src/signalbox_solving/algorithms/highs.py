"""HiGHS, from MPS and LP files."""

from __future__ import annotations

from signalbox_ml import Choice

from signalbox_solving.solve_algorithm import COMMON, SolverAlgorithm


class Highs(SolverAlgorithm):
    name = "highs"
    title = "HiGHS"
    description = (
        "Linear, mixed-integer and convex quadratic models, to proven optimality. Says which constraints contradict each other "
        "when a linear model is infeasible."
    )
    solver = "highs"
    instance_formats = ("mps", "lp")
    parameters = {
        **COMMON,
        "presolve": Choice(
            title="Presolve",
            description="Whether the model is made smaller before the search; choose leaves it to HiGHS.",
            default="choose",
            options=("choose", "on", "off"),
            advanced=True,
        ),
    }
