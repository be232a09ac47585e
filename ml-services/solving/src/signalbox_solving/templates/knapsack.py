"""Knapsack: the most valuable items that fit.

Data: `{"capacity": number, "items": [{"name": text, "value": number, "weight": number, "count": integer?}]}`; `count`, 1 by default,
is how many of the item there are. CSV: `name,value,weight[,count]`, with `{"capacity": number}`.
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
    integers,
    line_of,
    member,
    names,
    optimize,
    optional,
    shown,
    whole,
)


@dataclass(frozen=True)
class Problem:
    capacity: Amount
    names: list[str]
    values: list[Amount]
    weights: list[Amount]
    counts: list[int]


class Knapsack(Template):
    columns = ("name", "value", "weight")

    def read(self, data: Mapping[str, Any], rows: Sequence[Row] | None) -> Problem:
        capacity = amount(member(data, "capacity", ""), "capacity")
        items: Sequence[Any] = rows if rows is not None else array(member(data, "items", ""), "items")
        place = [f"items[{at}]" if rows is None else line_of(at) for at in range(len(items))]
        return Problem(
            capacity=capacity,
            names=names([member(item, "name", at) for item, at in zip(items, place, strict=True)], "items"),
            values=[amount(member(item, "value", at), f"{at}.value") for item, at in zip(items, place, strict=True)],
            weights=[amount(member(item, "weight", at), f"{at}.weight") for item, at in zip(items, place, strict=True)],
            counts=[whole(optional(item, "count", 1), f"{at}.count") for item, at in zip(items, place, strict=True)],
        )

    def build(self, model: Any, cp_model: Any, problem: Problem) -> Plan:
        taken = [
            model.new_int_var(0, count, f"take[{name}]")
            for name, count in zip(problem.names, problem.counts, strict=True)
        ]
        (capacity, *weights), _ = integers([problem.capacity, *problem.weights], "weight")
        values, scale = integers(problem.values, "value")
        model.add_linear_constraint(cp_model.LinearExpr.weighted_sum(taken, weights), 0, capacity)
        optimize(model, cp_model, taken, values, scale, maximize=True)

        def plan(found: Sequence[int]) -> dict[str, Any]:
            chosen = [(at, found[variable.index]) for at, variable in enumerate(taken) if found[variable.index]]
            return {
                "items": [{"name": problem.names[at], "count": count} for at, count in chosen],
                "weight": shown(sum((problem.weights[at] * count for at, count in chosen), 0)),
                "value": shown(sum((problem.values[at] * count for at, count in chosen), 0)),
                "capacity": shown(problem.capacity),
            }

        return plan
