"""A solve with OR-Tools CP-SAT: models as JSON or binary protobuf, integer MPS, and the named templates.

Live values come from the callbacks of ortools 9.15 (solution, best bound, log), never from the text of the log. In 9.15 the models of
Python are C++ objects that speak the text format of protobuf alone, so a stored model goes through it.
https://developers.google.com/optimization/reference/python/sat/python/cp_model
"""

from __future__ import annotations

import importlib.metadata
import math
import os
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.protobuf import json_format, text_format
from google.protobuf.message import DecodeError
from ortools.sat import cp_model_pb2
from ortools.sat.python import cp_model
from signalbox_ml import ProgramError

from signalbox_solving import mps, templates
from signalbox_solving.engine import integer_mps, memory
from signalbox_solving.engine.channel import Channel, Control, EngineFailure
from signalbox_solving.engine.live import Live, LogLines, SolutionKeeper
from signalbox_solving.measures import PROVEN_GAP, gap, known
from signalbox_solving.task import NoSolutionError, Statistics, Task, distinct, warm_start_values

# How soon a stop reaches the search.
STOP_SECONDS = 0.1
# Parameters of the search, handed on as they are.
TUNED = ("linearization_level", "symmetry_level", "cp_model_probing_level")
# A search that used this part of its time was ended by the limit.
_ALMOST = 0.95


@dataclass(frozen=True)
class Loaded:
    """The model that is solved, and its copy as a message that can be looked at. `plan` turns values into a template's words."""

    model: Any
    proto: Any
    names: list[str]
    plan: Callable[[Sequence[int]], dict[str, Any]] | None

    @property
    def has_objective(self) -> bool:
        return bool(self.proto.HasField("objective") or self.proto.HasField("floating_point_objective"))

    @property
    def sense(self) -> str | None:
        if self.proto.HasField("floating_point_objective"):
            return "maximize" if self.proto.floating_point_objective.maximize else "minimize"
        if self.proto.HasField("objective"):
            return "maximize" if self.proto.objective.scaling_factor < 0 else "minimize"
        return None


def solve(task: Task, channel: Channel, control: Control) -> None:
    """Reads, solves and answers. Raises EngineFailure and MemoryError."""
    threads = int(task.options.get("workers", 0)) or task.threads or len(os.sched_getaffinity(0))
    channel.send("solver", name="CP-SAT", version=importlib.metadata.version("ortools"))
    lines = LogLines(channel)
    memory.limit(task.memory_limit_mb, threads)
    model = _load(task)
    channel.send("statistics", statistics=statistics(model, task.name).to_json())
    control.wait_for_go()
    if task.warm_start:
        _start_from(task, model, lines)

    solver = cp_model.CpSolver()
    _set_parameters(solver.parameters, task, threads)
    keeper = SolutionKeeper(channel, Path(task.folder), lambda values: describe(model, values))
    live = Live(channel, task.gap_limit, solver.stop_search)
    solver.log_callback = lambda text: lines.write(text if text.endswith("\n") else text + "\n")
    if model.has_objective:
        solver.best_bound_callback = lambda bound: live.update(bound=bound)
    ended = threading.Event()
    threading.Thread(target=_stop_when_asked, args=(solver, control, ended), name="stop", daemon=True).start()
    live.begin()
    if control.stop_requested:
        status = "UNKNOWN"
        response = None
    else:
        status = solver.status_name(solver.solve(model.model, _OnSolution(model, live, keeper)))
        response = solver.response_proto
    seconds = live.seconds
    ended.set()
    lines.end()
    keeper.end()
    _answer(_Run(task, channel, control, model, live, keeper), solver, status, response, seconds)


@dataclass(frozen=True)
class _Run:
    task: Task
    channel: Channel
    control: Control
    model: Loaded
    live: Live
    keeper: SolutionKeeper


class _OnSolution(cp_model.CpSolverSolutionCallback):  # type: ignore[misc] # ortools has no types for mypy
    """Called by the solver at each solution."""

    def __init__(self, model: Loaded, live: Live, keeper: SolutionKeeper) -> None:
        super().__init__()
        self._model = model
        self._live = live
        self._keeper = keeper

    def on_solution_callback(self) -> None:
        objective = self.objective_value if self._model.has_objective else None
        bound = self.best_objective_bound if self._model.has_objective else None
        self._keeper.offer(objective, list(self.response_proto.solution))
        self._live.update(incumbent=objective, bound=bound, nodes=self.num_branches)


def _set_parameters(parameters: Any, task: Task, threads: int) -> None:
    parameters.num_workers = threads
    parameters.random_seed = task.seed
    parameters.log_search_progress = True
    parameters.log_to_stdout = False
    # The gap limit is ours: CP-SAT divides by something else.
    parameters.relative_gap_limit = 0.0
    for name in TUNED:
        if name in task.options:
            setattr(parameters, name, task.options[name])
    if task.time_limit_seconds > 0:
        parameters.max_time_in_seconds = float(task.time_limit_seconds)
    if task.memory_limit_mb > 0:
        # CP-SAT counts what was there before as well.
        parameters.max_memory_in_mb = task.memory_limit_mb + memory.resident_mb()


def _stop_when_asked(solver: Any, control: Control, ended: threading.Event) -> None:
    # Again and again: a stop that comes before the search begins is forgotten by the solver.
    while not ended.wait(STOP_SECONDS):
        if control.stop_requested:
            solver.stop_search()


# -- the model


def _load(task: Task) -> Loaded:
    plan = None
    if task.template:
        model = cp_model.CpModel()
        try:
            plan = templates.of(task.template).prepare(model, cp_model, task.data, task.table, task.delimiter)
        except ProgramError as error:
            raise EngineFailure(error.code, str(error)) from None
    elif task.format == "mps":
        model = integer_mps.build(mps.read(Path(task.model)), cp_model)
    else:
        return _checked(_native(_message(Path(task.model))), plan)
    return _checked(model, plan)


def _message(path: Path) -> Any:
    """A stored CP-SAT model. JSON when it begins with a brace."""
    content = path.read_bytes()
    message = cp_model_pb2.CpModelProto()
    if content.lstrip()[:1] == b"{":
        try:
            json_format.Parse(content, message)
        except (json_format.ParseError, UnicodeDecodeError, RecursionError) as error:
            reason = str(error).splitlines()[0].rstrip(".") if str(error) else "it is nested too deeply"
            raise EngineFailure("instance.malformed", f"The CP-SAT model cannot be read: {reason}.") from None
    else:
        try:
            message.ParseFromString(content)
        except DecodeError:
            words = "The file is neither a CP-SAT model in JSON nor one in binary protobuf."
            raise EngineFailure("instance.malformed", words) from None
    _refuse_nan(message)
    return message


def _refuse_nan(message: Any) -> None:
    numbers = [message.objective.scaling_factor, message.objective.offset, message.floating_point_objective.offset]
    numbers += message.floating_point_objective.coeffs
    if any(math.isnan(number) for number in numbers):
        raise EngineFailure("instance.malformed", "The model holds NaN: a number of the objective.")


def _native(message: Any) -> Any:
    model = cp_model.CpModel()
    if not model.proto.parse_text_format(text_format.MessageToString(message)):
        raise EngineFailure("instance.malformed", "CP-SAT cannot read the model.")
    return model


def _checked(model: Any, plan: Callable[[Sequence[int]], dict[str, Any]] | None) -> Loaded:
    proto = text_format.Parse(str(model.proto), cp_model_pb2.CpModelProto())
    if not proto.variables:
        raise EngineFailure("instance.empty", "The model has no variables.")
    wrong = model.validate()
    if wrong:
        reason = " ".join(wrong.split())[:500].rstrip(".")
        raise EngineFailure("instance.malformed", f"CP-SAT does not take the model: {reason}.")
    names = distinct([variable.name for variable in proto.variables], "x")
    return Loaded(model=model, proto=proto, names=names, plan=plan)


def statistics(model: Loaded, name: str) -> Statistics:
    """What the model holds. Non-zeros are told of linear models only."""
    proto = model.proto
    binary = sum(1 for variable in proto.variables if list(variable.domain) == [0, 1])
    kinds = Counter(str(constraint.WhichOneof("constraint")) for constraint in proto.constraints)
    linear = set(kinds) <= {"linear"}
    return Statistics(
        name=proto.name or name or None,
        sense=model.sense,
        continuous=0,
        integer=len(proto.variables) - binary,
        binary=binary,
        constraints=len(proto.constraints),
        nonzeros=sum(len(constraint.linear.vars) for constraint in proto.constraints) if linear else None,
        kinds=dict(sorted(kinds.items())),
    )


def describe(model: Loaded, values: Sequence[int]) -> dict[str, Any]:
    """The variables that are not 0, by name, and the plan of a template."""
    made: dict[str, Any] = {
        "variables": {name: int(value) for name, value in zip(model.names, values, strict=True) if value}
    }
    if model.plan is not None:
        made["plan"] = model.plan(values)
    return made


def _start_from(task: Task, model: Loaded, lines: LogLines) -> None:
    try:
        stored = warm_start_values(Path(task.warm_start))
    except NoSolutionError as error:
        raise EngineFailure("warm_start.malformed", f"The stored solution cannot be read: {error}.") from None
    strange = len(set(stored) - set(model.names))
    if stored and strange == len(stored):
        lines.line("warm start: not used, because no variable of the stored solution is in this model", "warning")
        return
    model.model.clear_hints()
    hint = model.model.proto.solution_hint
    for number, name in enumerate(model.names):
        # What is not stored was 0.
        hint.vars.append(number)
        hint.values.append(round(stored.get(name, 0)))
    more = f"; {strange} values belong to no variable of this model" if strange else ""
    lines.line(f"warm start: {len(stored) - strange} values from a stored solution{more}")


# -- the answer


def _answer(run: _Run, solver: Any, status: str, response: Any, seconds: float) -> None:
    model = run.model
    there = status in ("OPTIMAL", "FEASIBLE")
    if status == "MODEL_INVALID":
        reason = " ".join(solver.solution_info().split())[:500].rstrip(".")
        raise EngineFailure("instance.malformed", f"CP-SAT does not take the model: {reason}.")
    objective = known(solver.objective_value) if there and model.has_objective else None
    told = response is not None and model.has_objective and status != "INFEASIBLE"
    bound = known(solver.best_objective_bound) if told else None
    nodes = int(solver.num_branches) if response is not None else None
    iterations = getattr(response, "num_lp_iterations", None)
    outcome, limit = _outcome(run, status, seconds, gap(objective, bound))
    run.live.update(incumbent=objective, bound=bound, nodes=nodes, lp_iterations=iterations, last=True)
    run.live.end()
    file = run.keeper.write("solution.json", objective, list(response.solution)) if there else None
    run.channel.send(
        "result",
        outcome=outcome,
        limit=limit,
        sense=model.sense,
        objective=objective,
        bound=bound,
        nodes=nodes,
        lpIterations=iterations,
        seconds=seconds,
        file=file,
    )


def _outcome(run: _Run, status: str, seconds: float, final_gap: float | None) -> tuple[str, str | None]:
    """The outcome, and which limit ended the search."""
    if status == "INFEASIBLE":
        return "infeasible", None
    if status == "OPTIMAL":
        return "optimal", None
    there = status == "FEASIBLE"
    if there and run.live.reached_gap:
        proven = final_gap is not None and final_gap <= PROVEN_GAP
        return ("optimal", None) if proven else ("feasible", "gap")
    if run.control.stop_requested:
        return "stopped", None
    task, limit = run.task, None
    if task.time_limit_seconds > 0 and seconds >= _ALMOST * task.time_limit_seconds:
        limit = "time"
    elif task.memory_limit_mb > 0:
        limit = "memory"
    return ("feasible" if there else "no_solution"), limit
