"""Facility location: which facilities to open, and which of them serves each customer, at the least cost.

Data: `{"facilities": [{"name": text, "fixed_cost": number, "capacity": number?}], "customers": [{"name": text, "demand": number?}],
"costs": [[number or null]]}`; one row of costs for each facility, null where it cannot serve the customer. A customer is served by one
open facility; without a capacity a facility serves any demand; a demand is 1 by default.
CSV: `facility,customer,cost`, one line for each possible pair, with `facilities` (and `customers`, when there are demands) in the data.
"""

from __future__ import annotations

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
    in_order,
    integers,
    line_of,
    malformed,
    matrix,
    member,
    names,
    optimize,
    optional,
    shown,
    text,
)


@dataclass(frozen=True)
class Problem:
    facilities: list[str]
    fixed_costs: list[Amount]
    # None: no limit.
    capacities: list[Amount | None]
    customers: list[str]
    demands: list[Amount]
    # By facility and customer; what is missing is not possible.
    costs: dict[tuple[int, int], Amount]


class FacilityLocation(Template):
    columns = ("facility", "customer", "cost")

    def read(self, data: Mapping[str, Any], rows: Sequence[Row] | None) -> Problem:
        given = array(member(data, "facilities", ""), "facilities")
        place = [f"facilities[{at}]" for at in range(len(given))]
        facilities = names([member(each, "name", at) for each, at in zip(given, place, strict=True)], "facilities")
        customers, demands = _customers(data, rows)
        if rows is None:
            table = matrix(member(data, "costs", ""), "costs", len(facilities), len(customers))
            costs = {
                (facility, customer): cost
                for facility, line in enumerate(table)
                for customer, cost in enumerate(line)
                if cost is not None
            }
        else:
            costs = _costs(rows, facilities, customers)
        return Problem(
            facilities=facilities,
            fixed_costs=[
                amount(member(each, "fixed_cost", at), f"{at}.fixed_cost")
                for each, at in zip(given, place, strict=True)
            ],
            capacities=[
                amount(limit, f"{at}.capacity") if (limit := optional(each, "capacity", None)) is not None else None
                for each, at in zip(given, place, strict=True)
            ],
            customers=customers,
            demands=demands,
            costs=costs,
        )

    def build(self, model: Any, cp_model: Any, problem: Problem) -> Plan:
        opened = [model.new_bool_var(f"open[{name}]") for name in problem.facilities]
        pairs = list(problem.costs)
        serves = {
            (facility, customer): model.new_bool_var(
                f"serve[{problem.facilities[facility]},{problem.customers[customer]}]"
            )
            for facility, customer in pairs
        }
        by_customer: list[list[Any]] = [[] for _ in problem.customers]
        by_facility: list[list[int]] = [[] for _ in problem.facilities]
        for (facility, customer), variable in serves.items():
            by_customer[customer].append(variable)
            by_facility[facility].append(customer)
            model.add_implication(variable, opened[facility])
        for able in by_customer:
            if able:
                model.add_exactly_one(able)
            else:
                # Nobody can serve it.
                model.add_bool_or([])
        limits = [capacity for capacity in problem.capacities if capacity is not None]
        scaled, _ = integers([*problem.demands, *limits], "demand")
        demands, left = scaled[: len(problem.demands)], iter(scaled[len(problem.demands) :])
        for facility, capacity in enumerate(problem.capacities):
            if capacity is None:
                continue
            served = by_facility[facility]
            model.add_linear_constraint(
                cp_model.LinearExpr.weighted_sum(
                    [*(serves[facility, customer] for customer in served), opened[facility]],
                    [*(demands[customer] for customer in served), -next(left)],
                ),
                -(2**62),
                0,
            )
        costs, scale = integers([*problem.fixed_costs, *problem.costs.values()], "cost")
        optimize(model, cp_model, [*opened, *serves.values()], costs, scale)

        def plan(found: Sequence[int]) -> dict[str, Any]:
            chosen = [pair for pair in pairs if found[serves[pair].index]]
            open_now = [facility for facility, variable in enumerate(opened) if found[variable.index]]
            fixed = sum((problem.fixed_costs[facility] for facility in open_now), 0)
            return {
                "open": [problem.facilities[facility] for facility in open_now],
                "served": [
                    {
                        "customer": problem.customers[customer],
                        "facility": problem.facilities[facility],
                        "cost": shown(problem.costs[facility, customer]),
                    }
                    for facility, customer in chosen
                ],
                "fixedCost": shown(fixed),
                "cost": shown(fixed + sum((problem.costs[pair] for pair in chosen), 0)),
            }

        return plan


def _customers(data: Mapping[str, Any], rows: Sequence[Row] | None) -> tuple[list[str], list[Amount]]:
    if rows is not None and "customers" not in data:
        found = in_order([text(row["customer"], f"{line_of(at)}.customer") for at, row in enumerate(rows)])
        return found, [1] * len(found)
    # A customer without a demand may be a name alone.
    given = [
        each if isinstance(each, dict) else {"name": each} for each in array(member(data, "customers", ""), "customers")
    ]
    demands = [amount(optional(each, "demand", 1), f"customers[{at}].demand") for at, each in enumerate(given)]
    return names([member(each, "name", f"customers[{at}]") for at, each in enumerate(given)], "customers"), demands


def _costs(rows: Sequence[Row], facilities: list[str], customers: list[str]) -> dict[tuple[int, int], Amount]:
    facility_number = {name: number for number, name in enumerate(facilities)}
    customer_number = {name: number for number, name in enumerate(customers)}
    costs: dict[tuple[int, int], Amount] = {}
    for at, row in enumerate(rows):
        if row["facility"] not in facility_number:
            raise malformed(line_of(at), f"the facility “{row['facility'][:40]}” is not in the data")
        if row["customer"] not in customer_number:
            raise malformed(line_of(at), f"the customer “{row['customer'][:40]}” is not in the data")
        pair = facility_number[row["facility"]], customer_number[row["customer"]]
        if pair in costs:
            raise malformed(line_of(at), "this pair is there twice")
        costs[pair] = amount(row["cost"], f"{line_of(at)}.cost")
    return costs
