"""The judge of studies finds nothing in a good history, and every kind of violation in a doctored one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signalbox_faults.history import Execution
from signalbox_faults.judge import Kind
from signalbox_faults.study_history import StudyHistory, TrialBegun, TrialEnded, TrialView
from signalbox_faults.study_judge import judge_study

DONE = {number: TrialView(f"run-{number}", "completed") for number in range(3)}
BEGUN = tuple(TrialBegun(number, f"run-{number}", f'{{"x": {number}}}', 100.0 + number) for number in range(3))
ENDED = tuple(TrialEnded(number, f"run-{number}", "completed") for number in range(3))


def _execution(number: int, attempt: int, x: float) -> Execution:
    return Execution(
        f"run-{number}",
        attempt,
        "a",
        1,
        10 * number + attempt,
        100.0,
        101.0,
        "finished",
        3,
        f'{{"x": {x}, "times": 1}}',
    )


EXECUTIONS = (_execution(0, 1, 0), _execution(1, 1, 1), _execution(1, 2, 1.0), _execution(2, 1, 2))


def good() -> StudyHistory:
    """Three trials; the second was executed twice."""
    return StudyHistory(
        study_id="study",
        trials=3,
        status=dict.fromkeys(("database", "REST", "Kafka", "WebSocket"), "succeeded"),
        database=DONE,
        rest=DONE,
        stream=DONE,
        numbers=(0, 1, 2),
        counts={"running": 0, "completed": 3, "pruned": 0, "failed": 0, "cancelled": 0},
        # Said again after a restart: the same.
        begun=(*BEGUN, BEGUN[1]),
        ended=(*ENDED, ENDED[1]),
        executions=EXECUTIONS,
    )


def _without(trials: dict[int, TrialView], number: int) -> dict[int, TrialView]:
    return {each: trial for each, trial in trials.items() if each != number}


def test_a_good_history_has_no_violation() -> None:
    assert judge_study(good()) == []


BAD = {
    "one trial too few": (
        replace(
            good(),
            database=_without(DONE, 2),
            rest=_without(DONE, 2),
            stream=_without(DONE, 2),
            numbers=(0, 1),
            begun=BEGUN[:2],
            ended=ENDED[:2],
            executions=EXECUTIONS[:3],
            counts={"completed": 2},
        ),
        {Kind.STUDY_BUDGET, Kind.TRIAL_NUMBERS},
    ),
    "one trial too many": (
        replace(
            good(),
            trials=2,
        ),
        {Kind.STUDY_BUDGET, Kind.TRIAL_NUMBERS},
    ),
    "a trial that failed": (
        replace(
            good(),
            database={**DONE, 1: TrialView("run-1", "failed")},
            rest={**DONE, 1: TrialView("run-1", "failed")},
            stream={**DONE, 1: TrialView("run-1", "failed")},
            ended=(ENDED[0], TrialEnded(1, "run-1", "failed"), ENDED[2]),
            counts={"completed": 2, "failed": 1},
        ),
        {Kind.STUDY_BUDGET},
    ),
    "counts that are wrong": (replace(good(), counts={"completed": 4}), {Kind.VIEWS_DISAGREE}),
    "a study that goes on in a view": (
        replace(good(), status={"database": "succeeded", "WebSocket": "running"}),
        {Kind.UNEXPECTED_END},
    ),
    "a number twice": (replace(good(), numbers=(0, 1, 1, 2)), {Kind.TRIAL_NUMBERS}),
    "a number that the stream never told": (
        replace(good(), stream=_without(DONE, 0)),
        {Kind.TRIAL_NUMBERS, Kind.VIEWS_DISAGREE},
    ),
    "a number that begins again as another run": (
        replace(good(), begun=(*BEGUN, TrialBegun(1, "run-9", '{"x": 1}', 110.0))),
        {Kind.TRIAL_CHANGED},
    ),
    "a number that begins again with other parameters": (
        replace(good(), begun=(*BEGUN, TrialBegun(1, "run-1", '{"x": 7}', 110.0))),
        {Kind.TRIAL_CHANGED},
    ),
    "one run with two numbers": (
        replace(good(), begun=(*BEGUN[:2], TrialBegun(2, "run-1", '{"x": 1}', 110.0))),
        {Kind.TRIAL_CHANGED, Kind.UNKNOWN_RUN},
    ),
    "an attempt with other parameters": (
        replace(good(), executions=(*EXECUTIONS, _execution(2, 2, 5.0))),
        {Kind.TRIAL_CHANGED},
    ),
    "an execution that nobody began": (
        replace(good(), executions=(*EXECUTIONS, _execution(8, 1, 5.0))),
        {Kind.UNKNOWN_RUN},
    ),
    "two ends": (
        replace(good(), ended=(*ENDED, TrialEnded(1, "run-1", "failed"))),
        {Kind.TERMINAL_TWICE},
    ),
    "REST that shows another state": (
        replace(good(), rest={**DONE, 0: TrialView("run-0", "running")}),
        {Kind.VIEWS_DISAGREE},
    ),
    "an end that Kafka never had": (replace(good(), ended=ENDED[:2]), {Kind.VIEWS_DISAGREE}),
}


@pytest.mark.parametrize("name", list(BAD))
def test_every_violation_is_found(name: str) -> None:
    history, kinds = BAD[name]
    assert {violation.kind for violation in judge_study(history)} == kinds
