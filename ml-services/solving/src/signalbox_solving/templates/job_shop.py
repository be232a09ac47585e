"""Job shop: jobs of tasks in a fixed order, each on its machine, one task a machine at a time; the end of the last task is minimal.

Data: `{"jobs": [[[machine, duration], …], …]}` as in the literature, or `{"jobs": [{"name": text, "tasks": [{"machine": name,
"duration": integer}]}]}`. Durations are integers. CSV: `job,machine,duration`, the tasks of a job in their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from signalbox_solving.templates.base import (
    LARGEST,
    Plan,
    Row,
    Template,
    array,
    in_order,
    line_of,
    malformed,
    member,
    names,
    text,
    too_large,
    whole,
)


@dataclass(frozen=True)
class Problem:
    jobs: list[str]
    machines: list[str]
    # Of each job, in order: the number of the machine, and the duration.
    tasks: list[list[tuple[int, int]]]


class JobShop(Template):
    columns = ("job", "machine", "duration")

    def read(self, data: Mapping[str, Any], rows: Sequence[Row] | None) -> Problem:
        if rows is not None:
            jobs, tasks = self._from_rows(rows)
        else:
            jobs, tasks = self._from_json(array(member(data, "jobs", ""), "jobs"))
        machines = sorted({machine for job in tasks for machine, _ in job}, key=_natural)
        number = {machine: at for at, machine in enumerate(machines)}
        if sum(duration for job in tasks for _, duration in job) > LARGEST:
            raise too_large("the durations do not fit")
        return Problem(jobs, machines, [[(number[machine], duration) for machine, duration in job] for job in tasks])

    def _from_json(self, given: list[Any]) -> tuple[list[str], list[list[tuple[str, int]]]]:
        jobs: list[Any] = []
        tasks: list[list[tuple[str, int]]] = []
        for at, job in enumerate(given):
            place = f"jobs[{at}]"
            named = isinstance(job, dict)
            jobs.append(job.get("name", at) if named else at)
            steps = array(member(job, "tasks", place) if named else job, f"{place}.tasks" if named else place)
            tasks.append([_task(step, f"{place}[{number}]") for number, step in enumerate(steps)])
        return names(jobs, "jobs"), tasks

    def _from_rows(self, rows: Sequence[Row]) -> tuple[list[str], list[list[tuple[str, int]]]]:
        jobs = in_order([text(row["job"], f"{line_of(at)}.job") for at, row in enumerate(rows)])
        tasks: dict[str, list[tuple[str, int]]] = {job: [] for job in jobs}
        for at, row in enumerate(rows):
            machine = text(row["machine"], f"{line_of(at)}.machine")
            tasks[row["job"]].append((machine, whole(row["duration"], f"{line_of(at)}.duration")))
        return jobs, list(tasks.values())

    def build(self, model: Any, cp_model: Any, problem: Problem) -> Plan:
        horizon = sum(duration for job in problem.tasks for _, duration in job)
        makespan = model.new_int_var(0, horizon, "makespan")
        on_machine: list[list[Any]] = [[] for _ in problem.machines]
        starts: list[list[Any]] = []
        for job, tasks in zip(problem.jobs, problem.tasks, strict=True):
            starts.append([])
            before = None
            for number, (machine, duration) in enumerate(tasks):
                start = model.new_int_var(0, horizon - duration, f"start[{job},{number}]")
                interval = model.new_fixed_size_interval_var(start, duration, f"task[{job},{number}]")
                on_machine[machine].append(interval)
                starts[-1].append(start)
                if before is not None:
                    model.add(start >= before)
                before = start + duration
            model.add(makespan >= before)
        for intervals in on_machine:
            model.add_no_overlap(intervals)
        model.minimize(makespan)

        def plan(found: Sequence[int]) -> dict[str, Any]:
            done: list[tuple[int, int, int, str, int]] = []
            for job, tasks, variables in zip(problem.jobs, problem.tasks, starts, strict=True):
                for number, ((machine, duration), variable) in enumerate(zip(tasks, variables, strict=True)):
                    start = int(found[variable.index])
                    done.append((machine, start, start + duration, job, number))
            return {
                "makespan": int(found[makespan.index]),
                # By machine and time.
                "schedule": [
                    {"machine": problem.machines[machine], "job": job, "task": number, "start": start, "end": end}
                    for machine, start, end, job, number in sorted(done)
                ],
            }

        return plan


def _task(value: Any, place: str) -> tuple[str, int]:
    if isinstance(value, dict):
        machine, duration = member(value, "machine", place), member(value, "duration", place)
    elif isinstance(value, list) and len(value) == 2:
        machine, duration = value
    else:
        raise malformed(place, "must be [machine, duration]")
    return text(machine, f"{place}.machine"), whole(duration, f"{place}.duration")


def _natural(name: str) -> tuple[int, int, str]:
    """Numbers in their order, before words."""
    return (0, int(name), name) if name.isdecimal() else (1, 0, name)
