"""Job shop."""

from __future__ import annotations

from signalbox_ml import JsonText

from signalbox_solving.solve_algorithm import COMMON, TemplateAlgorithm

EXAMPLE = """{
  "jobs": [
    {"name": "A", "tasks": [{"machine": "saw", "duration": 3}, {"machine": "drill", "duration": 2}]},
    {"name": "B", "tasks": [{"machine": "saw", "duration": 2}, {"machine": "paint", "duration": 4}]},
    {"name": "C", "tasks": [{"machine": "drill", "duration": 4}, {"machine": "paint", "duration": 3}]}
  ]
}"""


class JobShop(TemplateAlgorithm):
    name = "job_shop"
    title = "Job shop"
    description = (
        "When each task of each job runs on its machine, so that all is done as early as possible. A CSV dataset with job, machine "
        "and duration, the tasks of a job in their order, may carry the jobs; the data may then be {}."
    )
    template = "job_shop"
    parameters = {
        "data": JsonText(
            title="Data",
            description="Jobs with tasks in their order, each with machine and duration; or lists of [machine, duration].",
            default=EXAMPLE,
        ),
        **COMMON,
    }
