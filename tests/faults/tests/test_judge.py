"""The judge finds nothing in a good history, and every kind of violation in a doctored one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from signalbox_faults.history import (
    Accepted,
    Execution,
    History,
    Outage,
    Status,
    StreamItem,
    TimelineEvent,
    View,
)
from signalbox_faults.judge import Kind, judge, waited

ONE = "run-one"
TWO = "run-two"


def good() -> History:
    """Two runs: one that succeeds at once, one that loses its first attempt."""
    return History(
        accepted={
            ONE: Accepted(ONE, "sleep", 100.0, frozenset({"succeeded"})),
            TWO: Accepted(TWO, "fail_n", 100.0, frozenset({"succeeded"})),
        },
        database={ONE: View("succeeded", 1), TWO: View("succeeded", 2)},
        rest={ONE: View("succeeded", 1, {"nonce": 11.0}), TWO: View("succeeded", 2, {"nonce": 22.0})},
        timeline=(
            TimelineEvent(ONE, 0, "created", 100.0),
            TimelineEvent(ONE, 1, "starting", 101.0),
            TimelineEvent(ONE, 1, "running", 101.1),
            TimelineEvent(ONE, 1, "succeeded", 103.0),
            TimelineEvent(TWO, 0, "created", 100.0),
            TimelineEvent(TWO, 1, "starting", 101.0),
            TimelineEvent(TWO, 1, "retrying", 102.0),
            TimelineEvent(TWO, 2, "starting", 103.0),
            TimelineEvent(TWO, 2, "running", 103.1),
            TimelineEvent(TWO, 2, "succeeded", 105.0),
        ),
        statuses=(
            Status(ONE, 0, 1, "run_queued", 100.2),
            Status(ONE, 1, 2, "run_starting", 101.0),
            Status(ONE, 1, 3, "run_started", 101.1),
            # Sent again after a restart: the same number, the same status.
            Status(ONE, 1, 3, "run_started", 101.1),
            Status(ONE, 1, 4, "run_succeeded", 103.0),
            Status(TWO, 0, 1, "run_queued", 100.2),
            Status(TWO, 1, 2, "run_starting", 101.0),
            Status(TWO, 1, 3, "run_retrying", 102.0, failed_attempt=1, due=102.5),
            Status(TWO, 2, 4, "run_starting", 103.0),
            Status(TWO, 2, 5, "run_started", 103.1),
            Status(TWO, 2, 6, "run_succeeded", 105.0),
        ),
        stream=(
            StreamItem(ONE, "created", 0, 1, 100.0),
            StreamItem(ONE, "running", 1, 3, 101.2),
            StreamItem(ONE, "succeeded", 1, 4, 103.1),
            StreamItem(TWO, "retrying", 1, 3, 102.1),
            StreamItem(TWO, "succeeded", 2, 6, 105.1),
        ),
        stream_breaks=(),
        executions=(
            Execution(ONE, 1, "a", 1, 11, 101.0, 102.9, "finished", 5),
            Execution(TWO, 1, "a", 1, 21, 101.0, 101.9, "failed", 0),
            Execution(TWO, 2, "b", 2, 22, 103.0, 104.9, "finished", 7),
        ),
        points={ONE: 5, TWO: 7},
        outages=(),
    )


def _statuses(history: History, *more: Status, without: int = 0) -> History:
    kept = tuple(each for each in history.statuses if without == 0 or (each.run_id, each.sequence) != (ONE, without))
    return replace(history, statuses=kept + more)


def _executions(history: History, *more: Execution) -> History:
    return replace(history, executions=history.executions + more)


def _never_taken(history: History) -> History:
    """The first attempt of the second run is on record, and was given up before it began."""
    return replace(history, executions=(history.executions[0], history.executions[2]))


DOCTORED: list[tuple[str, Kind, Callable[[History], History]]] = [
    (
        "a row that vanished",
        Kind.LOST_RUN,
        lambda h: replace(h, database={ONE: h.database[ONE]}),
    ),
    (
        "a row that a repeated POST made",
        Kind.UNKNOWN_RUN,
        lambda h: replace(h, database={**h.database, "run-three": View("succeeded", 1)}),
    ),
    (
        "a run that still goes on",
        Kind.NOT_TERMINAL,
        lambda h: replace(h, database={**h.database, ONE: View("lost_contact", 1)}),
    ),
    (
        "two ends on Kafka",
        Kind.TERMINAL_TWICE,
        lambda h: _statuses(h, Status(ONE, 1, 5, "run_failed", 103.5)),
    ),
    (
        "two ends on the timeline",
        Kind.TERMINAL_TWICE,
        lambda h: replace(h, timeline=(*h.timeline, TimelineEvent(ONE, 1, "failed", 104.0))),
    ),
    (
        "a status after the end on Kafka",
        Kind.MOVED_AFTER_END,
        lambda h: _statuses(h, Status(ONE, 1, 5, "run_lost_contact", 103.5)),
    ),
    (
        "a smaller attempt after a larger one on Kafka",
        Kind.MOVED_AFTER_END,
        lambda h: _statuses(h, Status(TWO, 1, 7, "run_succeeded", 106.0)),
    ),
    (
        "another state after the end on the WebSocket",
        Kind.MOVED_AFTER_END,
        lambda h: replace(h, stream=(*h.stream, StreamItem(ONE, "failed", 1, 5, 104.0))),
    ),
    ("a missing number", Kind.SEQUENCE_GAP, lambda h: _statuses(h, without=2)),
    (
        "a number with two meanings",
        Kind.SEQUENCE_CONFLICT,
        lambda h: _statuses(h, Status(ONE, 1, 3, "run_retrying", 101.2)),
    ),
    (
        "an execution nobody knows of",
        Kind.NOT_RECORDED,
        lambda h: _executions(h, Execution(ONE, 2, "b", 2, 12, 103.5, 104.0, "finished", 1)),
    ),
    (
        "an attempt that never was",
        Kind.NOT_EXECUTED,
        lambda h: replace(h, executions=h.executions[1:]),
    ),
    (
        "an attempt that was given up and never was, while nothing was away",
        Kind.NOT_EXECUTED,
        lambda h: replace(_never_taken(h), outages=(Outage(50.0, 70.0), Outage(102.0, 110.0))),
    ),
    (
        "an attempt that never was but is said to have run, while a part was away",
        Kind.NOT_EXECUTED,
        lambda h: replace(
            _never_taken(h),
            timeline=(*h.timeline, TimelineEvent(TWO, 1, "running", 101.5)),
            outages=(Outage(99.0, 110.0),),
        ),
    ),
    (
        "an attempt that never was and was not given up, while a part was away",
        Kind.NOT_EXECUTED,
        lambda h: replace(
            _never_taken(h),
            statuses=tuple(each for each in h.statuses if each.kind != "run_retrying"),
            outages=(Outage(99.0, 110.0),),
        ),
    ),
    (
        "the same attempt twice, one after the other",
        Kind.EXECUTED_TWICE,
        lambda h: _executions(h, Execution(ONE, 1, "b", 2, 12, 102.95, 102.97, "finished", 5)),
    ),
    (
        "the same attempt twice at once",
        Kind.OVERLAP,
        lambda h: _executions(h, Execution(ONE, 1, "b", 2, 12, 102.0, 102.5, "killed", 5)),
    ),
    (
        "a second attempt while the first goes on",
        Kind.OVERLAP,
        lambda h: replace(
            h,
            statuses=tuple(each for each in h.statuses if each.kind != "run_retrying"),
            executions=(h.executions[0], replace(h.executions[1], ended=104.0), h.executions[2]),
        ),
    ),
    (
        "a second attempt while the first never ends",
        Kind.OVERLAP,
        lambda h: replace(
            h,
            statuses=tuple(each for each in h.statuses if each.kind != "run_retrying"),
            executions=(h.executions[0], replace(h.executions[1], ended=None, outcome=""), h.executions[2]),
        ),
    ),
    (
        "the result of the attempt that was given up",
        Kind.STALE_EFFECT,
        lambda h: replace(h, rest={**h.rest, TWO: View("succeeded", 2, {"nonce": 21.0})}),
    ),
    (
        "the result of another run",
        Kind.SAME_RESULT,
        lambda h: replace(h, rest={**h.rest, TWO: View("succeeded", 2, {"nonce": 11.0})}),
    ),
    (
        "no result at all",
        Kind.STALE_EFFECT,
        lambda h: replace(h, rest={**h.rest, ONE: View("succeeded", 1)}),
    ),
    (
        "a row that differs from the others",
        Kind.VIEWS_DISAGREE,
        lambda h: replace(h, database={**h.database, ONE: View("failed", 1)}),
    ),
    (
        "a REST answer that differs",
        Kind.VIEWS_DISAGREE,
        lambda h: replace(h, rest={**h.rest, TWO: View("succeeded", 1, {"nonce": 21.0})}),
    ),
    (
        "a run that REST does not list",
        Kind.VIEWS_DISAGREE,
        lambda h: replace(h, rest={TWO: h.rest[TWO]}),
    ),
    ("an end that Kafka never heard of", Kind.VIEWS_DISAGREE, lambda h: _statuses(h, without=4)),
    (
        "an end that the WebSocket never pushed",
        Kind.VIEWS_DISAGREE,
        lambda h: replace(h, stream=h.stream[:2] + h.stream[3:]),
    ),
    (
        "a row whose attempt is not on the timeline",
        Kind.VIEWS_DISAGREE,
        lambda h: replace(h, timeline=tuple(e for e in h.timeline if (e.run_id, e.attempt) != (TWO, 2))),
    ),
    (
        "an older revision after a newer one",
        Kind.STREAM_BACKWARD,
        lambda h: replace(h, stream=(*h.stream[:2], StreamItem(ONE, "queued", 1, 2, 101.3), *h.stream[2:])),
    ),
    (
        "a batch that does not follow on",
        Kind.STREAM_BROKEN,
        lambda h: replace(h, stream_breaks=("a batch from 7 after 5",)),
    ),
    (
        "a program error where none was",
        Kind.UNEXPECTED_END,
        lambda h: replace(h, database={**h.database, ONE: View("failed", 1)}),
    ),
    ("points that were dropped", Kind.METRICS_LOST, lambda h: replace(h, points={**h.points, ONE: 4})),
    ("points that were stored twice", Kind.METRICS_LOST, lambda h: replace(h, points={**h.points, ONE: 10})),
    (
        "a first status after 20 s",
        Kind.WAITED_TOO_LONG,
        lambda h: replace(h, accepted={**h.accepted, ONE: replace(h.accepted[ONE], at=80.0)}),
    ),
    (
        "a lost contact that nobody ends",
        Kind.WAITED_TOO_LONG,
        lambda h: _statuses(
            h,
            Status(ONE, 1, 4, "run_lost_contact", 102.0),
            Status(ONE, 1, 5, "run_succeeded", 170.0),
            without=4,
        ),
    ),
    (
        "a result that nobody takes",
        Kind.WAITED_TOO_LONG,
        lambda h: _statuses(h, Status(ONE, 1, 4, "run_succeeded", 120.0), without=4),
    ),
    (
        "an end that reaches the screen late",
        Kind.WAITED_TOO_LONG,
        lambda h: replace(h, stream=(*h.stream[:2], replace(h.stream[2], at=130.0), *h.stream[3:])),
    ),
    ("a poison message", Kind.DEAD_LETTER, lambda h: replace(h, dead_letters=1)),
]


def test_finds_nothing_in_a_good_history() -> None:
    assert judge(good()) == []


@pytest.mark.parametrize(("kind", "doctor"), [(k, d) for _, k, d in DOCTORED], ids=[name for name, _, _ in DOCTORED])
def test_turns_red(kind: Kind, doctor: Callable[[History], History]) -> None:
    assert kind in {violation.kind for violation in judge(doctor(good()))}


def test_every_kind_of_violation_is_provoked() -> None:
    of_crowds = {Kind.UNBOUNDED, Kind.OUT_OF_ORDER}
    of_studies = {Kind.STUDY_BUDGET, Kind.TRIAL_NUMBERS, Kind.TRIAL_CHANGED}
    of_scale_out = {Kind.NOT_SHARED, Kind.CUT_OFF, Kind.LOG_DIFFERS}
    assert {kind for _, kind, _ in DOCTORED} == set(Kind) - of_crowds - of_studies - of_scale_out


def test_an_attempt_that_was_given_up_may_still_execute() -> None:
    history = good()
    frozen = replace(history.executions[1], ended=110.0, outcome="orphaned")
    assert judge(replace(history, executions=(history.executions[0], frozen, history.executions[2]))) == []


def test_an_attempt_may_be_recorded_by_its_end_alone() -> None:
    history = good()
    timeline = tuple(
        each for each in history.timeline if (each.run_id, each.type) not in {(ONE, "starting"), (ONE, "running")}
    )
    assert judge(replace(history, timeline=timeline)) == []


@pytest.mark.parametrize("outage", [Outage(99.0, 110.0), Outage(90.0, 95.0)], ids=["meanwhile", "just before"])
def test_an_offer_that_met_an_outage_may_be_recorded_without_an_execution(outage: Outage) -> None:
    assert judge(replace(_never_taken(good()), outages=(outage,))) == []


def test_waiting_during_an_outage_does_not_count() -> None:
    history = _statuses(good(), Status(ONE, 1, 4, "run_succeeded", 120.0), without=4)
    history = replace(history, stream=(*history.stream[:2], replace(history.stream[2], at=120.1), *history.stream[3:]))
    assert judge(replace(history, outages=(Outage(102.0, 118.0),))) == []


def test_outages_that_overlap_are_counted_once() -> None:
    outages = [Outage(2.0, 5.0), Outage(4.0, 6.0), Outage(9.0, 20.0), Outage(0.0, 1.0)]
    assert waited(1.0, 10.0, outages) == pytest.approx(4.0)


def test_a_wait_that_ends_before_it_begins_is_none() -> None:
    assert waited(5.0, 4.0, []) == 0.0


def test_a_run_that_the_script_lets_fail_may_fail() -> None:
    history = good()
    accepted = replace(history.accepted[ONE], expected=frozenset({"failed"}))
    kinds = {violation.kind for violation in judge(replace(history, accepted={**history.accepted, ONE: accepted}))}
    assert kinds == {Kind.UNEXPECTED_END}
