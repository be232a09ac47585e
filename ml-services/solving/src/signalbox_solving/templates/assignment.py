"""Assignment: who does what, at the least cost.

Data: `{"workers": [name], "tasks": [name], "costs": [[number or null]], "tasks_per_worker": integer?}`; one row of costs for each
worker, null where it is not possible; a worker does at most `tasks_per_worker` (1) tasks, and each task is done once.
CSV: `worker,task,cost`, one line for each possible pair.
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
    shown,
    text,
    whole,
)


@dataclass(frozen=True)
class Problem:
    workers: list[str]
    tasks: list[str]
    # By worker and task; what is missing is not possible.
    costs: dict[tuple[int, int], Amount]
    tasks_per_worker: int


class Assignment(Template):
    columns = ("worker", "task", "cost")

    def read(self, data: Mapping[str, Any], rows: Sequence[Row] | None) -> Problem:
        most = whole(data.get("tasks_per_worker", 1), "tasks_per_worker", 1)
        if rows is not None:
            return self._from_rows(rows, most)
        workers = names(array(member(data, "workers", ""), "workers"), "workers")
        tasks = names(array(member(data, "tasks", ""), "tasks"), "tasks")
        table = matrix(member(data, "costs", ""), "costs", len(workers), len(tasks))
        costs = {
            (worker, task): cost
            for worker, line in enumerate(table)
            for task, cost in enumerate(line)
            if cost is not None
        }
        return Problem(workers, tasks, costs, most)

    def _from_rows(self, rows: Sequence[Row], most: int) -> Problem:
        workers = in_order([text(row["worker"], f"{line_of(at)}.worker") for at, row in enumerate(rows)])
        tasks = in_order([text(row["task"], f"{line_of(at)}.task") for at, row in enumerate(rows)])
        worker_number = {name: number for number, name in enumerate(workers)}
        task_number = {name: number for number, name in enumerate(tasks)}
        costs: dict[tuple[int, int], Amount] = {}
        for at, row in enumerate(rows):
            pair = worker_number[row["worker"]], task_number[row["task"]]
            if pair in costs:
                raise malformed(line_of(at), "this pair is there twice")
            costs[pair] = amount(row["cost"], f"{line_of(at)}.cost")
        return Problem(workers, tasks, costs, most)

    def build(self, model: Any, cp_model: Any, problem: Problem) -> Plan:
        pairs = list(problem.costs)
        does = {
            (worker, task): model.new_bool_var(f"assign[{problem.workers[worker]},{problem.tasks[task]}]")
            for worker, task in pairs
        }
        by_worker: dict[int, list[Any]] = {worker: [] for worker in range(len(problem.workers))}
        by_task: dict[int, list[Any]] = {task: [] for task in range(len(problem.tasks))}
        for (worker, task), variable in does.items():
            by_worker[worker].append(variable)
            by_task[task].append(variable)
        for variables in by_task.values():
            if variables:
                model.add_exactly_one(variables)
            else:
                # Nobody can do it.
                model.add_bool_or([])
        for variables in by_worker.values():
            if len(variables) > problem.tasks_per_worker:
                model.add_linear_constraint(
                    cp_model.LinearExpr.weighted_sum(variables, [1] * len(variables)), 0, problem.tasks_per_worker
                )
        costs, scale = integers(list(problem.costs.values()), "cost")
        optimize(model, cp_model, list(does.values()), costs, scale)

        def plan(found: Sequence[int]) -> dict[str, Any]:
            chosen = [pair for pair in pairs if found[does[pair].index]]
            return {
                "assignments": [
                    {
                        "worker": problem.workers[worker],
                        "task": problem.tasks[task],
                        "cost": shown(problem.costs[worker, task]),
                    }
                    for worker, task in chosen
                ],
                "cost": shown(sum((problem.costs[pair] for pair in chosen), 0)),
            }

        return plan
