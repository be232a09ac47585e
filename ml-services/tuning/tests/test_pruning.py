"""Which trials are not worth going on: the same as by plain Optuna, told often enough, and again after everything was forgotten."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import optuna
import pytest
from optuna.pruners import HyperbandPruner, MedianPruner, PercentilePruner, SuccessiveHalvingPruner, WilcoxonPruner
from optuna.samplers import TPESampler
from optuna.trial import TrialState
from signalbox_ml._generated import ml_service_pb2 as pb
from studies import NUMERIC, SEED, TWO, Caller, definition, loss, plain_study, suggested, suggester

STEPS = 9
Make = Callable[[], Any]
# A pruner with options, and the one of Optuna that it means.
PRUNERS: list[Any] = [
    pytest.param("median", {"n_startup_trials": 3}, lambda: MedianPruner(n_startup_trials=3), id="median"),
    pytest.param(
        "percentile",
        {"percentile": 30, "n_startup_trials": 2, "n_warmup_steps": 2, "interval_steps": 2},
        lambda: PercentilePruner(30.0, n_startup_trials=2, n_warmup_steps=2, interval_steps=2),
        id="percentile",
    ),
    pytest.param("successive_halving", {}, SuccessiveHalvingPruner, id="successive_halving"),
    pytest.param(
        "successive_halving",
        {"min_resource": 1, "reduction_factor": 2, "bootstrap_count": 2},
        lambda: SuccessiveHalvingPruner(min_resource=1, reduction_factor=2, bootstrap_count=2),
        id="successive_halving from 1",
    ),
    pytest.param(
        "hyperband",
        {"reduction_factor": 2},
        lambda: HyperbandPruner(reduction_factor=2),
        id="hyperband",
    ),
    pytest.param(
        "hyperband",
        {"min_resource": 1, "max_resource": STEPS, "reduction_factor": 2},
        lambda: HyperbandPruner(min_resource=1, max_resource=STEPS, reduction_factor=2),
        id="hyperband with its end",
    ),
    pytest.param("wilcoxon", {"p_threshold": 0.3}, lambda: WilcoxonPruner(p_threshold=0.3), id="wilcoxon"),
]


def with_pruner(name: str, options: Mapping[str, Any], sampler: str = "tpe") -> dict[str, Any]:
    return definition(NUMERIC, sampler, pruner={"name": name, "parameters": dict(options)})


def curve(parameters: Mapping[str, Any], step: int) -> float:
    """Falls towards the trial's value, not quite evenly."""
    return loss(parameters) + 2 / (step + 1) + 0.1 * math.sin(7 * step + 10 * parameters["rate"])


def plain_courses(pruner: Any, defined: Mapping[str, Any], trials: int) -> list[tuple[dict[str, Any], int, bool]]:
    """Parameters, last step and whether it was pruned, of each trial of plain Optuna."""

    def objective(trial: Any) -> float:
        parameters = suggested(trial, defined)
        for step in range(STEPS):
            trial.report(curve(parameters, step), step)
            if trial.should_prune():
                raise optuna.TrialPruned
        return loss(parameters)

    study = plain_study(TPESampler(seed=SEED), defined, pruner=pruner)
    study.optimize(objective, n_trials=trials)
    return [(dict(each.params), int(each.last_step or 0), each.state == TrialState.PRUNED) for each in study.trials]


def course(caller: Caller) -> tuple[dict[str, Any], int, bool]:
    """One trial that tells each step and stops when it is told to."""
    [parameters] = caller.propose()
    number = caller.begin(parameters)
    for step in range(STEPS):
        caller.report(number, step, curve(parameters, step))
        if number in caller.ask().prune:
            caller.end(number, outcome=pb.TRIAL_OUTCOME_PRUNED)
            return parameters, step, True
    caller.end(number, [loss(parameters)])
    return parameters, STEPS - 1, False


@pytest.mark.parametrize(("name", "options", "pruner"), PRUNERS)
def test_verdicts_are_those_of_plain_optuna(name: str, options: Mapping[str, Any], pruner: Make) -> None:
    defined = with_pruner(name, options)
    caller = Caller(suggester(), defined)
    found = [course(caller) for _ in range(25)]
    assert found == plain_courses(pruner(), defined, 25)
    assert sum(pruned for _, _, pruned in found) >= 3


@pytest.mark.parametrize(("name", "options", "pruner"), PRUNERS)
def test_an_instance_that_hears_the_story_for_the_first_time_judges_in_the_same_way(
    name: str, options: Mapping[str, Any], pruner: Make
) -> None:
    defined = with_pruner(name, options)
    first = Caller(suggester(), defined)
    for _ in range(15):
        course(first)
    second = Caller(suggester(), defined, story=first.story)
    assert [course(second) for _ in range(10)] == [course(first) for _ in range(10)]


@pytest.mark.parametrize(("name", "options", "pruner"), PRUNERS)
def test_a_verdict_stays_until_the_trial_ends_and_is_found_again(
    name: str, options: Mapping[str, Any], pruner: Make
) -> None:
    defined = with_pruner(name, options)
    caller = Caller(suggester(), defined)
    for _ in range(12):
        course(caller)
    # Far worse than all that were there. Hyperband lets one go on that is alone in its bracket.
    numbers = [caller.begin(parameters) for parameters in caller.propose(4)]
    for step in range(STEPS):
        for number in numbers:
            caller.report(number, step, 1000.0 + step)
    condemned = list(caller.ask().prune)
    assert condemned
    assert set(condemned) <= set(numbers)
    caller.report(condemned[0], STEPS, 1000.0)
    assert list(caller.ask().prune) == condemned
    anew = Caller(suggester(), defined, story=caller.story)
    assert list(anew.ask().prune) == condemned
    caller.end(condemned[0], outcome=pb.TRIAL_OUTCOME_PRUNED)
    assert list(caller.ask().prune) == condemned[1:]


def test_several_trials_are_judged_in_one_request() -> None:
    defined = with_pruner("median", {"n_startup_trials": 2})
    caller = Caller(suggester(), defined)
    for _ in range(2):
        caller.begin(caller.propose()[0])
        caller.report(caller.begun - 1, 0, 1.0)
        caller.end(caller.begun - 1, [1.0])
    numbers = [caller.begin(parameters) for parameters in caller.propose(3)]
    for number, value in zip(numbers, (0.5, 2.0, float("nan")), strict=True):
        caller.report(number, 0, value)
    assert list(caller.ask().prune) == numbers[1:]


def test_a_step_that_comes_again_changes_nothing() -> None:
    defined = with_pruner("median", {"n_startup_trials": 1})
    caller = Caller(suggester(), defined)
    caller.begin(caller.propose()[0])
    caller.report(0, 0, 1.0)
    # A second attempt, in place of one that was lost.
    caller.report(0, 0, 100.0)
    caller.end(0, [1.0])
    caller.begin(caller.propose()[0])
    caller.report(1, 0, 2.0)
    assert list(caller.ask().prune) == [1]


def test_reports_without_a_pruner_condemn_nobody() -> None:
    caller = Caller(suggester(), definition(NUMERIC, "tpe"))
    for value in (1.0, 1000.0, float("nan")):
        number = caller.begin(caller.propose()[0])
        caller.report(number, 0, value)
    assert list(caller.ask().prune) == []


def test_reports_of_several_objectives_are_heard_and_not_used() -> None:
    caller = Caller(suggester(), definition(NUMERIC, "nsga_ii", objectives=TWO))
    number = caller.begin(caller.propose()[0])
    caller.report(number, 0, 1.0)
    caller.end(number, outcome=pb.TRIAL_OUTCOME_PRUNED)
    assert caller.ask(1).known == 3


def test_what_is_told_of_a_trial_after_its_end_changes_nothing() -> None:
    caller = Caller(suggester(), with_pruner("median", {"n_startup_trials": 1}))
    for value in (1.0, 5.0):
        number = caller.begin(caller.propose()[0])
        caller.report(number, 0, value)
        caller.end(number, [value])
    caller.report(1, 1, 1000.0)
    assert list(caller.ask().prune) == []
