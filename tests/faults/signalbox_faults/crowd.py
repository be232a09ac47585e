"""Very many runs at once: memory stays bounded, the order is kept, and a stop is answered soon, whichever run it is for."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psycopg

from signalbox_faults.database import Database
from signalbox_faults.faults import Stage, wait_until
from signalbox_faults.judge import Kind, Violation
from signalbox_faults.records import read_executions
from signalbox_faults.rest import Rest, RestError, Unreachable, epoch
from signalbox_faults.scenario import TABLE, Outcome, Plan, Verdict

SUBMITTERS = 16
CANCELLED = 25
# What a person waits for after pressing stop.
ANSWER_SECONDS = 2.0
# The stopped run is seen as ended.
ENDED_SECONDS = 10.0
# The heaps that the launcher gives, and what a JVM needs beside its heap.
MEMORY_LIMITS = {"backend": (320 + 280) * 2**20, "orchestrator": (256 + 240) * 2**20}
# Submitted at the same moment, runs have no order among each other; as many as there are slots start at once; and an offer
# that an instance refuses because its last slot was just taken waits for the next one, while some dozens go by.
TOLERANCE = 100


@dataclass(frozen=True)
class CrowdPlan(Plan):
    """`followed`: how many starts are compared with the order of acceptance."""

    followed: int = 400


def out_of_order(accepted: Sequence[str], started: Sequence[str], tolerance: int) -> list[tuple[str, int, int]]:
    """Runs that started further from their place than allowed: the run, its place when accepted, its place when started."""
    places = {run_id: place for place, run_id in enumerate(accepted)}
    return [
        (run_id, places[run_id], place)
        for place, run_id in enumerate(started)
        if abs(places[run_id] - place) > tolerance
    ]


class Crowd:
    """Plays a crowd. While it is submitted no service is there, so that all of it is in the queue at once."""

    def __init__(
        self, plan: CrowdPlan, stage: Stage, rest: Rest, log: Path, seed: str, report: Callable[[float, str], None]
    ) -> None:
        self._plan = plan
        self._stage = stage
        self._rest = rest
        self._log = log
        self._rng = random.Random(f"{seed}/{plan.name}")
        self._report = report
        self._database = Database(stage.system.listens_on("postgres"), stage.system.secret("metadata"))
        self._lock = threading.Lock()
        self._accepted: list[tuple[float, str]] = []
        self._violations: list[Violation] = []
        self._unproven: list[str] = []
        self._stopped: set[str] = set()
        self._notes: list[str] = []
        self._peaks = dict.fromkeys(MEMORY_LIMITS, 0)

    def play(self) -> Outcome:
        begun = time.monotonic()
        system = self._stage.system
        pids = {part: system.pid(part) for part in MEMORY_LIMITS}
        project = self._rest.new_project(f"{self._plan.name} {uuid.uuid4().hex[:8]}")
        dataset = self._rest.upload(project, "table.csv", TABLE)
        before = {part: system.memory(part) for part in MEMORY_LIMITS}
        for keeper in self._stage.services:
            keeper.hold()
            keeper.kill()
        try:
            self._submit(project, dataset)
            self._await_queue(project)
            self._cancel()
        finally:
            for keeper in self._stage.services:
                keeper.release()
        self._follow()
        self._measure()
        for part, limit in MEMORY_LIMITS.items():
            peak = self._peaks[part]
            self._notes.append(
                f"memory of {part}: {before[part] >> 20} MiB before, at most {peak >> 20} MiB, limit {limit >> 20} MiB"
            )
            if peak > limit:
                self._problem(Kind.UNBOUNDED, "", f"{part} took {peak >> 20} MiB, limit {limit >> 20} MiB")
            if system.pid(part) != pids[part]:
                self._problem(Kind.UNBOUNDED, "", f"{part} did not survive the crowd")
        verdict = Verdict.FAILED if self._violations else Verdict.VOID if self._unproven else Verdict.PASSED
        seconds = time.monotonic() - begun
        return Outcome(self._plan, verdict, seconds, [], self._violations, self._unproven, self._notes)

    def _problem(self, kind: Kind, run_id: str, detail: str) -> None:
        with self._lock:
            self._violations.append(Violation(kind, run_id, detail))

    def _measure(self) -> None:
        for part in MEMORY_LIMITS:
            self._peaks[part] = max(self._peaks[part], self._stage.system.memory(part))

    def _submit(self, project: str, dataset: str) -> None:
        body = {
            "kind": "training",
            "algorithm": "scripted",
            "datasetId": dataset,
            "target": "label",
            "parameters": {"behaviour": "finish"},
        }
        begun = time.monotonic()

        def one(number: int) -> None:
            try:
                run = self._rest.persist(
                    "POST",
                    f"/projects/{project}/runs",
                    {**body, "name": f"crowd-{number}"},
                    {"Idempotency-Key": str(uuid.uuid4())},
                )
            except (RestError, Unreachable) as error:
                self._problem(Kind.LOST_RUN, "", f"submitting failed: {error}")
                return
            with self._lock:
                self._accepted.append((epoch(run["createdAt"]), run["id"]))
                done = len(self._accepted)
            if done % 100 == 0:
                self._measure()
                self._report(0.6 * done / self._plan.runs, f"{done} of {self._plan.runs} submitted")

        with ThreadPoolExecutor(SUBMITTERS) as pool:
            list(pool.map(one, range(self._plan.runs)))
        seconds = time.monotonic() - begun
        self._accepted.sort()
        self._notes.append(f"{len(self._accepted)} runs accepted in {seconds:.0f} s")

    def _await_queue(self, project: str) -> None:
        """All of them wait in the queue of the orchestrator at the same time."""

        def queued() -> int:
            try:
                return sum(view.status == "queued" for view in self._database.runs(project).values())
            except psycopg.Error:
                return -1

        begun = time.monotonic()
        while (waiting := queued()) < len(self._accepted):
            self._measure()
            self._report(0.65, f"{waiting} of {len(self._accepted)} queued")
            if time.monotonic() > begun + self._plan.heal:
                self._unproven.append(f"only {waiting} of {len(self._accepted)} runs were in the queue at once")
                return
            time.sleep(0.5)
        self._notes.append(f"all in the queue {time.monotonic() - begun:.1f} s after the last was accepted")

    def _cancel(self) -> None:
        """Any of them: the first, the last, and some between."""
        ids = [run_id for _, run_id in self._accepted]
        chosen = {ids[0], ids[-1], *self._rng.sample(ids, min(CANCELLED, len(ids)))}
        self._stopped = chosen
        slowest = slowest_end = 0.0
        for run_id in chosen:
            begun = time.monotonic()
            try:
                self._rest.call("POST", f"/runs/{run_id}/cancel", {"mode": "graceful"})
            except (RestError, Unreachable) as error:
                self._problem(Kind.WAITED_TOO_LONG, run_id, f"stop was not taken: {error}")
                continue
            answered = time.monotonic() - begun
            ended = wait_until(lambda run_id=run_id: self._status(run_id) == "cancelled", ENDED_SECONDS)  # type: ignore[misc]
            slowest, slowest_end = max(slowest, answered), max(slowest_end, time.monotonic() - begun)
            if answered > ANSWER_SECONDS:
                self._problem(Kind.WAITED_TOO_LONG, run_id, f"stop was answered after {answered:.2f} s")
            if not ended:
                self._problem(Kind.WAITED_TOO_LONG, run_id, f"not cancelled {ENDED_SECONDS:g} s after the stop")
            self._report(0.7, "stopping some")
        self._notes.append(
            f"{len(chosen)} stopped: answered after at most {slowest:.2f} s, ended after at most {slowest_end:.2f} s"
        )

    def _status(self, run_id: str) -> str:
        try:
            return str(self._rest.call("GET", f"/runs/{run_id}")["status"])
        except Unreachable:
            return ""

    def _follow(self) -> None:
        accepted = [run_id for _, run_id in self._accepted if run_id not in self._stopped]
        ours = set(accepted)
        wanted = min(self._plan.followed, len(accepted))

        def starts() -> list[str]:
            executions = sorted(read_executions(self._log), key=lambda each: each.started)
            return [each.run_id for each in executions if each.run_id in ours and each.attempt == 1]

        begun = time.monotonic()
        while len(started := starts()) < wanted:
            self._measure()
            self._report(0.75 + 0.2 * len(started) / max(1, wanted), f"{len(started)} of {wanted} started")
            if time.monotonic() > begun + self._plan.heal:
                self._problem(Kind.NOT_TERMINAL, "", f"only {len(started)} of {wanted} runs started")
                return
            time.sleep(0.5)
        for run_id, was, now in out_of_order(accepted, started, TOLERANCE)[:20]:
            self._problem(Kind.OUT_OF_ORDER, run_id, f"accepted as number {was}, started as number {now}")
        self._notes.append(f"the first {len(started)} starts in {time.monotonic() - begun:.0f} s follow the acceptance")
