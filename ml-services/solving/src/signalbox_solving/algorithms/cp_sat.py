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
        # What a study may tune. Names and defaults are those of CP-SAT's `sat_parameters.proto`.
        "linearization_level": Integer(
            title="Linearization",
            description="How much of the model becomes a linear relaxation: 0 nothing, 1 what is linear already, 2 more.",
            default=1,
            minimum=0,
            maximum=2,
            advanced=True,
        ),
        "symmetry_level": Integer(
            title="Symmetry",
            description="How much is done to find symmetries and to use them. 0: nothing.",
            default=2,
            minimum=0,
            maximum=4,
            advanced=True,
        ),
        "cp_model_probing_level": Integer(
            title="Probing",
            description="How much effort goes to trying values before the search. 0: none.",
            default=2,
            minimum=0,
            maximum=3,
            advanced=True,
        ),
    }
