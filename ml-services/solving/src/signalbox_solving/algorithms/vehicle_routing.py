"""Vehicle routing."""

from __future__ import annotations

from signalbox_ml import JsonText

from signalbox_solving.solve_algorithm import COMMON, TemplateAlgorithm

EXAMPLE = """{
  "vehicles": 2,
  "capacity": 10,
  "locations": [
    {"name": "depot", "x": 0, "y": 0},
    {"name": "Nord", "x": 1, "y": 9, "demand": 4},
    {"name": "Ost", "x": 8, "y": 2, "demand": 5},
    {"name": "Hafen", "x": 9, "y": 4, "demand": 3},
    {"name": "Markt", "x": 2, "y": 6, "demand": 5}
  ]
}"""


class VehicleRouting(TemplateAlgorithm):
    name = "vehicle_routing"
    title = "Vehicle routing"
    description = (
        "Tours from a depot that serve every place once within the capacity of the vehicles, as short as possible. A CSV dataset with "
        "name, x, y and perhaps demand, the depot first, may carry the places; the data then holds vehicles and capacity."
    )
    template = "vehicle_routing"
    parameters = {
        "data": JsonText(
            title="Data",
            description="Vehicles (at most so many tours), capacity, locations with name, x, y and demand (the first is the depot), "
            "and distances, when they are not the straight ones.",
            default=EXAMPLE,
        ),
        **COMMON,
    }
