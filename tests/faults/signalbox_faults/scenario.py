"""One scenario: runs are submitted, faults happen in between, everything is gathered and judged."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import psycopg

from signalbox_faults.database import Database
from signalbox_faults.faults import BACK_SECONDS, WORK_SECONDS, Fault, Injection, Stage, wait_until
from signalbox_faults.history import TERMINAL, Accepted, History, Limits, View
from signalbox_faults.judge import Kind, Violation, judge
from signalbox_faults.kafka import KafkaReader
from signalbox_faults.records import read_executions
from signalbox_faults.rest import Rest, RestError, Unreachable, epoch, view
from signalbox_faults.stream import RunStream
from signalbox_faults.twin import Twin

ONLY_SUCCEEDED = frozenset({"succeeded"})
TABLE = "feature,label\n" + "".join(f"{number},{'yes' if number % 2 else 'no'}\n" for number in range(40))
# What REST, the stream and the stored metrics may lag behind the rows.
SETTLE_SECONDS = 13.0


@dataclass(frozen=True)
class Script:
    """What one run does, how it may end, and whether a person stops it."""

    behaviour: str
    parameters: dict[str, Any]
    expected: frozenset[str]
    time_limit: int = 0
    cancel_after: float = -1.0
    cancel_mode: str = ""


Mix = Callable[[random.Random, int], list[Script]]


def usual(rng: random.Random, runs: int) -> list[Script]:
    """Mostly short work, some of it with a misbehaviour that ends well."""
    return [_one(rng) for _ in range(runs)]


def _one(rng: random.Random) -> Script:
    def plain(behaviour: str, **parameters: Any) -> Script:
        return Script(behaviour, {"behaviour": behaviour, **parameters}, ONLY_SUCCEEDED)

    draw = rng.random()
    seconds = round(rng.uniform(0.4, 3.0), 2)
    if draw < 0.55:
        return plain("sleep", seconds=seconds)
    if draw < 0.65:
        return plain("finish")
    if draw < 0.75:
        return plain("fail_n", seconds=0.4, times=1)
    if draw < 0.83:
        return plain("duplicate_events", seconds=seconds)
    if draw < 0.89:
        return plain("nan")
    if draw < 0.94:
        return Script("program_error", {"behaviour": "program_error"}, frozenset({"failed"}))
    return Script(
        "sleep",
        {"behaviour": "sleep", "seconds": seconds},
        frozenset({"succeeded", "cancelled"}),
        cancel_after=round(rng.uniform(0.0, 3.0), 2),
        cancel_mode=rng.choice(("graceful", "kill")),
    )


def short_work(rng: random.Random, runs: int) -> list[Script]:
    """Nothing but work of a fraction of a second."""
    return [
        Script("sleep", {"behaviour": "sleep", "seconds": round(rng.uniform(0.1, 0.4), 2)}, ONLY_SUCCEEDED)
        for _ in range(runs)
    ]


def every_behaviour(late_seconds: float) -> Mix:
    """Each behaviour at least once, then the usual mix."""

    def mix(rng: random.Random, runs: int) -> list[Script]:
        special = [
            Script("hang", {"behaviour": "hang"}, frozenset({"timed_out"}), time_limit=2),
            Script("hang", {"behaviour": "hang"}, frozenset({"cancelled"}), cancel_after=1.5, cancel_mode="kill"),
            Script("die_at_half", {"behaviour": "die_at_half", "seconds": 1.0, "times": 1}, ONLY_SUCCEEDED),
            Script("late_result", {"behaviour": "late_result", "seconds": late_seconds}, ONLY_SUCCEEDED),
            Script("fail_n", {"behaviour": "fail_n", "times": 2, "seconds": 0.4}, ONLY_SUCCEEDED),
            Script("nan", {"behaviour": "nan"}, ONLY_SUCCEEDED),
            Script("duplicate_events", {"behaviour": "duplicate_events", "seconds": 1.0}, ONLY_SUCCEEDED),
            Script("program_error", {"behaviour": "program_error"}, frozenset({"failed"})),
        ]
        return special + usual(rng, max(0, runs - len(special)))

    return mix


@dataclass(frozen=True)
class Plan:
    """A scenario before it runs.

    `window`: seconds over which the runs are submitted. `moments`: when faults come, drawn anew for each seed.
    `heal`: how long everything may take to end after the last fault is over.
    `second`: another orchestrator shares the work, so a fault of one of them excuses no wait.
    """

    name: str
    mix: Mix
    faults: Sequence[Fault]
    runs: int
    window: float
    estimate: float
    limits: Limits = field(default_factory=Limits)
    heal: float = 120.0
    second: bool = False


class Verdict(Enum):
    PASSED = "passed"
    FAILED = "FAILED"
    VOID = "not proven"


@dataclass
class Outcome:
    plan: Plan
    verdict: Verdict
    seconds: float
    injections: list[Injection]
    violations: list[Violation]
    unproven: list[str]
    notes: list[str] = field(default_factory=list)


class Scenario:
    """Plays one plan on a running system."""

    def __init__(
        self,
        plan: Plan,
        stage: Stage,
        rest: Rest,
        execution_log: Path,
        seed: str,
        report: Callable[[float, str], None],
    ) -> None:
        self._plan = plan
        self._stage = stage
        self._rest = rest
        self._log = execution_log
        self._rng = random.Random(f"{seed}/{plan.name}")
        self._report = report
        self._database = Database(stage.system.listens_on("postgres"), stage.system.secret("metadata"))
        self._lock = threading.Lock()
        self._accepted: dict[str, Accepted] = {}
        self._problems: list[Violation] = []
        self._injections: list[Injection] = []
        self._unproven: list[str] = []
        self._began = time.monotonic()
        self._internal_errors = len(rest.internal_errors)

    def play(self) -> Outcome:
        plan = self._plan
        project = self._rest.new_project(f"{plan.name} {uuid.uuid4().hex[:8]}")
        dataset = self._rest.upload(project, "table.csv", TABLE)
        scripts = plan.mix(self._rng, plan.runs)
        self._rng.shuffle(scripts)
        offsets = sorted(self._rng.uniform(0, plan.window) for _ in scripts)
        moments = [
            plan.window * (index + self._rng.uniform(0.25, 0.75)) / max(1, len(plan.faults))
            for index in range(len(plan.faults))
        ]
        self._stage.rest = self._rest
        self._stage.project = project
        stream = RunStream(self._rest, project)
        try:
            if plan.second:
                self._add_orchestrator()
            if not stream.wait_until_subscribed(15):
                self._problems.append(Violation(Kind.STREAM_BROKEN, "", "no subscription within 15 s"))
            begin = time.monotonic()
            with ThreadPoolExecutor(16) as pool:
                submissions = [
                    pool.submit(self._submit, project, dataset, number, script, begin + offset)
                    for number, (script, offset) in enumerate(zip(scripts, offsets, strict=True))
                ]
                for fault, moment in zip(plan.faults, moments, strict=True):
                    self._inject(fault, project, begin + moment)
                for submission in submissions:
                    submission.result()
            history = self._gather(project, stream)
        finally:
            stream.close()
            self._remove_orchestrator()
        return self._outcome(judge(history))

    def _outcome(self, judged: Iterable[Violation]) -> Outcome:
        """`judged`: what is wrong with what was gathered, beside what was seen on the way."""
        violations = [*self._problems, *judged]
        for injection in self._injections:
            violations += [Violation(Kind.NOT_TERMINAL, "", words) for words in injection.broken]
        verdict = Verdict.FAILED if violations else Verdict.VOID if self._unproven else Verdict.PASSED
        notes = [fact for injection in self._injections for fact in injection.facts]
        if len(self._rest.internal_errors) > self._internal_errors:
            fresh = self._rest.internal_errors[self._internal_errors :]
            notes.append(f"{len(fresh)} answers 500, the first: {fresh[0]}")
        return Outcome(
            self._plan,
            verdict,
            time.monotonic() - self._began,
            self._injections,
            violations,
            self._unproven,
            notes,
        )

    # -- another orchestrator

    def _add_orchestrator(self) -> None:
        system = self._stage.system
        if not wait_until(lambda: system.ready("orchestrator"), BACK_SECONDS):
            raise RuntimeError("the first orchestrator is not ready")
        second = Twin(system, "orchestrator", "second-orchestrator", self._log.with_name("second-orchestrator.log"))
        self._stage.second = second
        self._say("starting another orchestrator")
        if not wait_until(second.up, BACK_SECONDS):
            raise RuntimeError("another orchestrator did not become ready; see second-orchestrator.log")

    def _remove_orchestrator(self) -> None:
        if self._stage.second is not None:
            self._stage.second.close()
            self._stage.second = None

    # -- submitting

    def _body(self, dataset: str, number: int, script: Script) -> dict[str, Any]:
        return {
            "kind": "training",
            "name": f"{script.behaviour}-{number}",
            "algorithm": "scripted",
            "datasetId": dataset,
            "target": "label",
            "parameters": script.parameters,
            "limits": {"maxAttempts": 10, **({"timeSeconds": script.time_limit} if script.time_limit else {})},
        }

    def _submit(self, project: str, dataset: str, number: int, script: Script, at: float) -> None:
        time.sleep(max(0.0, at - time.monotonic()))
        body = self._body(dataset, number, script)
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        try:
            run = self._rest.persist("POST", f"/projects/{project}/runs", body, headers)
            if number % 4 == 0:
                again = self._rest.persist("POST", f"/projects/{project}/runs", body, headers)
                if again["id"] != run["id"]:
                    self._problem(Kind.UNKNOWN_RUN, again["id"], f"the same Idempotency-Key first answered {run['id']}")
        except (RestError, Unreachable) as error:
            self._problem(Kind.LOST_RUN, "", f"submitting {script.behaviour} failed: {error}")
            return
        self._accept(run, script)
        if script.cancel_mode:
            time.sleep(script.cancel_after)
            try:
                self._rest.persist("POST", f"/runs/{run['id']}/cancel", {"mode": script.cancel_mode})
            except RestError as error:
                if error.status != 409:
                    self._problem(Kind.UNEXPECTED_END, run["id"], f"cancel was refused: {error}")
            except Unreachable as error:
                self._problem(Kind.UNEXPECTED_END, run["id"], f"cancel was never answered: {error}")

    def _accept(self, run: dict[str, Any], script: Script) -> None:
        with self._lock:
            self._accepted[run["id"]] = Accepted(run["id"], script.behaviour, epoch(run["createdAt"]), script.expected)

    def _problem(self, kind: Kind, run_id: str, detail: str) -> None:
        with self._lock:
            self._problems.append(Violation(kind, run_id, detail))

    # -- breaking

    def _inject(self, fault: Fault, project: str, at: float) -> None:
        while (left := at - time.monotonic()) > 0:
            time.sleep(min(0.2, left))
            self._say("submitting")
        self._say("breaking")
        hit = wait_until(lambda: self._open_runs(project) > 0, WORK_SECONDS)
        injection = fault(self._stage)
        self._injections.append(injection)
        self._unproven += [f"{injection.name}: {words}" for words in injection.unproven]
        if not hit:
            self._unproven.append(f"{injection.name}: no run was open when it came")
        self._say(injection.name)

    def _open_runs(self, project: str) -> int:
        try:
            return self._database.open_runs(project)
        except psycopg.Error:
            return -1

    def _say(self, words: str) -> None:
        share = min(0.99, (time.monotonic() - self._began) / max(self._plan.estimate, 1.0))
        self._report(share, words)

    # -- gathering

    def _gather(self, project: str, stream: RunStream) -> History:
        deadline = time.monotonic() + self._plan.heal
        while (left := self._open_runs(project)) != 0 and time.monotonic() < deadline:
            self._say(f"{left} runs open" if left > 0 else "the database does not answer")
            if not self._stage.system.alive():
                break
            time.sleep(0.2)
        rows = self._rows(project)
        settled = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < settled:
            self._say("comparing")
            ends = {item.run_id for item in stream.items() if item.status in TERMINAL}
            if all(run_id in ends for run_id, row in rows.items() if row.status in TERMINAL):
                break
            time.sleep(0.1)
        listed = {run["id"]: view(run) for run in self._rest.runs(project)}
        timeline = [event for run_id in listed for event in self._rest.timeline(run_id)]
        deaths = [death for keeper in self._stage.services for death in keeper.deaths()]
        executions = [each for each in read_executions(self._log, deaths) if each.run_id in rows]
        emitted = {(each.run_id, each.attempt): each.points for each in executions}
        points: dict[str, int] = {}
        for run_id, each in listed.items():
            if each.status == "succeeded":
                points[run_id] = self._points(run_id, emitted.get((run_id, each.attempt), 0), settled)
        reader = KafkaReader(f"127.0.0.1:{self._stage.system.listens_on('kafka')}")
        statuses = [status for status in reader.lifecycle() if status.run_id in rows or status.run_id in self._accepted]
        # Where two share the work, the other one takes over: nothing is excused.
        outages = [] if self._plan.second else [injection.outage() for injection in self._injections]
        outages += [outage for keeper in self._stage.services for outage in keeper.outages()]
        return History(
            accepted=dict(self._accepted),
            database=rows,
            rest=listed,
            timeline=tuple(timeline),
            statuses=tuple(statuses),
            stream=stream.items(),
            stream_breaks=stream.breaks(),
            executions=tuple(executions),
            points=points,
            outages=tuple(outages),
            dead_letters=reader.dead_letters(),
            limits=self._plan.limits,
        )

    def _points(self, run_id: str, emitted: int, until: float) -> int:
        while (stored := self._rest.points(run_id)) != emitted and time.monotonic() < until:
            time.sleep(0.1)
        return stored

    def _rows(self, project: str) -> dict[str, View]:
        deadline = time.monotonic() + 30
        while True:
            try:
                return self._database.runs(project)
            except psycopg.Error:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
