"""Knapsack."""

from __future__ import annotations

from signalbox_ml import JsonText

from signalbox_solving.solve_algorithm import COMMON, TemplateAlgorithm

EXAMPLE = """{
  "capacity": 15,
  "items": [
    {"name": "tent", "value": 12, "weight": 8},
    {"name": "stove", "value": 7, "weight": 3},
    {"name": "lamp", "value": 4, "weight": 2},
    {"name": "book", "value": 3, "weight": 2, "count": 2},
    {"name": "chair", "value": 5, "weight": 6}
  ]
}"""


class Knapsack(TemplateAlgorithm):
    name = "knapsack"
    title = "Knapsack"
    description = (
        "The most valuable items that fit. A CSV dataset with name, value, weight and perhaps count may carry the items; the data "
        "then holds the capacity."
    )
    template = "knapsack"
    parameters = {
        "data": JsonText(
            title="Data",
            description="The capacity, and items with name, value, weight and count (1 when it is not there).",
            default=EXAMPLE,
        ),
        **COMMON,
    }
