"""Conducts the solves of a set of instances, one after another, each in a process of its own.

Nothing of a solution is kept: what a set is solved for is how well the parameters do on it. `instances.json` has a row for each
instance and is stored again whenever one begins or ends, so that it tells what was done however the run ends.
"""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from signalbox_ml import InfrastructureError, Instance, ProgramError, Result, Role, RunContext

from signalbox_solving.conductor import LOADING_SHARE, SOLVING_SHARE, Conductor, Ending, task_of
from signalbox_solving.measures import GapCurve, Measured, PrimalIntegral, aggregated, gap
from signalbox_solving.solve_algorithm import SolverAlgorithm
from signalbox_solving.task import Task

TABLE = "instances.json"
# The table is stored at most so often, but always when the run ends by itself.
TABLE_SECONDS = 1.0
# While an instance is solved, the standing of the set is told at each of so many ticks, evenly over its time limit. A pruner hears the
# first hundred values of a trial whole, so a set has no more than that.
MOST_TICKS = 20
TICKS_OF_A_SET = 100

_CURVES = {"incumbent": Role.INCUMBENT, "bound": Role.BOUND, "gap": Role.GAP}

_log = logging.getLogger("signalbox_solving")


def conduct_set(
    algorithm: SolverAlgorithm, context: RunContext, instances: Sequence[Instance], parameters: Mapping[str, Any]
) -> Result:
    """All solves of a set. Raises ProgramError, InfrastructureError and RunStopped; the first two name the instance."""
    limit = float(parameters["time_limit_seconds"])
    if limit <= 0:
        words = "A set of instances needs a time limit for each of them: what is not solved counts with it."
        raise ProgramError("set.no_time_limit", words)
    tasks = _tasks(algorithm, context, instances, parameters)
    the_set = _Set(context, [instance.name for instance in instances], limit)
    for place, (instance, task) in enumerate(zip(instances, tasks, strict=True), 1):
        try:
            with _at(place, instance):
                _solve(the_set, context, place, task)
        except (ProgramError, InfrastructureError) as error:
            the_set.fail(str(error))
            raise
        if context.stop_requested and (the_set.stopped or place < len(tasks)):
            the_set.leave()
            # A part of the set is no measure of the parameters.
            context.stop_now()
    context.progress(SOLVING_SHARE, phase="storing")
    return the_set.finish()


def ticks_of(instances: int) -> int:
    """How many ticks each instance of a set of so many has."""
    return max(1, min(MOST_TICKS, TICKS_OF_A_SET // instances))


def _tasks(
    algorithm: SolverAlgorithm, context: RunContext, instances: Sequence[Instance], parameters: Mapping[str, Any]
) -> list[Task]:
    """Checks every instance before the first is solved: a bad one is told at once, not after an hour of the others."""
    context.progress(LOADING_SHARE, 0, len(instances), "instance", "checking")

    def ask(share: float) -> None:
        if context.should_stop():
            context.stop_now()

    tasks = []
    for place, instance in enumerate(instances, 1):
        with _at(place, instance):
            task = task_of(algorithm, instance, parameters, context.folder / f"solve-{place}", ask, explain=False)
        tasks.append(task)
        context.progress(LOADING_SHARE, place, len(instances), "instance", "checking")
    return tasks


@contextlib.contextmanager
def _at(place: int, instance: Instance) -> Iterator[None]:
    """Says of an error at which instance it happened."""
    where = f"Instance {place}, {instance.name}" if instance.name else f"Instance {place}"
    try:
        yield
    except ProgramError as error:
        raise ProgramError(error.code, f"{where}: {error}") from error
    except InfrastructureError as error:
        raise InfrastructureError(error.code, f"{where}: {error}") from error


def _solve(the_set: _Set, context: RunContext, place: int, task: Task) -> None:
    teller = _OfSet(the_set, place)
    the_set.begin(place)
    ending = Conductor(context, task, teller).run()
    the_set.end(place, teller, ending)
    # Nothing in it is needed any more, and a hundred models may be large.
    shutil.rmtree(task.folder, ignore_errors=True)


class _Set:
    """What is known of the instances of a set, and what is told of it. Used by one thread."""

    def __init__(self, context: RunContext, names: Sequence[str], limit: float) -> None:
        self.context = context
        self.limit = limit
        self.count = len(names)
        self.ticks = ticks_of(len(names))
        self.stopped = False
        self._measured = [Measured.open(limit)] * len(names)
        self._rows: list[dict[str, Any]] = [
            {"place": place, "name": name, "status": "waiting"} for place, name in enumerate(names, 1)
        ]
        self._place = 0
        self._table = _Table(context)

    def begin(self, place: int) -> None:
        self._place = place
        self._rows[place - 1]["status"] = "solving"
        self._store()
        _log.info("instance %d of %d: %s", place, self.count, self._rows[place - 1]["name"])
        self.progress(place, 0.0)

    def searching(self, place: int, at_ns: int) -> None:
        """Its time runs from now on: that is where its curves have their zero."""
        self._rows[place - 1]["beganAt"] = at_ns / 1e9
        self._store()

    def end(self, place: int, teller: _OfSet, ending: Ending) -> None:
        measured = Measured.ended(self.limit, ending.outcome, ending.limit, ending.seconds, teller.curve)
        self._rows[place - 1] |= {
            "status": ending.outcome,
            "limit": ending.limit,
            "sense": ending.sense,
            "objective": ending.objective,
            "bound": ending.bound,
            "gap": ending.gap,
            "nodes": ending.nodes,
            "lpIterations": ending.lp_iterations,
            "time": ending.seconds,
            "primalIntegral": teller.integral.value(ending.seconds) if ending.objective is not None else None,
            "counts": _camel(measured.values()),
        }
        _log.info("instance %d of %d: %s", place, self.count, ending.said())
        self.stopped = ending.outcome == "stopped"
        if self.stopped:
            # It was not solved to an end of its own, so nothing that was told of it so far becomes final.
            self._store()
            return
        self._measured[place - 1] = measured
        for key, value in measured.values().items():
            self.context.metric(f"instance/{key}", value, place)
        teller.pass_all()
        self._store()

    def stand(self, place: int, tick: int, curve: GapCurve | None) -> None:
        """Tells what the set comes to if nothing gets better any more. `curve` of an instance that is being solved."""
        if curve is not None:
            self._measured[place - 1] = Measured.open(self.limit, curve)
        for key, value in aggregated(self._measured).items():
            self.context.metric(f"set/{key}", value, (place - 1) * self.ticks + tick)

    def progress(self, place: int, share: float) -> None:
        done = (place - 1 + share) / self.count
        self.context.progress(
            LOADING_SHARE + (SOLVING_SHARE - LOADING_SHARE) * done, place - 1, self.count, "instance", "solving"
        )

    def finish(self) -> Result:
        """All are solved: the end of the run."""
        self.leave()
        values = aggregated(self._measured)
        solved, seconds, part = int(values["solved"]), values["seconds"], 100 * values["gap_integral"]
        words = "the set: %d of %d solved, shifted geometric mean %.3g s, gap integral %.4g %%"
        _log.info(words, solved, self.count, seconds, part)
        return Result({f"set/{key}": value for key, value in values.items()})

    def fail(self, message: str) -> None:
        """The instance that is being solved has failed, and with it the run."""
        self._rows[self._place - 1] |= {"status": "failed", "message": message}
        self._store()
        # What failed is told; that the table could not be stored would hide it.
        with contextlib.suppress(InfrastructureError):
            self._table.close()

    def leave(self) -> None:
        """Nothing more is solved. Returns when the table is stored."""
        self._store()
        self._table.close()

    def _store(self) -> None:
        content = {"timeLimit": self.limit, "counts": _camel(aggregated(self._measured)), "instances": self._rows}
        self._table.offer(json.dumps(content, ensure_ascii=False, allow_nan=False).encode())


def _camel(values: Mapping[str, float]) -> dict[str, float]:
    """Names as they are in JSON."""
    names = {"gap_integral": "gapIntegral"}
    return {names.get(key, key): value for key, value in values.items()}


class _OfSet:
    """One instance of a set: its curves are metrics of their own, and the set's values go on with it."""

    def __init__(self, the_set: _Set, place: int) -> None:
        self._set = the_set
        self._place = place
        self._steps = 0
        self._tick = 1
        self.curve = GapCurve(the_set.limit)
        self.integral = PrimalIntegral()
        self.best: Path | None = None
        self.objective: float | None = None

    def statistics(self, statistics: dict[str, Any]) -> None:
        """The log has them."""

    def began(self, at_ns: int) -> None:
        self._set.searching(self._place, at_ns)

    def report(self, report: dict[str, Any]) -> None:
        seconds, incumbent, bound = report["seconds"], report["incumbent"], report["bound"]
        # A tick tells what was so at its moment, however late the report comes.
        self._pass(seconds)
        self.curve.changed(seconds, incumbent, bound)
        if incumbent is not None:
            self.integral.improved(seconds, incumbent)
        values = {"incumbent": incumbent, "bound": bound, "gap": gap(incumbent, bound)}
        told = {key: value for key, value in values.items() if value is not None}
        self._steps += bool(told)
        for key, value in told.items():
            name = f"instance-{self._place}/{key}"
            self._set.context.metric(name, value, self._steps, role=_CURVES[key], at_ns=report["at"])
        self._set.progress(self._place, min(1.0, seconds / self._set.limit))

    def improved(self, file: Path, objective: float | None) -> None:
        self.best, self.objective = file, objective
        # That there is one is all that counts.
        file.unlink(missing_ok=True)

    def explaining(self) -> None:
        """Nobody asks why an instance has no solution."""

    def close(self) -> None:
        """Nothing is stored here."""

    def pass_all(self) -> None:
        """The instance has ended: what remains of its ticks tells what it came to."""
        while self._tick <= self._set.ticks:
            self._set.stand(self._place, self._tick, None)
            self._tick += 1

    def _pass(self, seconds: float) -> None:
        while self._tick <= self._set.ticks and self._tick * self._set.limit / self._set.ticks <= seconds:
            self._set.stand(self._place, self._tick, self.curve)
            self._tick += 1


class _Table:
    """Stores the newest version of the table from a thread of its own, so that no solver waits for it."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._changed = threading.Condition()
        self._waiting: bytes | None = None
        self._ending = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="table", daemon=True)
        self._thread.start()

    def offer(self, content: bytes) -> None:
        with self._changed:
            self._waiting = content
            self._changed.notify_all()

    def close(self) -> None:
        """Returns when the newest is stored. Raises what storing raised."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._waiting is not None or self._ending)
                    content, self._waiting = self._waiting, None
                if content is None:
                    return
                self._context.upload_bytes(content, TABLE, "application/json")
                with self._changed:
                    self._changed.wait_for(lambda: self._ending, TABLE_SECONDS)
        except BaseException as error:  # noqa: BLE001 - it is raised where the set ends
            self._error = error
