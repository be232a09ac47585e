"""Assignment."""

from __future__ import annotations

from signalbox_ml import JsonText

from signalbox_solving.solve_algorithm import COMMON, TemplateAlgorithm

EXAMPLE = """{
  "workers": ["Ada", "Bo", "Cleo"],
  "tasks": ["paint", "weld", "pack"],
  "costs": [
    [9, 2, 7],
    [6, 4, 3],
    [5, 8, null]
  ]
}"""


class Assignment(TemplateAlgorithm):
    name = "assignment"
    title = "Assignment"
    description = (
        "Who does what at the least cost. A CSV dataset with worker, task and cost, one line for each possible pair, may carry the "
        "costs; the data may then be {}."
    )
    template = "assignment"
    parameters = {
        "data": JsonText(
            title="Data",
            description="Workers, tasks, one row of costs for each worker (null: not possible), and tasks_per_worker (1).",
            default=EXAMPLE,
        ),
        **COMMON,
    }
