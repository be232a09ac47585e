"""OR-Tools CP-SAT, from its own models and from integer MPS files."""

from __future__ import annotations

from signalbox_ml import Integer

from signalbox_solving.solve_algorithm import COMMON, SolverAlgorithm


class CpSat(SolverAlgorithm):
    name = "cp_sat"
    title = "CP-SAT"
    description = (
        "Models of integer variables: scheduling, routing, packing and anything with many yes-or-no decisions. "
        "Many searches work at the same time."
    )
    solver = "cp_sat"
    instance_formats = ("cpsat", "mps")
    parameters = {
        **COMMON,
        "workers": Integer(
            title="Workers",
            description="Searches at the same time; more than there are threads can help, because they differ. 0: as many as threads.",
            default=0,
            minimum=0,
            maximum=1024,
            advanced=True,
        ),
    }
