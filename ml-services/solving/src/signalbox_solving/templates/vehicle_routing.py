"""Vehicle routing: tours from a depot that serve every place once, within the capacity of the vehicles, as short as possible.

Data: `{"vehicles": integer, "capacity": number, "locations": [{"name": text, "x": number, "y": number, "demand": number?}],
"distances": [[number]]?}`. The first location is the depot. Without `distances`, a distance is the Euclidean one rounded to the
nearest integer, as in TSPLIB's EUC_2D; with them, `x` and `y` are not needed and row and column follow the locations.
At most `vehicles` tours are made. CSV: `name,x,y,demand`, the depot first, with `vehicles` and `capacity` in the data.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from signalbox_solving.templates.base import (
    Amount,
    Plan,
    Row,
    Template,
    amount,
    array,
    integers,
    line_of,
    malformed,
    matrix,
    member,
    names,
    optimize,
    optional,
    shown,
    too_large,
    whole,
)

# Arcs grow with the square of it.
LOCATIONS = 400


@dataclass(frozen=True)
class Problem:
    names: list[str]
    demands: list[Amount]
    distances: list[list[Amount]]
    vehicles: int
    capacity: Amount


class VehicleRouting(Template):
    columns = ("name", "x", "y")

    def read(self, data: Mapping[str, Any], rows: Sequence[Row] | None) -> Problem:
        given: Sequence[Any] = rows if rows is not None else array(member(data, "locations", ""), "locations")
        place = [f"locations[{at}]" if rows is None else line_of(at) for at in range(len(given))]
        if len(given) < 2:
            raise malformed("locations", "must have the depot and at least one place to serve")
        if len(given) > LOCATIONS:
            raise too_large(f"{len(given)} locations, at most {LOCATIONS} are possible")
        found = names([member(each, "name", at) for each, at in zip(given, place, strict=True)], "locations")
        demands = [amount(optional(each, "demand", 0), f"{at}.demand") for each, at in zip(given, place, strict=True)]
        return Problem(
            names=found,
            demands=[0, *demands[1:]],
            distances=_distances(data, given, place),
            vehicles=whole(member(data, "vehicles", ""), "vehicles", 1),
            capacity=amount(member(data, "capacity", ""), "capacity"),
        )

    def build(self, model: Any, cp_model: Any, problem: Problem) -> Plan:
        count = len(problem.names)
        (capacity, *demands), _ = integers([problem.capacity, *problem.demands], "demand")
        drives = {
            (here, there): model.new_bool_var(f"drive[{problem.names[here]},{problem.names[there]}]")
            for here in range(count)
            for there in range(count)
            if here != there
        }
        model.add_multiple_circuit([(here, there, variable) for (here, there), variable in drives.items()])
        leaving = [variable for (here, _), variable in drives.items() if here == 0]
        model.add_linear_constraint(cp_model.LinearExpr.weighted_sum(leaving, [1] * len(leaving)), 1, problem.vehicles)
        # What is on board after a place was served; it only grows along a tour, so tours cannot be too heavy.
        loads = {
            place: model.new_int_var(min(demands[place], capacity), capacity, f"load[{problem.names[place]}]")
            for place in range(1, count)
        }
        for place, load in loads.items():
            model.add(load >= demands[place])
        for (here, there), variable in drives.items():
            if here and there:
                model.add(loads[there] >= loads[here] + demands[there]).only_enforce_if(variable)
        pairs = list(drives)
        lengths, scale = integers([problem.distances[here][there] for here, there in pairs], "distance")
        optimize(model, cp_model, [drives[pair] for pair in pairs], lengths, scale)

        def plan(found: Sequence[int]) -> dict[str, Any]:
            after = {here: there for here, there in pairs if here and found[drives[here, there].index]}
            begins = [there for here, there in pairs if here == 0 and found[drives[here, there].index]]
            tours = [_tour(problem, after, first) for first in begins]
            return {
                "tours": [{"vehicle": number, **_told(problem, tour)} for number, tour in enumerate(tours, start=1)],
                "distance": shown(sum((_length(problem, tour) for tour in tours), 0)),
            }

        return plan


def _distances(data: Mapping[str, Any], given: Sequence[Any], place: Sequence[str]) -> list[list[Amount]]:
    if "distances" in data:
        table = matrix(data["distances"], "distances", len(given), len(given))
        for row, line in enumerate(table):
            for column, distance in enumerate(line):
                if distance is None and row != column:
                    raise malformed(f"distances[{row}][{column}]", "must be a number")
        return [[0 if distance is None else distance for distance in line] for line in table]
    points = [
        (
            float(amount(member(each, "x", at), f"{at}.x", None)),
            float(amount(member(each, "y", at), f"{at}.y", None)),
        )
        for each, at in zip(given, place, strict=True)
    ]
    return [[int(math.dist(here, there) + 0.5) for there in points] for here in points]


def _tour(problem: Problem, after: Mapping[int, int], first: int) -> list[int]:
    """The places of a tour, the depot at both ends."""
    tour, place = [0], first
    while place and len(tour) <= len(problem.names):
        tour.append(place)
        place = after[place]
    return [*tour, 0]


def _length(problem: Problem, tour: Sequence[int]) -> Amount:
    return sum((problem.distances[here][there] for here, there in itertools.pairwise(tour)), 0)


def _told(problem: Problem, tour: Sequence[int]) -> dict[str, Any]:
    return {
        "stops": [problem.names[place] for place in tour],
        "load": shown(sum((problem.demands[place] for place in tour), 0)),
        "distance": shown(_length(problem, tour)),
    }
