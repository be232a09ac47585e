"""The named problems: what they read, what they refuse, and that their plans are right."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from instances import FT06, Solve, job_shop
from signalbox_ml import ProgramError
from signalbox_ml.algorithm import Algorithm
from signalbox_solving import templates
from signalbox_solving.algorithms.assignment import Assignment
from signalbox_solving.algorithms.facility_location import FacilityLocation
from signalbox_solving.algorithms.job_shop import JobShop
from signalbox_solving.algorithms.knapsack import Knapsack
from signalbox_solving.algorithms.vehicle_routing import VehicleRouting
from signalbox_solving.solve_algorithm import SolverAlgorithm
from signalbox_solving.templates.base import LARGEST, integers

ALL: list[SolverAlgorithm] = [Assignment(), FacilityLocation(), JobShop(), Knapsack(), VehicleRouting()]


def example(algorithm: Algorithm) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(algorithm.parameters["data"].schema()["default"])
    return made


# -- each example by trying everything


def best_knapsack(data: dict[str, Any]) -> float:
    counts = [range(item.get("count", 1) + 1) for item in data["items"]]
    values = []
    for taken in itertools.product(*counts):
        weight = sum(count * item["weight"] for count, item in zip(taken, data["items"], strict=True))
        if weight <= data["capacity"]:
            values.append(sum(count * item["value"] for count, item in zip(taken, data["items"], strict=True)))
    return float(max(values))


def best_assignment(data: dict[str, Any]) -> float:
    sums = []
    for tasks in itertools.permutations(range(len(data["tasks"]))):
        costs = [line[task] for line, task in zip(data["costs"], tasks, strict=True)]
        if None not in costs:
            sums.append(sum(costs))
    return float(min(sums))


def best_facilities(data: dict[str, Any]) -> float:
    facilities, customers = data["facilities"], data["customers"]
    sums = []
    for served in itertools.product(range(len(facilities)), repeat=len(customers)):
        loads = [0] * len(facilities)
        for customer, facility in zip(customers, served, strict=True):
            loads[facility] += customer["demand"]
        if all(load <= each["capacity"] for load, each in zip(loads, facilities, strict=True)):
            fixed = sum(facilities[facility]["fixed_cost"] for facility in set(served))
            sums.append(fixed + sum(data["costs"][facility][at] for at, facility in enumerate(served)))
    return float(min(sums))


# Job shop: a machine does one thing at a time, and no painting can begin before 2: 2 + 4 + 3. Vehicle routing: Nord and
# Markt (9 + 3 + 6), Ost and Hafen (8 + 2 + 10); any other pair of tours that are not too heavy is longer.
OPTIMA: dict[str, Callable[[dict[str, Any]], float]] = {
    "assignment": best_assignment,
    "facility_location": best_facilities,
    "job_shop": lambda data: 9.0,
    "knapsack": best_knapsack,
    "vehicle_routing": lambda data: 38.0,
}


@pytest.mark.parametrize("algorithm", ALL, ids=lambda algorithm: algorithm.name)
def test_the_example_of_each_template_is_solved(solve: Solve, algorithm: SolverAlgorithm) -> None:
    best = OPTIMA[algorithm.name](example(algorithm))
    solved = solve(algorithm)
    assert solved.outcome == "optimal"
    assert solved.result.summary["objective"] == pytest.approx(best)
    assert solved.solve["gap"] == pytest.approx(0)
    assert solved.solution["plan"]
    assert solved.names[0] == "instance-statistics.json"


def test_a_knapsack_is_told_by_its_items(solve: Solve) -> None:
    solved = solve(Knapsack())
    plan = solved.solution["plan"]
    data = example(Knapsack())
    items = {item["name"]: item for item in data["items"]}
    assert plan["weight"] == sum(items[each["name"]]["weight"] * each["count"] for each in plan["items"])
    assert plan["weight"] <= plan["capacity"] == data["capacity"]
    assert plan["value"] == 26
    assert solved.statistics["variables"] == {"continuous": 0, "integer": 1, "binary": 4}
    assert solved.statistics["sense"] == "maximize"


def test_a_tour_begins_and_ends_at_the_depot(solve: Solve) -> None:
    plan = solve(VehicleRouting()).solution["plan"]
    assert sorted(sorted(tour["stops"]) for tour in plan["tours"]) == [
        ["Hafen", "Ost", "depot", "depot"],
        ["Markt", "Nord", "depot", "depot"],
    ]
    assert all(tour["stops"][0] == tour["stops"][-1] == "depot" for tour in plan["tours"])
    assert sorted(tour["load"] for tour in plan["tours"]) == [8, 9]
    assert sum(tour["distance"] for tour in plan["tours"]) == plan["distance"] == 38


def test_a_schedule_keeps_order_and_machines(solve: Solve) -> None:
    data = job_shop(FT06)
    plan = solve(JobShop(), parameters={"data": json.dumps(data)}).solution["plan"]
    assert plan["makespan"] == max(task["end"] for task in plan["schedule"]) == 55
    for before, after in itertools.pairwise(plan["schedule"]):
        assert before["machine"] < after["machine"] or (
            before["machine"] == after["machine"] and before["end"] <= after["start"]
        )
    found = {(task["job"], task["task"]): (task["machine"], task["start"], task["end"]) for task in plan["schedule"]}
    assert len(found) == len(plan["schedule"]) == 36
    for job, steps in enumerate(data["jobs"]):
        earliest = 0
        for number, (machine, duration) in enumerate(steps):
            where, start, end = found[str(job), number]
            assert (where, end - start) == (str(machine), duration)
            assert start >= earliest
            earliest = end


def test_decimals_are_exact(solve: Solve) -> None:
    data = {
        "capacity": 1.5,
        "items": [
            {"name": "a", "value": 0.1, "weight": 0.75},
            {"name": "b", "value": 0.25, "weight": 0.75},
            {"name": "c", "value": 0.3, "weight": 1.5},
        ],
    }
    solved = solve(Knapsack(), parameters={"data": json.dumps(data)})
    assert solved.result.summary["objective"] == pytest.approx(0.35, rel=1e-12)
    assert solved.solution["plan"] == {
        "items": [{"name": "a", "count": 1}, {"name": "b", "count": 1}],
        "weight": 1.5,
        "value": 0.35,
        "capacity": 1.5,
    }


def test_what_nobody_can_do_is_infeasible(solve: Solve) -> None:
    data = {"workers": ["a", "b"], "tasks": ["x", "y"], "costs": [[1, None], [2, None]]}
    solved = solve(Assignment(), parameters={"data": json.dumps(data)})
    assert solved.outcome == "infeasible"
    assert "objective" not in solved.result.summary
    assert "solution.json" not in solved.names


@pytest.mark.parametrize(
    ("algorithm", "data", "table", "objective"),
    [
        (Knapsack(), '{"capacity": 15}', "name,value,weight,count\ntent,12,8,\nstove,7,3,\nlamp,4,2,\nbag,3,2,2\n", 26),
        (Assignment(), "{}", "worker,task,cost\nAda,paint,9\nAda,weld,2\nBo,paint,6\nBo,weld,4\n", 8),
        (JobShop(), "{}", "job,machine,duration\nA,saw,3\nA,drill,2\nB,saw,2\nB,paint,4\nC,drill,4\nC,paint,3\n", 9),
        (
            VehicleRouting(),
            '{"vehicles": 1, "capacity": 2.5}',
            "name,x,y,demand\ndepot,0,0,\na,3,4,1.25\nb,6,8,1.25\n",
            20,
        ),
        (
            FacilityLocation(),
            '{"facilities": [{"name": "w", "fixed_cost": 12}, {"name": "e", "fixed_cost": 9}]}',
            "facility,customer,cost\nw,a,2\nw,b,5\ne,a,6\ne,b,1\n",
            16,
        ),
    ],
    ids=["knapsack", "assignment", "job_shop", "vehicle_routing", "facility_location"],
)
def test_a_csv_may_carry_the_rows(
    solve: Solve, algorithm: SolverAlgorithm, data: str, table: str, objective: float
) -> None:
    solved = solve(algorithm, table, "csv", parameters={"data": data})
    assert solved.outcome == "optimal"
    assert solved.result.summary["objective"] == pytest.approx(objective)


# -- what is refused


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("knapsack", "[]", "data: must be an object."),
        ("knapsack", "{}", "capacity: is missing."),
        ("knapsack", '{"capacity": true, "items": []}', "capacity: must be a number."),
        ("knapsack", '{"capacity": -1, "items": []}', "capacity: must be at least 0."),
        ("knapsack", '{"capacity": NaN, "items": []}', "data: NaN is no number."),
        ("knapsack", '{"capacity": 1e31, "items": []}', "capacity: is too large."),
        ("knapsack", '{"capacity": 1, "items": []}', "items: must not be empty."),
        ("knapsack", '{"capacity": 1, "items": {}}', "items: must be an array."),
        ("knapsack", '{"capacity": 1, "items": [5]}', "items[0]: must be an object."),
        ("knapsack", '{"capacity": 1, "items": [{"name": "a", "value": 1}]}', "items[0].weight: is missing."),
        (
            "knapsack",
            '{"capacity": 1, "items": [{"name": "a", "value": 1, "weight": 1, "count": 1.5}]}',
            "items[0].count: must be an integer.",
        ),
        (
            "knapsack",
            '{"capacity": 1, "items": [{"name": "a", "value": 1, "weight": 1}, {"name": "a", "value": 2}]}',
            "items[1]: the name “a” is there twice.",
        ),
        ("assignment", '{"workers": ["a", "b"], "tasks": ["x"], "costs": [[1]]}', "costs: must have 2 rows, not 1."),
        ("assignment", '{"workers": ["a"], "tasks": ["x"], "costs": [[1, 2]]}', "costs[0]: must have 1 numbers, not 2"),
        ("assignment", '{"workers": ["a"], "tasks": ["x"], "costs": [["1a"]]}', "costs[0][0]: must be a number"),
        ("job_shop", '{"jobs": [[[0, 1], [0]]]}', "jobs[0][1]: must be [machine, duration]."),
        ("job_shop", '{"jobs": [[[0, -1]]]}', f"jobs[0][0].duration: must be from 0 to {LARGEST}."),
        ("vehicle_routing", '{"vehicles": 1, "locations": [{"name": "d"}]}', "locations: must have the depot and"),
        (
            "vehicle_routing",
            '{"vehicles": 0, "locations": [{"name": "d"}, {"name": "a"}], "distances": [[0, 1], [1, 0]]}',
            f"vehicles: must be from 1 to {LARGEST}.",
        ),
        (
            "vehicle_routing",
            '{"vehicles": 1, "locations": [{"name": "d"}, {"name": "a"}], "distances": [[0, null], [1, 0]]}',
            "distances[0][1]: must be a number.",
        ),
        (
            "facility_location",
            '{"facilities": [{"name": "w"}], "customers": ["a"], "costs": [[1]]}',
            "facilities[0].fixed_cost: is missing.",
        ),
    ],
)
def test_what_is_wrong_in_the_data_is_named_with_its_place(name: str, data: str, message: str) -> None:
    with pytest.raises(ProgramError) as caught:
        templates.of(name).check(data, "", ",")
    assert caught.value.code == "data.malformed"
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("name", "data", "table", "code", "message"),
    [
        ("knapsack", '{"capacity": 1}', "name;value\na;1\n", "data.missing_column", "The dataset has no column weight"),
        ("knapsack", '{"capacity": 1}', "name;value;weight\n", "data.no_rows", "The dataset has no rows."),
        ("knapsack", '{"capacity": 1}', "name;value;weight\na;1;x\n", "data.malformed", "line 2.weight: must be a"),
        (
            "knapsack",
            '{"capacity": 1}',
            "name;value;weight\na;1;1\nb;2\n",
            "data.malformed",
            "The CSV cannot be read: line 3 has 2 cells instead of 3.",
        ),
        ("assignment", "{}", "worker;task;cost\na;x;1\na;x;2\n", "data.malformed", "line 3: this pair is there twice."),
        ("job_shop", "{}", "job;machine;duration\na;;1\n", "data.malformed", "line 2.machine: must be a name."),
        (
            "facility_location",
            '{"facilities": [{"name": "w", "fixed_cost": 1}]}',
            "facility;customer;cost\nx;a;1\n",
            "data.malformed",
            "line 2: the facility “x” is not in the data.",
        ),
    ],
)
def test_what_is_wrong_in_a_csv_is_named_with_its_line(
    tmp_path: Path, name: str, data: str, table: str, code: str, message: str
) -> None:
    path = tmp_path / "dataset.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(ProgramError) as caught:
        templates.of(name).check(data, str(path), ";")
    assert caught.value.code == code
    assert str(caught.value).startswith(message)


def test_numbers_become_integers_without_a_loss() -> None:
    assert integers([Decimal("0.5"), 2, Decimal("1.25")], "x") == ([50, 200, 125], 100)
    assert integers([Decimal("1e3"), Decimal("7.000")], "x") == ([1000, 7], 1)
    assert integers([], "x") == ([], 1)
    with pytest.raises(ProgramError) as caught:
        integers([Decimal("0.0000000001")], "x")
    assert caught.value.code == "data.too_fine"
    with pytest.raises(ProgramError) as caught:
        integers([LARGEST + 1], "x")
    assert caught.value.code == "data.too_large"


def test_a_cost_that_is_too_fine_is_refused_before_the_search(solve: Solve) -> None:
    data = '{"capacity": 1, "items": [{"name": "a", "value": 0.0000000001, "weight": 1}]}'
    with pytest.raises(ProgramError) as caught:
        solve(Knapsack(), parameters={"data": data})
    assert caught.value.code == "data.too_fine"


def test_too_many_places_are_refused() -> None:
    places = [{"name": str(number), "x": number, "y": 0} for number in range(401)]
    with pytest.raises(ProgramError) as caught:
        templates.of("vehicle_routing").check(json.dumps({"locations": places}), "", ",")
    assert (caught.value.code, str(caught.value)) == (
        "data.too_large",
        "The problem is too large: 401 locations, at most 400 are possible.",
    )
