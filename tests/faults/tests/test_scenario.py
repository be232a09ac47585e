"""Plans repeat with their seed, and the summary counts what it should."""

from __future__ import annotations

import io
import random

import pytest

from signalbox_faults import progress as progress_module
from signalbox_faults.catalogue import long_plans, short_plans
from signalbox_faults.crowd import CrowdPlan, out_of_order
from signalbox_faults.faults import wait_until
from signalbox_faults.judge import Kind, Violation
from signalbox_faults.progress import Progress, Pulse
from signalbox_faults.report import summary
from signalbox_faults.scenario import Outcome, Plan, Verdict, every_behaviour, usual
from signalbox_faults.service import BEHAVIOURS
from signalbox_faults.study_scenario import StudyPlan


def test_a_seed_repeats_its_scripts() -> None:
    assert usual(random.Random("7/x"), 50) == usual(random.Random("7/x"), 50)
    assert usual(random.Random("7/x"), 50) != usual(random.Random("8/x"), 50)


def test_every_behaviour_is_played() -> None:
    played = {script.behaviour for script in every_behaviour(5.0)(random.Random(1), 200)}
    assert played == set(BEHAVIOURS)


def test_the_short_plan_is_short() -> None:
    assert sum(plan.estimate for plan in short_plans(20)) <= 300


def test_the_long_plan_has_every_fault() -> None:
    names = {plan.name for plan in long_plans(200)}
    for title in ("orchestrator", "backend", "Kafka", "PostgreSQL", "S3", "service"):
        assert {f"kill {title}", f"freeze {title}"} <= names
    assert {"cut", "no Kafka at start"} <= names
    for ends in ("backend and PostgreSQL", "backend and Kafka", "backend and S3", "orchestrator and Kafka"):
        assert f"cut between {ends}" in names
    assert {plan.name for plan in long_plans(200) if plan.second} == {
        "two orchestrators, kill either",
        "two orchestrators, freeze either",
    }
    assert all(plan.runs >= 200 for plan in long_plans(200))


def test_studies_lose_workers_the_orchestrator_and_the_tuning_service() -> None:
    studies = [plan for plan in long_plans(200) if isinstance(plan, StudyPlan)]
    assert {plan.name for plan in studies} == {
        "study, workers killed",
        "study, orchestrator killed",
        "study, tuning killed",
    }
    assert all(plan.least >= 2 for plan in studies)
    assert any(isinstance(plan, StudyPlan) for plan in short_plans(20))


def test_no_part_dies_more_often_than_the_launcher_starts_it_again() -> None:
    """More than five deaths within a minute end the whole instance."""
    pauses, start = 0.2 + 0.8 + 3.2 + 4.0 + 4.0, 2.0
    for plan in (*short_plans(20), *long_plans(200)):
        if isinstance(plan, StudyPlan) and plan.name != "study, workers killed":
            assert plan.most <= 5 or 5 * (0.8 * plan.apart + start) + pauses > 60, plan.name


def test_a_crowd_comes_last() -> None:
    """It leaves a queue behind."""
    assert [isinstance(plan, CrowdPlan) for plan in long_plans(200)].index(True) == len(long_plans(200)) - 1


def test_a_crowd_in_its_order_is_in_order() -> None:
    accepted = [str(number) for number in range(100)]
    assert out_of_order(accepted, accepted[:40], 0) == []
    swapped = ["1", "0", *accepted[2:40]]
    assert out_of_order(accepted, swapped, 1) == []
    assert out_of_order(accepted, swapped, 0) == [("1", 1, 0), ("0", 0, 1)]


def test_a_crowd_that_begins_in_its_middle_is_out_of_order() -> None:
    accepted = [str(number) for number in range(100)]
    assert len(out_of_order(accepted, accepted[50:80], 40)) == 30


def _outcome(verdict: Verdict) -> Outcome:
    violations = [Violation(Kind.OVERLAP, "run", "detail")] if verdict is Verdict.FAILED else []
    return Outcome(_plan(verdict.value), verdict, 1.0, [], violations, [])


def _plan(name: str) -> Plan:
    return Plan(name, usual, [], 20, 1.0, 1.0)


@pytest.mark.parametrize(
    ("verdicts", "played", "line", "code"),
    [
        ([Verdict.PASSED, Verdict.PASSED], 2, "2 passed, 0 failed", 0),
        ([Verdict.PASSED, Verdict.FAILED], 2, "1 passed, 1 failed", 1),
        ([Verdict.PASSED, Verdict.VOID], 2, "1 passed, 0 failed", 3),
        ([Verdict.VOID, Verdict.FAILED], 2, "0 passed, 1 failed", 1),
        ([Verdict.PASSED, Verdict.PASSED], 1, "1 passed, 1 failed", 1),
    ],
)
def test_the_last_line_counts(
    verdicts: list[Verdict], played: int, line: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = [_outcome(verdict) for verdict in verdicts]
    plans = [outcome.plan for outcome in outcomes]
    assert summary(plans, outcomes[:played], "7", 3.0, False) == code
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == line
    assert ("1 not proven" in lines) == (Verdict.VOID in verdicts)


def test_a_process_that_is_left_over_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = _outcome(Verdict.PASSED)
    assert summary([outcome.plan], [outcome], "7", 3.0, True) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 1 failed"


def test_progress_says_percent_and_what_is_left() -> None:
    out = io.StringIO()
    progress = Progress([10.0, 30.0], out)
    progress.at(1, 0.5, "kill Kafka: breaking")
    assert out.getvalue().startswith(" 62 %, about ")
    assert out.getvalue().rstrip().endswith("left: kill Kafka: breaking")


def test_what_was_said_last_is_said_again_while_nobody_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_module, "PULSE_SECONDS", 0.01)
    heard: list[tuple[float, str]] = []
    with Pulse(lambda share, words: heard.append((share, words)), 1.0) as pulse:
        assert wait_until(lambda: len(heard) >= 2, 10)
        assert {words for _, words in heard} == {"beginning"}
        pulse.say(0.5, "breaking")
        # Time goes on, but nothing is over before somebody says so.
        assert wait_until(lambda: heard[-1] == (0.99, "breaking"), 10)
    shares = [share for share, words in heard if words == "breaking"]
    assert shares == sorted(shares)
    assert 0.5 == shares[0] < shares[1] < 0.99
    over = len(heard)
    assert not wait_until(lambda: len(heard) > over, 0.05)
