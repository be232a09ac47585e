"""HiGHS, from MPS and LP files."""

from __future__ import annotations

from signalbox_ml import Boolean, Choice, Integer, Number

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
        # What a study may tune. Names and defaults are those of HiGHS: https://ergo-code.github.io/HiGHS/dev/options/definitions/
        "mip_heuristic_effort": Number(
            title="Effort for heuristics",
            description="The part of the work on a mixed-integer model that goes to finding solutions rather than to proving.",
            default=0.05,
            minimum=0.0,
            maximum=1.0,
            advanced=True,
        ),
        "mip_detect_symmetry": Boolean(
            title="Symmetry",
            description="Whether symmetries of a mixed-integer model are looked for.",
            default=True,
            advanced=True,
        ),
        "mip_allow_restart": Boolean(
            title="Restarts",
            description="Whether the search may begin anew when much of the model has become fixed.",
            default=True,
            advanced=True,
        ),
        "mip_pscost_minreliable": Integer(
            title="Reliable after",
            description="How often a variable must have been branched on before its pseudo-cost is trusted.",
            default=8,
            minimum=0,
            maximum=1000,
            advanced=True,
        ),
        "mip_lp_age_limit": Integer(
            title="Age limit of cuts",
            description="For how many relaxations a cut stays in the LP without being tight.",
            default=10,
            minimum=0,
            maximum=32767,
            advanced=True,
        ),
    }
