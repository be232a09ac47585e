"""Named problems for people without a modelling tool: plain JSON data in, a plan in the problem's own words out.

Nothing here imports `ortools`: a template that builds its model gets the module from the process of the solve.
"""

from __future__ import annotations

from collections.abc import Mapping

from signalbox_solving.templates.assignment import Assignment
from signalbox_solving.templates.base import Plan, Template
from signalbox_solving.templates.facility_location import FacilityLocation
from signalbox_solving.templates.job_shop import JobShop
from signalbox_solving.templates.knapsack import Knapsack
from signalbox_solving.templates.vehicle_routing import VehicleRouting

__all__ = ["Plan", "Template", "of"]

_ALL: Mapping[str, Template] = {
    "assignment": Assignment(),
    "facility_location": FacilityLocation(),
    "job_shop": JobShop(),
    "knapsack": Knapsack(),
    "vehicle_routing": VehicleRouting(),
}


def of(name: str) -> Template:
    """The template of that name. KeyError when there is none."""
    return _ALL[name]
