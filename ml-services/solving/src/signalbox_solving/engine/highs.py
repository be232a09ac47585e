"""A solve with HiGHS: linear, mixed-integer and convex quadratic models from MPS and LP files.

Live values come from the callbacks of highspy 1.15 (improving solution, MIP logging, MIP, simplex and IPM interrupt), never from the
text of the log. https://ergo-code.github.io/HiGHS/dev/callbacks/
"""

from __future__ import annotations

import os
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from signalbox_solving.engine import memory
from signalbox_solving.engine.channel import Channel, Control, EngineFailure
from signalbox_solving.engine.live import Live, LogLines, SolutionKeeper
from signalbox_solving.measures import PROVEN_GAP, gap, known
from signalbox_solving.task import NoSolutionError, Statistics, Task, distinct, warm_start_values

# How long the search for conflicting constraints may take; the conductor ends it a little later.
EXPLAIN_SECONDS = 15.0
# Constraints that contradict each other; nobody reads more.
CONFLICT_NAMES = 1000
# Of an unreadable file, HiGHS' last complaints are told.
COMPLAINTS = 3
# Options of a mixed-integer search, handed on as they are.
TUNED = (
    "mip_heuristic_effort",
    "mip_detect_symmetry",
    "mip_allow_restart",
    "mip_pscost_minreliable",
    "mip_lp_age_limit",
)
# The value of `primal_solution_status` that stands for a feasible point (`SolutionStatus` in HiGHS).
_FEASIBLE = 2
# Bits of the option `iis_strategy`: from the whole LP, and made irreducible.
_IIS_FROM_LP, _IIS_IRREDUCIBLE = 2, 4


@dataclass(frozen=True)
class Loaded:
    """The model as HiGHS has read it. `lp` is a copy of it."""

    lp: Any
    columns: list[str]
    rows: list[str]
    discrete: bool
    quadratic: bool

    @property
    def sense(self) -> str:
        return "maximize" if self.lp.sense_ == highspy.ObjSense.kMaximize else "minimize"


def solve(task: Task, channel: Channel, control: Control) -> None:
    """Reads, solves and answers. Raises EngineFailure and MemoryError."""
    threads = task.threads or len(os.sched_getaffinity(0))
    highs = highspy.Highs()
    channel.send("solver", name="HiGHS", version=highs.version())
    lines = LogLines(channel)
    complaints: deque[str] = deque(maxlen=COMPLAINTS)

    def logged(event: Any) -> None:
        level = _level(event.data_out)
        if level == "error":
            complaints.append(" ".join(event.message.split()).removeprefix("ERROR:").strip().rstrip("."))
        lines.write(event.message, level)

    option(highs, "log_to_console", False)
    highs.cbLogging.subscribe(logged)
    _set_options(highs, task, threads)
    memory.limit(task.memory_limit_mb, threads)
    model = _load(highs, task, complaints)
    channel.send("statistics", statistics=statistics(highs, model, task.name).to_json())
    control.wait_for_go()
    if control.stop_requested:
        _answer_nothing(channel, model)
        return
    if task.warm_start:
        _start_from(highs, task, model, lines)

    keeper = SolutionKeeper(channel, Path(task.folder), lambda values: describe(model, values))
    live = Live(channel)
    _subscribe(highs, model, live, keeper, control)
    live.begin()
    run_status = highs.run()
    seconds = live.seconds
    lines.end()
    keeper.end()
    _answer(_Run(task, channel, highs, model, live, keeper, complaints), run_status, seconds)


@dataclass(frozen=True)
class _Run:
    task: Task
    channel: Channel
    highs: Any
    model: Loaded
    live: Live
    keeper: SolutionKeeper
    complaints: deque[str]


def option(highs: Any, name: str, value: Any) -> None:
    """Sets an option, or fails: HiGHS itself only prints."""
    if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
        raise EngineFailure("solver.option", f"HiGHS does not take {value!r} for its option {name}.")


def _set_options(highs: Any, task: Task, threads: int) -> None:
    option(highs, "threads", threads)
    option(highs, "random_seed", task.seed)
    option(highs, "presolve", task.options.get("presolve", "choose"))
    for name in TUNED:
        if name in task.options:
            option(highs, name, task.options[name])
    # HiGHS' own default is 1e-4: «optimal» up to 0.01 %.
    option(highs, "mip_rel_gap", float(task.gap_limit))
    if task.time_limit_seconds > 0:
        option(highs, "time_limit", float(task.time_limit_seconds))


def _level(data: Any) -> str:
    if data.log_type == highspy.HighsLogType.kError:
        return "error"
    return "warning" if data.log_type == highspy.HighsLogType.kWarning else "info"


# -- the model


def _load(highs: Any, task: Task, complaints: deque[str]) -> Loaded:
    if highs.readModel(task.model) == highspy.HighsStatus.kError:
        if task.memory_limit_mb > 0 and not complaints:
            # HiGHS complains of what it cannot read, not of memory that it did not get.
            raise MemoryError
        said = "; ".join(complaints) or "it does not say why"
        raise EngineFailure("instance.malformed", f"HiGHS cannot read the {task.format.upper()} file: {said}.")
    if highs.getNumCol() == 0:
        if task.format == "lp":
            # HiGHS passes over words that it does not know; an LP file cannot name a model without variables.
            raise EngineFailure("instance.malformed", "HiGHS cannot read the LP file: it finds no variables in it.")
        raise EngineFailure("instance.empty", "The model has no variables.")
    lp = highs.getLp()
    columns = distinct(list(lp.col_names_) or [""] * lp.num_col_, "c")
    rows = distinct(list(lp.row_names_) or [""] * lp.num_row_, "r")
    model = Loaded(
        lp=lp,
        columns=columns,
        rows=rows,
        discrete=any(kind != highspy.HighsVarType.kContinuous for kind in _kinds(lp)),
        quadratic=highs.getHessianNumNz() > 0,
    )
    _refuse_nan(highs, model)
    return model


def _kinds(lp: Any) -> list[Any]:
    return [highspy.HighsVarType(int(kind)) for kind in lp.integrality_]


def _doubles(values: Any) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def _refuse_nan(highs: Any, model: Loaded) -> None:
    lp = model.lp
    places = [
        ("the objective coefficient", lp.col_cost_, model.columns),
        ("the lower bound", lp.col_lower_, model.columns),
        ("the upper bound", lp.col_upper_, model.columns),
        ("the lower side", lp.row_lower_, model.rows),
        ("the upper side", lp.row_upper_, model.rows),
    ]
    for what, values, names in places:
        wrong = np.flatnonzero(np.isnan(_doubles(values)))
        if wrong.size:
            raise EngineFailure("instance.malformed", f"The model holds NaN: {what} of {names[int(wrong[0])]}.")
    if np.isnan(_doubles(lp.a_matrix_.value_)).any():
        raise EngineFailure("instance.malformed", "The model holds NaN: a coefficient of a constraint.")
    if model.quadratic and np.isnan(_doubles(highs.getModel().hessian_.value_)).any():
        raise EngineFailure("instance.malformed", "The model holds NaN: a quadratic coefficient.")


def statistics(highs: Any, model: Loaded, name: str) -> Statistics:
    """What the model holds. A semi-continuous variable counts as continuous, a semi-integer one as integer."""
    lp = model.lp
    kinds = np.array([int(kind) for kind in _kinds(lp)] or [0] * lp.num_col_)
    lower, upper = _doubles(lp.col_lower_), _doubles(lp.col_upper_)
    continuous = np.isin(kinds, [int(highspy.HighsVarType.kContinuous), int(highspy.HighsVarType.kSemiContinuous)])
    binary = (kinds == int(highspy.HighsVarType.kInteger)) & (lower == 0) & (upper == 1)
    low, high = _doubles(lp.row_lower_), _doubles(lp.row_upper_)
    bounded_below, bounded_above = np.isfinite(low), np.isfinite(high)
    equality = bounded_below & bounded_above & (low == high)
    constraints = {
        "equality": equality,
        "less_or_equal": ~bounded_below & bounded_above,
        "greater_or_equal": bounded_below & ~bounded_above,
        "range": bounded_below & bounded_above & ~equality,
        "free": ~bounded_below & ~bounded_above,
    }
    counted = {kind: int(which.sum()) for kind, which in constraints.items() if which.any()}
    if model.quadratic:
        counted["quadratic_objective_terms"] = int(highs.getHessianNumNz())
    return Statistics(
        name=name or None,
        sense=model.sense,
        continuous=int(continuous.sum()),
        integer=int((~continuous & ~binary).sum()),
        binary=int(binary.sum()),
        constraints=int(lp.num_row_),
        nonzeros=int(highs.getNumNz()),
        kinds=counted,
        ranges={
            part: found
            for part, values in (
                ("matrix", lp.a_matrix_.value_),
                ("objective", lp.col_cost_),
                ("bounds", np.concatenate([lower, upper])),
                ("right_hand_side", np.concatenate([low, high])),
            )
            if (found := _range(values))
        },
    )


def _range(values: Any) -> list[float]:
    sizes = np.abs(_doubles(values))
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    return [float(sizes.min()), float(sizes.max())] if sizes.size else []


def describe(model: Loaded, values: NDArray[np.float64]) -> dict[str, Any]:
    """The variables that are not 0, by name."""
    where = np.flatnonzero(values)
    return {"variables": dict(zip((model.columns[i] for i in where.tolist()), values[where].tolist(), strict=True))}


def _start_from(highs: Any, task: Task, model: Loaded, lines: LogLines) -> None:
    if not model.discrete:
        # A solution alone is no basis, and the simplex method starts from one.
        lines.line("warm start: not used, because a model without integer variables starts from a basis", "warning")
        return
    try:
        stored = warm_start_values(Path(task.warm_start))
    except NoSolutionError as error:
        raise EngineFailure("warm_start.malformed", f"The stored solution cannot be read: {error}.") from None
    position = {name: number for number, name in enumerate(model.columns)}
    fitting = {position[name]: value for name, value in stored.items() if name in position}
    strange = len(stored) - len(fitting)
    if stored and not fitting:
        lines.line("warm start: not used, because no variable of the stored solution is in this model", "warning")
        return
    start = np.zeros(len(model.columns))
    for number, value in fitting.items():
        start[number] = value
    solution = highspy.HighsSolution()
    solution.col_value = start.tolist()
    if highs.setSolution(solution) == highspy.HighsStatus.kError:
        lines.line("warm start: HiGHS refused it", "warning")
        return
    more = f"; {strange} values belong to no variable of this model" if strange else ""
    lines.line(f"warm start: {len(fitting)} values from a stored solution{more}")


# -- the search


def _subscribe(highs: Any, model: Loaded, live: Live, keeper: SolutionKeeper, control: Control) -> None:
    def look(data: Any) -> None:
        # The binding of 1.15 does not hand on the LP iterations of a MIP; one that does is welcome.
        iterations = getattr(data, "mip_total_lp_iterations", None)
        live.update(bound=data.mip_dual_bound, nodes=data.mip_node_count, lp_iterations=iterations)

    def improved(event: Any) -> None:
        data = event.data_out
        values = np.array(data.mip_solution, dtype=np.float64, copy=True)
        live.update(incumbent=data.objective_function_value, bound=data.mip_dual_bound, nodes=data.mip_node_count)
        keeper.offer(known(data.objective_function_value), values)

    def logging(event: Any) -> None:
        look(event.data_out)

    def mip_interrupt(event: Any) -> None:
        look(event.data_out)
        if control.stop_requested:
            event.interrupt()

    def lp_interrupt(event: Any) -> None:
        if not model.discrete:
            data = event.data_out
            live.update(lp_iterations=max(0, data.simplex_iteration_count) + max(0, data.ipm_iteration_count))
        if control.stop_requested:
            event.interrupt()

    if model.discrete:
        highs.cbMipImprovingSolution.subscribe(improved)
        highs.cbMipLogging.subscribe(logging)
        highs.cbMipInterrupt.subscribe(mip_interrupt)
    highs.cbSimplexInterrupt.subscribe(lp_interrupt)
    highs.cbIpmInterrupt.subscribe(lp_interrupt)


# -- the answer


def _answer_nothing(channel: Channel, model: Loaded) -> None:
    channel.send(
        "result",
        outcome="stopped",
        limit=None,
        sense=model.sense,
        objective=None,
        bound=None,
        nodes=None,
        lpIterations=None,
        seconds=0.0,
        file=None,
    )


def _answer(run: _Run, run_status: Any, seconds: float) -> None:
    highs, model = run.highs, run.model
    status, info = highs.getModelStatus(), highs.getInfo()
    feasible = int(info.primal_solution_status) == _FEASIBLE
    objective = known(float(info.objective_function_value)) if feasible else None
    optimal = status == highspy.HighsModelStatus.kOptimal
    bound = known(float(info.mip_dual_bound)) if model.discrete else (objective if optimal else None)
    outcome, limit = _outcome(run, run_status, status, objective is not None, gap(objective, bound))
    nodes = int(info.mip_node_count) if model.discrete and info.mip_node_count >= 0 else None
    iterations = lp_iterations(info)
    if outcome in ("infeasible", "unbounded", "infeasible_or_unbounded"):
        objective, bound = None, None
    run.live.update(incumbent=objective, bound=bound, nodes=nodes, lp_iterations=iterations, last=True)
    run.live.end()
    file = None
    if objective is not None:
        file = run.keeper.write("solution.json", objective, _doubles(highs.getSolution().col_value))
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
    if outcome == "infeasible" and run.task.explain:
        names, note = conflict(model)
        run.channel.send("conflict", names=names, note=note)


def _outcome(run: _Run, run_status: Any, status: Any, there: bool, final_gap: float | None) -> tuple[str, str | None]:
    """The outcome, and which limit ended the search."""
    kinds = highspy.HighsModelStatus
    if status == kinds.kOptimal:
        above = final_gap is not None and final_gap > PROVEN_GAP
        return ("feasible", "gap") if run.task.gap_limit > 0 and above else ("optimal", None)
    if status == kinds.kInfeasible:
        return "infeasible", None
    if status == kinds.kUnbounded:
        return "unbounded", None
    if status == kinds.kUnboundedOrInfeasible:
        return "infeasible_or_unbounded", None
    if status == kinds.kInterrupt:
        return "stopped", None
    limits = {kinds.kTimeLimit: "time", kinds.kMemoryLimit: "memory"}
    if status in limits:
        return ("feasible" if there else "no_solution"), limits[status]
    if there and run_status != highspy.HighsStatus.kError:
        # HiGHS has a solution and does not say more of it: an iteration limit of its own, numerical trouble.
        return "feasible", None
    said = "; ".join(run.complaints)
    words = run.highs.modelStatusToString(status)
    raise EngineFailure("solver.failed", f"HiGHS ended with «{words}»{': ' + said if said else ''}.")


def lp_iterations(info: Any) -> int | None:
    """Iterations of all methods that solve linear and quadratic relaxations; None when there were none."""
    counts = (
        info.simplex_iteration_count,
        info.ipm_iteration_count,
        info.crossover_iteration_count,
        info.pdlp_iteration_count,
        info.qp_iteration_count,
    )
    known_counts = [int(count) for count in counts if count >= 0]
    return sum(known_counts) if known_counts else None


def conflict(model: Loaded) -> tuple[list[str], str]:
    """Names of constraints that contradict each other, and a sentence on them.

    HiGHS finds an irreducible infeasible subsystem (IIS) of a linear model. Of one with integer variables, that of its relaxation is
    looked for: when even the relaxation is infeasible, its conflict is one of the model.
    """
    lp = model.lp
    lp.integrality_ = []
    lp.col_cost_ = np.zeros(lp.num_col_)
    solver = highspy.Highs()
    option(solver, "output_flag", False)
    option(solver, "time_limit", EXPLAIN_SECONDS)
    if solver.passModel(lp) == highspy.HighsStatus.kError:
        return [], "HiGHS could not look for the constraints that contradict each other."
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
        if model.discrete:
            return [], "Without the integrality of its variables the model has solutions."
        return [], "HiGHS could not tell which constraints contradict each other."
    solver.setOptionValue("iis_strategy", _IIS_FROM_LP | _IIS_IRREDUCIBLE)
    solver.setOptionValue("iis_time_limit", EXPLAIN_SECONDS)
    found = _iis(solver)
    if found is None:
        return [], "HiGHS could not tell which constraints contradict each other."
    rows, columns = found
    names = [model.rows[row] for row in rows] or [f"bounds of {model.columns[column]}" for column in columns]
    return names[:CONFLICT_NAMES], f"{len(names)} constraints contradict each other."


def _iis(solver: Any) -> tuple[list[int], list[int]] | None:
    status, found = solver.getIis()
    if status == highspy.HighsStatus.kError or not found.valid_:
        return None
    rows, columns = found.row_index_, found.col_index_
    if not len(rows) and not len(columns):
        return None
    return sorted(int(row) for row in rows), sorted(int(column) for column in columns)
