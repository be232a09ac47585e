"""A study is started, parts are broken again and again until it has ended, and its trials are judged: as trials, and as runs."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from signalbox_faults.database import Database
from signalbox_faults.faults import BACK_SECONDS, Injection, Stage, wait_until
from signalbox_faults.history import TERMINAL, Accepted, History, Status, View
from signalbox_faults.judge import TERMINAL_KINDS, Kind, Violation, judge
from signalbox_faults.kafka import KafkaReader
from signalbox_faults.records import read_executions
from signalbox_faults.rest import Rest, RestError, Unreachable, view
from signalbox_faults.scenario import ONLY_SUCCEEDED, SETTLE_SECONDS, TABLE, Outcome, Plan, Verdict
from signalbox_faults.stream import StudyStream
from signalbox_faults.study_history import StudyHistory, TrialView
from signalbox_faults.study_judge import judge_study

BEHAVIOUR = "sleep"
# Proposed by the real tuning service: `x` has a best place, and `seconds` is how long a trial takes.
SAMPLER: dict[str, Any] = {"name": "tpe"}


@dataclass(frozen=True)
class StudyPlan(Plan):
    """A study of `runs` trials. The faults come in turn, again and again, until it has ended.

    `seconds`: how long a trial takes, at least and at most. `apart`: seconds from one fault to the next.
    `least`: so many must really have happened, or the scenario proves nothing. `most`: so many in all.
    """

    seconds: tuple[float, float] = (0.4, 2.0)
    parallelism: int = 8
    apart: float = 4.0
    least: int = 1
    most: int = 1_000


class StudyScenario:
    """Plays one plan on a running system."""

    def __init__(
        self,
        plan: StudyPlan,
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
        self._injections: list[Injection] = []
        self._unproven: list[str] = []
        self._problems: list[Violation] = []
        self._began = time.monotonic()

    def play(self) -> Outcome:
        plan = self._plan
        if not wait_until(self._offered, BACK_SECONDS, 0.2):
            raise RuntimeError("the sampler is not offered")
        project = self._rest.new_project(f"{plan.name} {uuid.uuid4().hex[:8]}")
        dataset = self._rest.upload(project, "table.csv", TABLE)
        self._stage.rest = self._rest
        self._stage.project = project
        internal_errors = len(self._rest.internal_errors)
        study = self._start(project, dataset)
        stream = StudyStream(self._rest, study)
        try:
            self._break(study)
            self._settle(study, stream)
            history, as_runs = self._gather(project, study, stream)
        finally:
            stream.close()
        violations = [*self._problems, *judge_study(history), *judge(as_runs)]
        for injection in self._injections:
            violations += [Violation(Kind.NOT_TERMINAL, "", words) for words in injection.broken]
        verdict = Verdict.FAILED if violations else Verdict.VOID if self._unproven else Verdict.PASSED
        tried = sum(each.attempt > 1 for each in history.executions)
        notes = [
            f"{len(history.database)} trials, {len(history.executions)} executions, {tried} of them tried again",
            *(fact for injection in self._injections for fact in injection.facts),
        ]
        if len(self._rest.internal_errors) > internal_errors:
            fresh = self._rest.internal_errors[internal_errors:]
            notes.append(f"{len(fresh)} answers 500, the first: {fresh[0]}")
        seconds = time.monotonic() - self._began
        return Outcome(plan, verdict, seconds, self._injections, violations, self._unproven, notes)

    def _offered(self) -> bool:
        try:
            algorithms = self._rest.call("GET", "/algorithms")["items"]
        except (RestError, Unreachable):
            return False
        names = {each["name"] for each in algorithms if each["available"]}
        return {"scripted", SAMPLER["name"]} <= names

    def _start(self, project: str, dataset: str) -> str:
        low, high = self._plan.seconds
        body: dict[str, Any] = {
            "name": self._plan.name,
            "algorithm": "scripted",
            "datasetId": dataset,
            "target": "label",
            "parameters": {"behaviour": BEHAVIOUR},
            "search": {
                "x": {"type": "float", "low": -10.0, "high": 10.0},
                "seconds": {"type": "float", "low": low, "high": high},
            },
            "objectives": [{"metric": "value", "direction": "minimize"}],
            "sampler": SAMPLER,
            "seed": self._rng.randrange(2**31),
            "trials": self._plan.runs,
            "parallelism": self._plan.parallelism,
        }
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        return str(self._rest.persist("POST", f"/projects/{project}/studies", body, headers)["run"]["id"])

    # -- breaking

    def _break(self, study: str) -> None:
        plan = self._plan
        deadline = time.monotonic() + plan.heal
        proven = turn = 0
        while not self._over(study):
            if time.monotonic() > deadline or not self._stage.system.alive():
                self._problems.append(
                    Violation(Kind.NOT_TERMINAL, study, f"the study has not ended within {plan.heal:g} s")
                )
                return
            if turn >= plan.most:
                self._say("waiting for the end")
                time.sleep(0.2)
                continue
            # Never at the same moment of a trial.
            self._wait(study, plan.apart * self._rng.uniform(0.8, 1.2))
            if self._over(study):
                break
            injection = plan.faults[turn % len(plan.faults)](self._stage)
            turn += 1
            if injection.unproven and self._over(study):
                # It found nothing to hit any more.
                break
            self._injections.append(injection)
            proven += not injection.unproven
        if proven < plan.least:
            self._unproven += [f"{each.name}: {words}" for each in self._injections for words in each.unproven]
            self._unproven.append(f"{proven} faults while the study went on, wanted were {plan.least}")

    def _wait(self, study: str, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._over(study):
            self._say("searching")
            time.sleep(0.2)

    def _over(self, study: str) -> bool:
        try:
            return self._database.status(study) in TERMINAL
        except psycopg.Error:
            return False

    def _say(self, words: str) -> None:
        share = min(0.99, (time.monotonic() - self._began) / max(self._plan.estimate, 1.0))
        self._report(share, words)

    # -- gathering

    def _settle(self, study: str, stream: StudyStream) -> None:
        """What the rows of trials and the stream may lag behind the row of the study."""
        until = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < until:
            self._say("comparing")
            told = stream.trials()
            states = {each.state for each in told.values()}
            if stream.status() in TERMINAL and len(told) >= self._plan.runs and "running" not in states:
                return
            time.sleep(0.1)

    def _gather(self, project: str, study: str, stream: StudyStream) -> tuple[StudyHistory, History]:
        reader = KafkaReader(f"127.0.0.1:{self._stage.system.listens_on('kafka')}")
        begun, ended = reader.trials(study)
        told = self._rest.study(study)
        columns = self._rest.trials(study)
        rows = {run_id: row for run_id, row in self._rows(project).items() if run_id != study}
        deaths = [death for keeper in self._stage.services for death in keeper.deaths()]
        executions = tuple(each for each in read_executions(self._log, deaths) if each.run_id in rows)
        ids = rows.keys() | {each.run_id for each in begun}
        statuses = [status for status in reader.lifecycle() if status.run_id in ids or status.run_id == study]
        history = StudyHistory(
            study_id=study,
            trials=self._plan.runs,
            status={
                "database": self._database.status(study),
                "REST": str(told["run"]["status"]),
                "Kafka": _last(study, statuses),
                "WebSocket": stream.status(),
            },
            database=self._database.trials(study),
            rest={
                number: TrialView(columns["runId"][at], columns["state"][at])
                for at, number in enumerate(columns["number"])
            },
            stream=stream.trials(),
            numbers=tuple(columns["number"]),
            counts=told["counts"],
            begun=tuple(begun),
            ended=tuple(ended),
            executions=executions,
        )
        listed = {run["id"]: view(run) for run in self._rest.runs(project, f"study:{study}")}
        emitted = {(each.run_id, each.attempt): each.points for each in executions}
        settled = time.monotonic() + SETTLE_SECONDS
        outages = [injection.outage() for injection in self._injections]
        outages += [outage for keeper in self._stage.services for outage in keeper.outages()]
        as_runs = History(
            accepted={
                each.run_id: Accepted(each.run_id, BEHAVIOUR, each.at, ONLY_SUCCEEDED) for each in reversed(begun)
            },
            database=rows,
            rest=listed,
            timeline=tuple(event for run_id in listed for event in self._rest.timeline(run_id)),
            statuses=tuple(statuses),
            stream=stream.items(),
            stream_breaks=stream.breaks(),
            executions=executions,
            points={
                run_id: self._points(run_id, emitted.get((run_id, each.attempt), 0), settled)
                for run_id, each in listed.items()
                if each.status == "succeeded"
            },
            outages=tuple(outages),
            dead_letters=reader.dead_letters(),
            limits=self._plan.limits,
        )
        return history, as_runs

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


def _last(run_id: str, statuses: list[Status]) -> str:
    """The last lifecycle status of a run on Kafka, in the words of the other views; empty when there is none."""
    own = [each for each in statuses if each.run_id == run_id]
    if not own:
        return ""
    last = max(own, key=lambda status: status.sequence)
    return TERMINAL_KINDS.get(last.kind, last.kind)
