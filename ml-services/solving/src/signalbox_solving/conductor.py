"""Conducts one solve from the process of the attempt: starts the solver's process, hears it, and survives it.

This process never loads a solver. When the solver's process reaches its memory limit, hangs or crashes, what it has found until then is
here, and the run ends with words instead of a dead worker.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from signalbox_ml import InfrastructureError, Instance, ProgramError, Result, RunContext

from signalbox_solving import instance_file, templates
from signalbox_solving.incumbents import Incumbents
from signalbox_solving.measures import PrimalIntegral, gap
from signalbox_solving.solve_algorithm import COMMON, SolverAlgorithm
from signalbox_solving.task import EXIT_MEMORY, Task

# After a graceful stop, a solver that does not listen (the QP solver of HiGHS, a long presolve) is killed, and its best kept. Shorter
# than the grace of a stop, 30 s, so that there is time to store.
STOP_PATIENCE_SECONDS = 10.0
# A solver that does not keep its time limit: it is killed after this time and a tenth of the limit.
OVERTIME_SECONDS = 10.0
# The search for conflicting constraints, once the outcome is known.
EXPLAIN_SECONDS = 20.0
WATCH_SECONDS = 0.1
LOADING_SHARE = 0.05
SOLVING_SHARE = 0.95
# In the log.
SHOWN_NAMES = 20
# How a process dies for which memory was refused in a thread that nobody guards.
_MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS)
_LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

_log = logging.getLogger("signalbox_solving")


def conduct(
    algorithm: SolverAlgorithm, context: RunContext, instance: Instance, parameters: Mapping[str, Any]
) -> Result:
    """One solve, from the files to the stored solution. Raises ProgramError, InfrastructureError and RunStopped."""
    context.progress(LOADING_SHARE, phase="checking")

    def ask(share: float) -> None:
        if context.should_stop():
            context.stop_now()
        context.progress(LOADING_SHARE, round(100 * share), 100, "percent", "checking")

    task = task_of(algorithm, instance, parameters, context.folder / "solve", ask)
    teller = _Alone(context, task)
    ending = Conductor(context, task, teller).run()
    context.progress(SOLVING_SHARE, phase="storing")
    if ending.outcome == "stopped":
        # The run counts as stopped early only when the stop ended it.
        context.should_stop()
    return teller.finish(ending)


def task_of(
    algorithm: SolverAlgorithm,
    instance: Instance,
    parameters: Mapping[str, Any],
    folder: Path,
    ask: Callable[[float], None],
    explain: bool = True,
) -> Task:
    """Checks all that can be checked without a solver. `folder` is made; `ask` is called as in `instance_file.prepare`."""
    folder.mkdir()
    path, name = Path(), ""
    if instance.path is not None:
        path, name = instance_file.prepare(instance.path, instance.format, folder, ask)
    file = str(path) if instance.path is not None else ""
    data = str(parameters.get("data", ""))
    if algorithm.template:
        templates.of(algorithm.template).check(data, file, instance.delimiter)
    return Task(
        solver=algorithm.solver,
        folder=str(folder),
        name=name,
        model="" if algorithm.template else file,
        format=instance.format,
        template=algorithm.template,
        data=data,
        table=file if algorithm.template else "",
        delimiter=instance.delimiter,
        warm_start="" if instance.warm_start is None else str(instance.warm_start),
        time_limit_seconds=parameters["time_limit_seconds"],
        gap_limit=parameters["gap_limit"],
        threads=parameters["threads"],
        seed=parameters["seed"],
        memory_limit_mb=parameters["memory_limit_mb"],
        options={name: value for name, value in parameters.items() if name not in COMMON and name != "data"},
        explain=explain,
    )


class Teller(Protocol):
    """Where goes what a solver says beside its log. Called by the thread that conducts."""

    @property
    def best(self) -> Path | None:
        """The newest solution."""

    @property
    def objective(self) -> float | None:
        """Its value."""

    def statistics(self, statistics: dict[str, Any]) -> None:
        """What the model holds, before the search begins."""

    def began(self, at_ns: int) -> None:
        """The search begins, at so many nanoseconds since 1970: its seconds count from then."""

    def report(self, report: dict[str, Any]) -> None:
        """Values: see `report` in `task.py`."""

    def improved(self, file: Path, objective: float | None) -> None:
        """A better solution; the file is the teller's."""

    def explaining(self) -> None:
        """The outcome is known; what remains is to say why there is no solution."""

    def close(self) -> None:
        """The solver has ended, whatever way. Returns when all that was told is stored."""


@dataclass(frozen=True)
class Ending:
    """How a solve has ended: see `result` in `task.py`. `file` holds its solution."""

    outcome: str
    limit: str | None
    sense: str | None
    objective: float | None
    bound: float | None
    nodes: int | None
    lp_iterations: int | None
    seconds: float
    file: Path | None
    solver: Mapping[str, str]
    statistics: Mapping[str, Any] | None
    conflict: list[str]

    @property
    def gap(self) -> float | None:
        return gap(self.objective, self.bound)

    def said(self) -> str:
        """The outcome as a person reads it."""
        parts = [_WORDS[self.outcome]]
        if self.limit is not None:
            parts.append(f"{self.limit} limit reached")
        if self.objective is not None:
            parts.append(f"objective {self.objective:.10g}")
        if self.bound is not None:
            parts.append(f"bound {self.bound:.10g}")
        if self.gap is not None:
            parts.append(f"gap {100 * self.gap:.4g} %")
        return ", ".join([*parts, f"{self.seconds:.1f} s"])


@dataclass
class _Known:
    """What the solver has said until now."""

    solver: dict[str, str] = field(default_factory=dict)
    statistics: dict[str, Any] | None = None
    report: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] | None = None
    failure: dict[str, str] | None = None
    conflict: list[str] = field(default_factory=list)


class Conductor:
    """One solver's process. Used once."""

    def __init__(self, context: RunContext, task: Task, teller: Teller) -> None:
        self._context = context
        self._task = task
        self._teller = teller
        self._known = _Known()
        self._engine: subprocess.Popen[bytes] | None = None
        self._control = threading.Lock()
        self._ended = threading.Event()
        # By when (`time.monotonic()`) the solver's process must have come further, and why it is killed otherwise.
        self._deadline: tuple[float, str] | None = None
        self._killed = ""

    def run(self) -> Ending:
        """From the start of the process to its end. Raises ProgramError and InfrastructureError."""
        try:
            returned = self._hear_all()
        finally:
            self._ended.set()
            self._kill_engine()
        self._teller.close()
        known = self._known
        if known.failure is not None:
            raise ProgramError(known.failure["code"], known.failure["message"])
        result = known.result if known.result is not None else self._result_of_a_dead_one(returned)
        return Ending(
            outcome=result["outcome"],
            limit=result["limit"],
            sense=result["sense"],
            objective=result["objective"],
            bound=result["bound"],
            nodes=result["nodes"],
            lp_iterations=result["lpIterations"],
            seconds=result["seconds"],
            file=None if result["file"] is None else Path(result["file"]),
            solver=known.solver,
            statistics=known.statistics,
            conflict=known.conflict,
        )

    # -- the process

    def _hear_all(self) -> int:
        """Starts the process and takes what it says until it ends; returns its exit code, negative for a signal."""
        folder = Path(self._task.folder)
        task_file = folder / "task.json"
        self._task.write(task_file)
        reading, writing = os.pipe()
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        if self._task.memory_limit_mb > 0:
            # Each arena reserves 64 MiB of address space, used or not.
            environment["MALLOC_ARENA_MAX"] = "2"
        arguments = [str(task_file), str(writing), str(os.getpid())]
        try:
            # Its output is that of the attempt, so what its C code prints is in the log of the run.
            engine = self._engine = subprocess.Popen(
                [sys.executable, "-P", "-m", "signalbox_solving.engine", *arguments],
                stdin=subprocess.PIPE,
                pass_fds=(writing,),
                env=environment,
                cwd=folder,
            )
        except OSError as error:
            os.close(reading)
            raise InfrastructureError("solver.not_started", f"The solver's process did not start: {error}.") from error
        finally:
            os.close(writing)
        threading.Thread(target=self._watch, name="watch", daemon=True).start()
        with os.fdopen(reading, "rb") as answers:
            for message in _messages(answers):
                self._take(message)
        returned = engine.wait()
        self._ended.set()
        return returned

    def _watch(self) -> None:
        """Brings a stop to the solver, and ends a process that does not come to its end."""
        told = False
        while not self._ended.is_set():
            if told:
                self._ended.wait(WATCH_SECONDS)
            elif self._context.wait_for_stop(WATCH_SECONDS):
                told = True
                if self._known.result is None:
                    self._limit(STOP_PATIENCE_SECONDS, "stop")
                self._say("stop")
            deadline = self._deadline
            if deadline is not None and time.monotonic() >= deadline[0]:
                self._killed = deadline[1]
                _log.warning("the solver's process is ended: %s", _WHY_KILLED[deadline[1]])
                self._kill_engine()
                return

    def _limit(self, seconds: float, why: str) -> None:
        at = time.monotonic() + seconds
        if self._deadline is None or at < self._deadline[0]:
            self._deadline = (at, why)

    def _say(self, word: str) -> None:
        stream = self._engine.stdin if self._engine is not None else None
        if stream is None:
            return
        # A process that has ended says so itself.
        with self._control, contextlib.suppress(OSError, ValueError):
            stream.write(word.encode() + b"\n")
            stream.flush()

    def _kill_engine(self) -> None:
        engine = self._engine
        if engine is not None and engine.poll() is None:
            engine.kill()
            engine.wait()

    # -- what it says

    def _take(self, message: dict[str, Any]) -> None:
        known = self._known
        match message["kind"]:
            case "log":
                logging.getLogger(self._task.solver).log(_LEVELS[message["level"]], "%s", message["text"])
            case "solver":
                known.solver = {"name": message["name"], "version": message["version"]}
                _log.info("solver: %s %s", message["name"], message["version"])
            case "statistics":
                self._statistics(message["statistics"])
            case "begin":
                self._teller.began(message["at"])
                limit = self._task.time_limit_seconds
                if limit > 0:
                    self._limit(1.1 * limit + OVERTIME_SECONDS, "time")
            case "report":
                known.report = message
                self._teller.report(message)
            case "incumbent":
                self._teller.improved(Path(message["file"]), message["objective"])
            case "result":
                known.result = message
                self._deadline = None
                if message["outcome"] == "infeasible" and self._task.explain:
                    self._teller.explaining()
                self._limit(EXPLAIN_SECONDS, "explain")
            case "conflict":
                known.conflict = message["names"]
                _log.warning("%s", message["note"])
            case "failure":
                known.failure = message

    def _statistics(self, statistics: dict[str, Any]) -> None:
        self._known.statistics = statistics
        variables = statistics["variables"]
        _log.info(
            "model: %d continuous, %d integer and %d binary variables, %d constraints%s",
            variables["continuous"],
            variables["integer"],
            variables["binary"],
            statistics["constraints"],
            "" if statistics["nonzeros"] is None else f", {statistics['nonzeros']} non-zeros",
        )
        self._teller.statistics(statistics)
        self._say("go")

    # -- the end

    def _result_of_a_dead_one(self, returned: int) -> dict[str, Any]:
        """What is known of a solve whose process did not come to its `result`. Raises when that is no end of a solve."""
        limit, outcome = None, ""
        if self._killed == "stop":
            outcome = "stopped"
        elif self._killed == "time":
            limit = "time"
        elif returned == EXIT_MEMORY or (self._task.memory_limit_mb > 0 and -returned in _MEMORY_SIGNALS):
            if self._task.memory_limit_mb <= 0:
                raise InfrastructureError("worker.out_of_memory", "The memory was not enough.")
            limit = "memory"
            _log.warning("the solver reached its memory limit of %d MiB", self._task.memory_limit_mb)
        else:
            raise self._death(returned)
        best = self._teller.best
        report = self._known.report
        statistics = self._known.statistics
        return {
            "outcome": outcome or ("no_solution" if best is None else "feasible"),
            "limit": limit,
            "sense": None if statistics is None else statistics["sense"],
            "objective": None if best is None else self._teller.objective,
            "bound": report.get("bound"),
            "nodes": report.get("nodes"),
            "lpIterations": report.get("lpIterations"),
            "seconds": report.get("seconds", 0.0),
            "file": best,
        }

    def _death(self, returned: int) -> Exception:
        if returned >= 0:
            words = f"The solver's process ended with code {returned} before it had a result; its log says more."
            return ProgramError("solver.crashed", words)
        try:
            name = signal.Signals(-returned).name
        except ValueError:
            name = f"signal {-returned}"
        if -returned == signal.SIGKILL:
            words = f"The solver's process was ended by {name}; the machine may be out of memory."
            return InfrastructureError("worker.died", words)
        return ProgramError("solver.crashed", f"The solver crashed with {name}; the end of the log says where.")


class _Alone:
    """A solve by itself: its values are the metrics of the run, and each better solution is an artifact."""

    def __init__(self, context: RunContext, task: Task) -> None:
        self._context = context
        self._limit = task.time_limit_seconds
        self._steps = 0
        self._integral = PrimalIntegral()
        self._incumbents = Incumbents(context)

    @property
    def best(self) -> Path | None:
        return self._incumbents.best

    @property
    def objective(self) -> float | None:
        return self._incumbents.objective

    def statistics(self, statistics: dict[str, Any]) -> None:
        self._store("instance-statistics.json", statistics, "other")

    def began(self, at_ns: int) -> None:
        self._context.progress(LOADING_SHARE, phase="solving")

    def report(self, report: dict[str, Any]) -> None:
        incumbent, bound = report["incumbent"], report["bound"]
        values = {
            "incumbent": incumbent,
            "bound": bound,
            "gap": gap(incumbent, bound),
            "nodes": report["nodes"],
            "lp_iterations": report["lpIterations"],
        }
        told = {key: value for key, value in values.items() if value is not None}
        # A report that says nothing yet is no step.
        self._steps += bool(told)
        for key, value in told.items():
            self._context.metric(key, value, self._steps, at_ns=report["at"])
        if incumbent is not None:
            self._integral.improved(report["seconds"], incumbent)
        seconds = report["seconds"]
        share = min(1.0, seconds / self._limit) if self._limit > 0 else 0.0
        self._context.progress(
            LOADING_SHARE + (SOLVING_SHARE - LOADING_SHARE) * share, int(seconds), int(self._limit), "second", "solving"
        )

    def improved(self, file: Path, objective: float | None) -> None:
        self._incumbents.offer(file, objective)

    def explaining(self) -> None:
        self._context.progress(SOLVING_SHARE, phase="explaining")

    def close(self) -> None:
        self._incumbents.close()

    def finish(self, ending: Ending) -> Result:
        """Stores how it ended."""
        integral = self._integral.value(ending.seconds) if ending.objective is not None else None
        if ending.file is not None:
            self._context.upload(ending.file, "solution.json", "application/json", "solution")
        self._store(
            "solve.json",
            {
                "outcome": ending.outcome,
                "limit": ending.limit,
                "sense": ending.sense,
                "objective": ending.objective,
                "bound": ending.bound,
                "gap": ending.gap,
                "nodes": ending.nodes,
                "lpIterations": ending.lp_iterations,
                "seconds": ending.seconds,
                "primalIntegral": integral,
                "solver": dict(ending.solver),
                "statistics": ending.statistics,
                "conflict": ending.conflict,
            },
            "solve",
        )
        _log.info("%s", ending.said())
        if ending.conflict:
            shown = ", ".join(ending.conflict[:SHOWN_NAMES])
            more = len(ending.conflict) - SHOWN_NAMES
            _log.info("these contradict each other: %s%s", shown, f" and {more} more" if more > 0 else "")
        summary = {
            "objective": ending.objective,
            "bound": ending.bound,
            "gap": ending.gap,
            "nodes": ending.nodes,
            "lp_iterations": ending.lp_iterations,
            "seconds": ending.seconds,
            "primal_integral": integral,
        }
        return Result(
            summary={key: float(value) for key, value in summary.items() if value is not None},
            outcome=ending.outcome,
        )

    def _store(self, name: str, content: dict[str, Any], role: str) -> None:
        encoded = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
        self._context.upload_bytes(encoded, name, "application/json", role)


_WHY_KILLED = {
    "stop": "it does not listen to the stop",
    "time": "it does not keep its time limit",
    "explain": "it has told its result and does not end",
}

_WORDS = {
    "optimal": "optimal: no solution is better",
    "feasible": "feasible: a solution, not proven to be the best",
    "infeasible": "infeasible: no values of the variables meet all constraints",
    "unbounded": "unbounded: the objective can be improved without end",
    "infeasible_or_unbounded": "infeasible or unbounded: the solver could not tell which",
    "no_solution": "no solution was found before a limit was reached",
    "stopped": "stopped on request",
}


def _messages(answers: IO[bytes]) -> Iterator[dict[str, Any]]:
    for line in answers:
        # A process that was killed may leave half a line.
        if line.endswith(b"\n"):
            yield json.loads(line)
