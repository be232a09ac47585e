"""Strikes really happen or say so; what one viewer alone has seen, what came late, and what was not shared turns red."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from signalbox_faults import processes
from signalbox_faults.faults import wait_until
from signalbox_faults.history import Accepted, Execution, History, Outage, Status, StreamItem, TimelineEvent, View
from signalbox_faults.judge import Kind
from signalbox_faults.scale_out import strike
from signalbox_faults.scale_out.catalogue import LONG_RUNS, lasting, long_plans, short_plans
from signalbox_faults.scale_out.compare import Seen, judge_views, late_partitions, late_takeovers, unshared
from signalbox_faults.scale_out.figures import STATUSES, Figures, Tally, owned, parse, read
from signalbox_faults.scale_out.strike import Takeover, choose, kill_at_once
from signalbox_faults.service import BEHAVIOURS
from signalbox_faults.system import System, free_port
from signalbox_faults.twin import Twin, without_caches

# A part as small as can be: it says that it is ready and what it has, and ends with its parent.
PART = """
import http.server, os, sys, threading

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"signalbox_partitions_owned 4.0\\n")

    def log_message(self, *words):
        pass

server = http.server.HTTPServer(("127.0.0.1", int(os.environ["SIGNALBOX_MANAGEMENT_PORT"])), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
"""


@pytest.fixture
def first() -> Iterator[subprocess.Popen[bytes]]:
    """The part that the launcher would have started."""
    environment = {**os.environ, "SIGNALBOX_MANAGEMENT_PORT": str(free_port()), "SIGNALBOX_PORT": "1"}
    process = subprocess.Popen([sys.executable, "-c", PART], env=environment, stdin=subprocess.PIPE)
    # A process that is just becoming another program shows no command line for a moment.
    assert wait_until(lambda: PART in processes.words(process.pid), 10)
    yield process
    process.kill()
    process.wait(5)
    if process.stdin is not None:
        process.stdin.close()


@pytest.fixture
def twins(first: subprocess.Popen[bytes], tmp_path: Path) -> Iterator[list[Twin]]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "instance").write_text(f"part.backend.state=ready\npart.backend.pid={first.pid}\n")
    system = System(tmp_path / "data", [1], ())
    made = [Twin(system, "backend", name, tmp_path / name, {"SIGNALBOX_PORT": "2"}) for name in ("one", "two")]
    yield made
    for twin in made:
        twin.close()


class Stubborn:
    """Says that it is there, or that it is not, whatever becomes of it."""

    def __init__(self, pid: int, said: bool) -> None:
        self.name = "stubborn"
        self.pid = pid
        self.said = said

    def up(self) -> bool:
        return self.said or processes.look(self.pid) is not None

    def hold(self) -> None:
        """It is not started again anyway."""

    def release(self) -> None:
        """As above."""


def test_a_twin_is_the_same_program_with_settings_of_its_own(first: subprocess.Popen[bytes], twins: list[Twin]) -> None:
    one, two = twins
    assert wait_until(one.up, 20)
    assert processes.words(one.pid) == processes.words(first.pid)
    mine, other = processes.environment(one.pid), processes.environment(two.pid)
    assert (mine["SIGNALBOX_PORT"], processes.environment(first.pid)["SIGNALBOX_PORT"]) == ("2", "1")
    assert mine["SIGNALBOX_MANAGEMENT_PORT"] != other["SIGNALBOX_MANAGEMENT_PORT"]


def test_a_twin_has_no_part_in_the_caches_of_the_first() -> None:
    cache = ["-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=/data/cache/backend-1.jsa"]
    before, after = ["java", "-Xmx320m"], ["-Xlog:disable", "-XX:TieredStopAtLevel=1", "-cp", "a.jar:b.jar", "Main"]
    assert without_caches([*before, *cache, *after]) == [*before, *after]


def test_killing_several_at_once_is_proven_and_they_stay_away_for_a_while(twins: list[Twin]) -> None:
    pids = {twin.name: twin.pid for twin in twins}
    moments: list[float] = []
    blow = kill_at_once(twins, 1.0, moments.append, 20)
    assert (blow.injection.unproven, blow.injection.broken) == ([], [])
    assert all(twin.up() and twin.pid != pids[twin.name] for twin in twins)
    assert all(outage.end - outage.begin >= 1.0 for outage in blow.away.values())
    assert blow.away.keys() == pids.keys()
    assert set(moments) == {blow.injection.begin}


def test_killing_who_is_not_there_is_not_proven(twins: list[Twin]) -> None:
    twin = twins[0]
    assert wait_until(twin.up, 20)
    twin.hold()
    os.kill(twin.pid, 9)
    assert wait_until(lambda: not twin.up(), 5)
    blow = kill_at_once([twin], 0.0, lambda since: None, 0.2)
    assert blow.injection.unproven == ["one was not ready, so there was nothing to kill"]
    assert blow.away == {}


def test_who_does_not_come_back_is_a_failure(first: subprocess.Popen[bytes]) -> None:
    blow = kill_at_once([Stubborn(first.pid, False)], 0.0, lambda since: None, 0.3)
    assert blow.injection.unproven == []
    assert blow.injection.broken == ["stubborn was not ready again within 0.3 s"]


def test_who_was_never_away_is_not_proven(first: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strike, "GONE_SECONDS", 0.5)
    blow = kill_at_once([Stubborn(first.pid, True)], 0.0, lambda since: None, 0.3)
    assert blow.injection.unproven == ["not all of them were away at the same time"]


def test_everybodys_turn_comes(twins: list[Twin]) -> None:
    turns: Counter[str] = Counter()
    rng = random.Random(1)
    assert {choose(rng, twins, 1, turns)[0].name for _ in range(2)} == {"one", "two"}
    assert choose(rng, twins, 1, turns, lambda each: each.name == "two") == [twins[1]]
    assert choose(rng, twins, 1, turns) == [twins[0]]
    assert turns == {"one": 2, "two": 2}


def test_a_takeover_ends_when_nothing_is_without_an_owner() -> None:
    held = {"one": 4, "two": 4}
    takeover = Takeover("partitions", lambda: held)
    assert takeover.before == {"one": 4, "two": 4}
    held = {"one": 0, "two": 4}
    assert not takeover.look(0.0)
    held = {"one": 0, "two": 8}
    assert takeover.look(0.0)
    assert takeover.seconds is not None


def test_partitions_that_nobody_takes_or_takes_late_are_seen() -> None:
    assert list(late_partitions("partitions", 12.9, 3.0)) == []
    for seconds in (13.1, None):
        assert [each.kind for each in late_partitions("partitions", seconds, 3.0)] == [Kind.WAITED_TOO_LONG]


METRICS = """# HELP signalbox_status_messages_total Statuses taken
# TYPE signalbox_status_messages_total counter
signalbox_status_messages_total{part="backend"} 12.0
signalbox_status_consumer_lag{part="backend",partition="3"} 0.0
signalbox_status_consumer_lag{part="backend",partition="a b"} 2.0
signalbox_outbox_messages{part="backend"} NaN
"""


def test_figures_are_read() -> None:
    values = parse(METRICS)
    assert values[STATUSES] == [12.0]
    assert (read(values), owned(values)) == (2, 0)
    assert owned(parse("signalbox_partitions_owned 4.0\n")) == 4
    assert owned(parse("signalbox_partitions_owned NaN\n")) == 0


def test_a_tally_goes_on_with_the_next_process() -> None:
    tally = Tally()
    for value in (100.0, 110.0, 115.0, 3.0, 7.0):
        tally.take(value)
    assert tally.total == 10 + 5 + 3 + 4


def test_figures_of_a_part_that_is_away_are_none(twins: list[Twin]) -> None:
    one, two = twins
    assert wait_until(lambda: one.up() and two.up(), 20)
    two.hold()
    os.kill(two.pid, 9)
    assert wait_until(lambda: not two.up(), 5)
    figures = Figures({twin.name: twin.management for twin in twins})
    try:
        assert owned(figures.now("one")) == 4
        assert figures.now("two") == {}
        assert (figures.most_owned("one"), figures.most_owned("two")) == (4, 0)
        assert figures.statuses("one") == 0
    finally:
        figures.close()


RUN = "run"


def good() -> History:
    """One run that succeeds at once."""
    return History(
        accepted={RUN: Accepted(RUN, "sleep", 100.0, frozenset({"succeeded"}))},
        database={RUN: View("succeeded", 1)},
        rest={},
        timeline=(
            TimelineEvent(RUN, 0, "created", 100.0),
            TimelineEvent(RUN, 1, "starting", 101.0),
            TimelineEvent(RUN, 1, "running", 101.1),
            TimelineEvent(RUN, 1, "succeeded", 103.0),
        ),
        statuses=(
            Status(RUN, 0, 1, "run_queued", 100.2),
            Status(RUN, 1, 2, "run_starting", 101.0),
            Status(RUN, 1, 3, "run_started", 101.1),
            Status(RUN, 1, 4, "run_succeeded", 103.0),
        ),
        stream=(),
        stream_breaks=(),
        executions=(Execution(RUN, 1, "service-a", 1, 11, 101.0, 102.9, "finished", 5),),
        points={RUN: 5},
        outages=(),
    )


def seen(at: float = 103.1) -> Seen:
    """`at`: when the end came."""
    stream = (StreamItem(RUN, "created", 0, 1, 100.0), StreamItem(RUN, "succeeded", 1, 4, at))
    return Seen({RUN: View("succeeded", 1, {"nonce": 11.0})}, stream, ())


def test_nothing_is_found_where_all_agree() -> None:
    assert judge_views(good(), {"backend-1": seen(), "backend-2": seen()}) == []
    assert list(late_takeovers(good(), {})) == []


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (replace(seen(), rest={RUN: View("running", 1)}), Kind.VIEWS_DISAGREE),
        (replace(seen(), rest={}), Kind.VIEWS_DISAGREE),
        (replace(seen(), stream=seen().stream[:1]), Kind.VIEWS_DISAGREE),
        (replace(seen(), stream_breaks=("a batch from 7 after 5",)), Kind.STREAM_BROKEN),
        (seen(140.0), Kind.WAITED_TOO_LONG),
    ],
)
def test_what_one_viewer_has_seen_names_him(wrong: Seen, kind: Kind) -> None:
    (found,) = judge_views(good(), {"backend-1": seen(), "backend-2": wrong})
    assert found.kind == kind
    assert found.detail.endswith("(backend-2)")


def test_what_all_have_seen_is_told_once() -> None:
    (found,) = judge_views(replace(good(), dead_letters=1), {"backend-1": seen(), "backend-2": seen()})
    assert (found.kind, found.detail) == (Kind.DEAD_LETTER, "1 messages")


def test_only_the_viewer_of_a_dead_backend_may_wait_for_it() -> None:
    away = replace(seen(118.0), outages=(Outage(102.0, 117.0),))
    assert judge_views(good(), {"backend-1": away, "backend-2": seen()}) == []
    (found,) = judge_views(good(), {"backend-1": away, "backend-2": seen(118.0)})
    assert (found.kind, found.detail.endswith("(backend-2)")) == (Kind.WAITED_TOO_LONG, True)


def ends(at: float) -> History:
    """The same, but its end is said at another time."""
    moved = (replace(each, at=at) if each.kind == "run_succeeded" else each for each in good().statuses)
    return replace(good(), statuses=tuple(moved))


def test_a_takeover_has_no_excuse() -> None:
    outages = (Outage(80.0, 200.0),)
    accepted = replace(good().accepted[RUN], at=86.0)
    for late in (replace(good(), accepted={RUN: accepted}), ends(117.0)):
        (found,) = late_takeovers(replace(late, outages=outages), {"service-b": outages})
        assert found.kind == Kind.WAITED_TOO_LONG


def test_an_instance_that_was_away_may_tell_its_end_late() -> None:
    assert list(late_takeovers(ends(117.0), {"service-a": (Outage(103.0, 105.0),)})) == []


def test_who_had_nothing_is_named() -> None:
    (found,) = unshared({"executions": {"service-a": 3, "service-b": 0}, "statuses": {"backend-1": 7.0}})
    assert (found.kind, found.detail) == (Kind.NOT_SHARED, "service-b had nothing of executions")


def test_a_strike_for_each_kind_and_for_all_at_once() -> None:
    for plans in (short_plans(), long_plans()):
        strikes = [each for plan in plans for each in plan.strikes]
        assert any(each.backends and not each.orchestrators and not each.services for each in strikes)
        assert any(each.orchestrators and not each.backends and not each.services for each in strikes)
        assert any(each.services and not each.backends and not each.orchestrators for each in strikes)
        assert any(each.backends and each.orchestrators and each.services for each in strikes)
        assert all(plan.second for plan in plans)
        # One of each is always left.
        assert all(each.backends <= 1 and each.orchestrators <= 1 and each.services <= 2 for each in strikes)


def test_sizes_are_as_they_are_said_to_be() -> None:
    (short,) = short_plans()
    assert (short.runs, short.estimate <= 120) == (40, True)
    assert all(plan.runs == LONG_RUNS * len(plan.strikes) for plan in long_plans())


def test_work_lasts_as_long_as_it_should() -> None:
    scripts = lasting(5.0, 9.0)(random.Random(3), 200)
    assert len(scripts) == 200
    assert {script.behaviour for script in scripts} <= set(BEHAVIOURS) - {"finish"}
    assert all(5.0 <= script.parameters["seconds"] <= 9.0 for script in scripts if script.behaviour == "sleep")
    assert sum(script.behaviour == "sleep" for script in scripts) > 100
