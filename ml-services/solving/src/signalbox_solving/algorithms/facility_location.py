"""Facility location."""

from __future__ import annotations

from signalbox_ml import JsonText

from signalbox_solving.solve_algorithm import COMMON, TemplateAlgorithm

EXAMPLE = """{
  "facilities": [
    {"name": "west", "fixed_cost": 12, "capacity": 10},
    {"name": "east", "fixed_cost": 9, "capacity": 6}
  ],
  "customers": [
    {"name": "a", "demand": 3},
    {"name": "b", "demand": 4},
    {"name": "c", "demand": 2}
  ],
  "costs": [
    [2, 5, 4],
    [6, 1, 3]
  ]
}"""


class FacilityLocation(TemplateAlgorithm):
    name = "facility_location"
    title = "Facility location"
    description = (
        "Which facilities to open, and which of them serves each customer, at the least cost. A CSV dataset with facility, customer "
        "and cost, one line for each possible pair, may carry the costs; the data then holds the facilities."
    )
    template = "facility_location"
    parameters = {
        "data": JsonText(
            title="Data",
            description="Facilities with name, fixed_cost and capacity; customers with name and demand; one row of costs for each "
            "facility (null: not possible).",
            default=EXAMPLE,
        ),
        **COMMON,
    }
