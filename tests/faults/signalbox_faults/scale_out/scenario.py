"""Runs are submitted through the balancer, parts are killed in between, and what every backend says is gathered and judged."""

from __future__ import annotations

import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from signalbox_faults.faults import BACK_SECONDS, WORK_SECONDS, Injection, ServiceKeeper, Stage, wait_until
from signalbox_faults.history import TERMINAL, History, Outage
from signalbox_faults.judge import Kind
from signalbox_faults.rest import Rest, RestError, Unreachable, view
from signalbox_faults.scale_out.compare import (
    TAKEOVER_SECONDS,
    Seen,
    judge_views,
    late_partitions,
    late_takeovers,
    unshared,
)
from signalbox_faults.scale_out.figures import Figures, Values, owned, read
from signalbox_faults.scale_out.fleet import Fleet, Launched
from signalbox_faults.scale_out.strike import Strike, Takeover, Victim, choose, kill_at_once
from signalbox_faults.scale_out.writers import Writers
from signalbox_faults.scenario import ONLY_SUCCEEDED, SETTLE_SECONDS, TABLE, Outcome, Plan, Scenario, Script
from signalbox_faults.stream import RunStream
from signalbox_faults.twin import Twin

SUBMITTERS = 16
WATCHERS = 4
# In which part of its window a strike comes.
EARLIEST, LATEST = 0.3, 0.6
ONCE = Script("sleep", {"behaviour": "sleep", "seconds": 0.5}, ONLY_SUCCEEDED)


@dataclass(frozen=True)
class ScaleOutPlan(Plan):
    """The strikes come one after another, each into runs of its own; `window` is that of one strike, `runs` are all.

    `away`: how long what is killed stays away, where that can be had. `writers`: how many runs write log lines during each
    strike, `rate` lines a second.
    """

    strikes: tuple[Strike, ...] = (Strike(),)
    away: float = 0.0
    writers: int = 2
    rate: int = 50
    # Whatever is killed, another one takes over: nothing is excused.
    second: bool = True


class ScaleOut(Scenario):
    """Plays one plan on a fleet."""

    def __init__(self, plan: ScaleOutPlan, fleet: Fleet, seed: str, report: Callable[[float, str], None]) -> None:
        super().__init__(plan, Stage(fleet.system, fleet.services), fleet.rest, fleet.log, seed, report)
        self._scale_out = plan
        self._fleet = fleet
        self._figures = Figures(fleet.management())
        self._streams: dict[str, RunStream] = {}
        self._turns: Counter[str] = Counter()
        self._away: dict[str, list[Outage]] = defaultdict(list)
        self._connections = {each.name: each.connections for each in fleet.targets}
        self._datagrams = {each.name: each.datagrams for each in fleet.targets}

    def play(self) -> Outcome:
        plan, fleet = self._scale_out, self._fleet
        for rest in (fleet.rest, *fleet.direct.values()):
            # A socket is closed when its token expires: that is no fault of anybody.
            rest.forget_token()
        scripts = plan.mix(self._rng, plan.runs)
        share = plan.runs // len(plan.strikes)
        try:
            project = self._rest.new_project(f"{plan.name} {uuid.uuid4().hex[:8]}")
            dataset = self._rest.upload(project, "table.csv", TABLE)
            writers = Writers(self._rest, fleet.work, fleet.numbers, self._rng.randrange(2**31))
            self._watch(project)
            with ThreadPoolExecutor(SUBMITTERS) as pool:
                for turn, strike in enumerate(plan.strikes):
                    first = turn * share
                    self._phase(pool, project, dataset, writers, strike, first, scripts[first : first + share])
            self._settled()
            history = self._gather(project, self._streams[fleet.targets[0].name])
            seen = self._seen(project, history)
            shares = self._shares(history)
            self._problems += writers.compare(fleet.direct, plan.window + plan.heal, self._say)
        finally:
            self._figures.close()
            for stream in self._streams.values():
                stream.close()
        away = {keeper.name: keeper.outages() for keeper in fleet.services}
        outcome = self._outcome([*judge_views(history, seen), *late_takeovers(history, away), *unshared(shares)])
        for work, by in shares.items():
            outcome.notes.append(f"{work}: " + ", ".join(f"{name} {amount:.0f}" for name, amount in by.items()))
        return outcome

    # -- watching

    def _watch(self, project: str) -> None:
        """One viewer at each backend, and some who get to one of them through the balancer, again after every disconnect."""
        self._streams = {name: RunStream(rest, project) for name, rest in self._fleet.direct.items()}
        for number in range(1, WATCHERS + 1):
            self._streams[f"viewer {number}"] = RunStream(self._rest, project)
        for name, stream in self._streams.items():
            if not stream.wait_until_subscribed(15):
                self._problem(Kind.STREAM_BROKEN, "", f"no subscription within 15 s ({name})")

    # -- one strike and its runs

    def _phase(
        self,
        pool: ThreadPoolExecutor,
        project: str,
        dataset: str,
        writers: Writers,
        strike: Strike,
        first: int,
        scripts: Sequence[Script],
    ) -> None:
        plan = self._scale_out
        self._settled()
        self._twice_at_once(pool, project, dataset)
        received = self._fleet.udp.received
        writers.begin(plan.writers, plan.rate, WORK_SECONDS + plan.window + plan.away)
        begin = time.monotonic()
        offsets = sorted(self._rng.uniform(0, plan.window) for _ in scripts)
        moment = begin + plan.window * self._rng.uniform(EARLIEST, LATEST)
        submissions = [
            pool.submit(self._submit, project, dataset, first + number, script, begin + offset)
            for number, (script, offset) in enumerate(zip(scripts, offsets, strict=True))
        ]
        while (left := moment - time.monotonic()) > 0:
            time.sleep(min(0.2, left))
            self._say("submitting")
        # One that is only being started may need another attempt, and has none.
        begun = wait_until(writers.begun, 2 * WORK_SECONDS, 0.2)
        self._strike(strike, project, received)
        if not begun:
            self._unproven.append("not all runs that write log lines had begun")
        for submission in submissions:
            submission.result()

    def _settled(self) -> None:
        """Everybody is there and has a share of the work before the next one dies."""
        fleet = self._fleet
        everybody: list[Victim] = [*fleet.backends, *fleet.orchestrators, *fleet.services]
        self._say("waiting until all share the work")

        def shared() -> bool:
            return (
                all(each.up() for each in everybody)
                and all(each.ready for each in fleet.targets)
                and all(self._partitions(fleet.orchestrators, owned).values())
                and all(self._partitions(fleet.backends, read).values())
            )

        if not wait_until(shared, BACK_SECONDS, 0.3):
            partitions = {**self._partitions(fleet.orchestrators, owned), **self._partitions(fleet.backends, read)}
            self._problem(Kind.NOT_SHARED, "", f"after {BACK_SECONDS:g} s of waiting, partitions are {partitions}")

    def _partitions(self, among: Sequence[Launched | Twin], count: Callable[[Values], int]) -> dict[str, int]:
        """How many partitions each of them has at this moment."""
        return {each.name: count(self._figures.now(each.name)) for each in among}

    def _twice_at_once(self, pool: ThreadPoolExecutor, project: str, dataset: str) -> None:
        """One request with one Idempotency-Key at both backends at the same time makes one run."""
        body = self._body(dataset, 0, ONCE)
        headers = {"Idempotency-Key": str(uuid.uuid4())}

        def post(rest: Rest) -> dict[str, Any]:
            return rest.persist("POST", f"/projects/{project}/runs", body, headers)

        answers: list[Future[dict[str, Any]]] = [pool.submit(post, rest) for rest in self._fleet.direct.values()]
        try:
            runs = [answer.result() for answer in answers]
        except (RestError, Unreachable) as error:
            self._problem(Kind.LOST_RUN, "", f"submitting at both backends at once failed: {error}")
            return
        for run in runs:
            self._accept(run, ONCE)
        if len({run["id"] for run in runs}) > 1:
            self._problem(Kind.UNKNOWN_RUN, runs[1]["id"], f"the same Idempotency-Key answered {runs[0]['id']}, too")

    def _strike(self, strike: Strike, project: str, received: int) -> None:
        plan, fleet = self._scale_out, self._fleet
        backends = choose(self._rng, fleet.backends, strike.backends, self._turns)
        orchestrators = choose(self._rng, fleet.orchestrators, strike.orchestrators, self._turns)
        self._say("breaking")
        hit = wait_until(lambda: self._open_runs(project) > 0, WORK_SECONDS)
        # One that executes nothing is no loss.
        wait_until(lambda: sum(_works(each) for each in fleet.services) >= strike.services, WORK_SECONDS)
        services = choose(self._rng, fleet.services, strike.services, self._turns, _works)
        takeovers: list[Takeover] = []
        if backends:
            takeovers.append(Takeover("partitions of statuses", partial(self._partitions, fleet.backends, read)))
        if orchestrators:
            takeovers.append(Takeover("partitions of commands", partial(self._partitions, fleet.orchestrators, owned)))
        idle = self._idle(backends, orchestrators, services, takeovers, received)
        going_on = [each.name for each in fleet.backends if each not in backends]
        connected = {name: self._streams[name].reconnects for name in going_on}
        sent = fleet.udp.received

        def meanwhile(since: float) -> None:
            self._say("waiting for what was killed")
            for takeover in takeovers:
                takeover.look(since)

        blow = kill_at_once([*backends, *orchestrators, *services], plan.away, meanwhile)
        injection = blow.injection
        for name, outage in blow.away.items():
            self._away[name].append(outage)
        if not injection.unproven:
            self._judge_takeovers(takeovers, injection)
        injection.unproven += idle
        if not hit:
            injection.unproven.append("no run was open when it came")
        if backends and fleet.udp.received == sent:
            injection.unproven.append("no log line was sent while a backend was away")
        for name, before in connected.items():
            if (lost := self._streams[name].reconnects - before) > 0:
                self._problem(Kind.CUT_OFF, "", f"{name} went on, but its viewer lost the connection {lost} times")
        self._injections.append(injection)
        self._unproven += [f"{injection.name}: {words}" for words in injection.unproven]
        self._say(injection.name)

    def _idle(
        self,
        backends: Sequence[Launched | Twin],
        orchestrators: Sequence[Launched | Twin],
        services: Sequence[ServiceKeeper],
        takeovers: Sequence[Takeover],
        received: int,
    ) -> list[str]:
        """What a strike would not hit."""
        words = []
        for name in (each.name for each in (*backends, *orchestrators)):
            if not any(takeover.before.get(name) for takeover in takeovers):
                words.append(f"{name} had no partition")
        if backends and not wait_until(lambda: self._fleet.udp.received > received, WORK_SECONDS):
            words.append("no log line had been sent")
        words += [f"nothing was executing on {each.name}" for each in services if not _works(each)]
        return words

    def _judge_takeovers(self, takeovers: Sequence[Takeover], injection: Injection) -> None:
        slack = self._scale_out.limits.slack
        for takeover in takeovers:
            wait_until(partial(takeover.look, injection.begin), TAKEOVER_SECONDS + slack, 0.1)
            self._problems += late_partitions(takeover.what, takeover.seconds, slack)
            if takeover.seconds is not None:
                injection.facts.append(f"{takeover.what} had their owners after {takeover.seconds:.1f} s")

    # -- gathering

    def _seen(self, project: str, history: History) -> dict[str, Seen]:
        """What each backend says to those who ask it directly, and what came to those behind the balancer."""
        ended = {run_id for run_id, row in history.database.items() if row.status in TERMINAL}

        def told() -> bool:
            return all(
                ended <= {item.run_id for item in stream.items() if item.status in TERMINAL}
                for stream in self._streams.values()
            )

        wait_until(told, SETTLE_SECONDS, 0.2)
        found: dict[str, Seen] = {}
        for name, stream in self._streams.items():
            rest = self._fleet.direct.get(name, self._rest)
            found[name] = Seen(
                rest={run["id"]: view(run) for run in rest.runs(project)},
                stream=stream.items(),
                stream_breaks=stream.breaks(),
                outages=tuple(self._away[name]),
            )
        return found

    def _shares(self, history: History) -> dict[str, Mapping[str, float]]:
        """How much of each kind of work each has had."""
        fleet = self._fleet
        executed = Counter(each.instance for each in history.executions)
        return {
            "requests through the balancer": {
                each.name: each.connections - self._connections[each.name] for each in fleet.targets
            },
            "log lines through the balancer": {
                each.name: each.datagrams - self._datagrams[each.name] for each in fleet.targets
            },
            "statuses": {each.name: self._figures.statuses(each.name) for each in fleet.backends},
            "partitions of commands, at most": {
                each.name: self._figures.most_owned(each.name) for each in fleet.orchestrators
            },
            "executions": {each.name: executed[each.name] for each in fleet.services},
        }


def _works(keeper: ServiceKeeper) -> bool:
    """True when the instance executes something now."""
    return keeper.busy() > 0
