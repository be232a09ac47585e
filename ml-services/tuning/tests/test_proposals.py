"""What is proposed: the same as by plain Optuna with the same seed, also after everything was forgotten."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import optuna
import pytest
from optuna.samplers import (
    CmaEsSampler,
    GridSampler,
    NSGAIISampler,
    QMCSampler,
    RandomSampler,
    TPESampler,
)
from optuna.storages import InMemoryStorage
from optuna.trial import TrialState
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_tuning import search
from studies import (
    BOOSTING,
    GRID,
    MIXED,
    NUMERIC,
    RATE,
    SEED,
    SHARES,
    TWO,
    Caller,
    definition,
    distributions,
    loss,
    loss_and_speed,
    only_loss,
    plain_study,
    plain_trials,
    suggested,
    suggester,
)

Make = Callable[[], Any]


def gp() -> Any:
    return optuna.samplers.GPSampler(seed=SEED)


needs_torch = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="torch is not installed")
# A definition, and the sampler of Optuna that it means. Without options: Optuna's own defaults.
ONE_OBJECTIVE: list[Any] = [
    pytest.param(definition(MIXED, "tpe"), lambda: TPESampler(seed=SEED), id="tpe"),
    pytest.param(
        definition(MIXED, "tpe", options={"multivariate": False, "n_startup_trials": 5, "n_ei_candidates": 10}),
        lambda: TPESampler(seed=SEED, multivariate=False, n_startup_trials=5, n_ei_candidates=10),
        id="tpe independent",
    ),
    pytest.param(
        definition(MIXED, "tpe", options={"group": True}),
        lambda: TPESampler(seed=SEED, multivariate=True, group=True),
        id="tpe group",
    ),
    pytest.param(definition(NUMERIC, "cma_es"), lambda: CmaEsSampler(seed=SEED), id="cma_es"),
    pytest.param(definition(MIXED, "cma_es"), lambda: CmaEsSampler(seed=SEED), id="cma_es mixed"),
    pytest.param(
        definition(NUMERIC, "cma_es", options={"with_margin": True, "popsize": 5, "n_startup_trials": 3}),
        lambda: CmaEsSampler(seed=SEED, with_margin=True, popsize=5, n_startup_trials=3),
        id="cma_es margin",
    ),
    pytest.param(
        definition(NUMERIC, "cma_es", options={"use_separable_cma": True}),
        lambda: CmaEsSampler(seed=SEED, use_separable_cma=True),
        id="cma_es separable",
    ),
    pytest.param(
        definition(MIXED, "nsga_ii", options={"population_size": 6}),
        lambda: NSGAIISampler(seed=SEED, population_size=6),
        id="nsga_ii",
    ),
    pytest.param(definition(MIXED, "qmc"), lambda: QMCSampler(seed=SEED), id="qmc"),
    pytest.param(
        definition(NUMERIC, "qmc", options={"qmc_type": "halton", "scramble": True}),
        lambda: QMCSampler(seed=SEED, qmc_type="halton", scramble=True),
        id="qmc halton",
    ),
    pytest.param(definition(MIXED, "random"), lambda: RandomSampler(seed=SEED), id="random"),
    pytest.param(
        definition(GRID, "grid"),
        lambda: GridSampler({"share": SHARES, "deep": [False, True, "so so"]}, seed=SEED),
        id="grid",
    ),
    pytest.param(definition(NUMERIC, "gp"), gp, id="gp", marks=needs_torch),
]
TWO_OBJECTIVES: list[Any] = [
    pytest.param(
        definition(MIXED, "nsga_ii", options={"population_size": 6}, objectives=TWO),
        lambda: NSGAIISampler(seed=SEED, population_size=6),
        id="nsga_ii",
    ),
    pytest.param(
        definition(MIXED, "tpe", options={"multivariate": False}, objectives=TWO),
        lambda: TPESampler(seed=SEED, multivariate=False),
        id="tpe",
    ),
    pytest.param(definition(MIXED, "random", objectives=TWO), lambda: RandomSampler(seed=SEED), id="random"),
    pytest.param(definition(NUMERIC, "gp", objectives=TWO), gp, id="gp", marks=needs_torch),
]


def count_of(defined: Mapping[str, Any]) -> int:
    """Enough to be beyond the random beginning of each sampler; the grid has 12 points."""
    return {"grid": 12, "gp": 14}.get(defined["sampler"]["name"], 30)


@pytest.mark.parametrize(("defined", "sampler"), ONE_OBJECTIVE)
def test_a_study_is_that_of_plain_optuna_with_its_seed(defined: Mapping[str, Any], sampler: Make) -> None:
    trials = count_of(defined)
    assert Caller(suggester(), defined).run(trials, only_loss) == plain_trials(sampler(), defined, trials, only_loss)


@pytest.mark.parametrize(("defined", "sampler"), TWO_OBJECTIVES)
def test_several_objectives_are_those_of_plain_optuna(defined: Mapping[str, Any], sampler: Make) -> None:
    trials = count_of(defined)
    found = Caller(suggester(), defined).run(trials, loss_and_speed)
    assert found == plain_trials(sampler(), defined, trials, loss_and_speed)


@pytest.mark.parametrize(("defined", "sampler"), ONE_OBJECTIVE)
def test_trials_at_the_same_time_are_those_of_plain_optuna(defined: Mapping[str, Any], sampler: Make) -> None:
    study, caller = plain_study(sampler(), defined), Caller(suggester(), defined)
    space = distributions(defined)
    # A grid's last answer would make Optuna's sampler end a study that nobody optimizes.
    for _ in range(2 if defined["sampler"]["name"] == "grid" else 5):
        trials = [study.ask(space) for _ in range(4)]
        proposed = caller.propose(4)
        assert proposed == [dict(trial.params) for trial in trials]
        numbers = [caller.begin(parameters) for parameters in proposed]
        for number, parameters, trial in zip(numbers, proposed, trials, strict=True):
            caller.end(number, only_loss(parameters))
            study.tell(trial, loss(parameters))


@pytest.mark.parametrize(("defined", "sampler"), [*ONE_OBJECTIVE, *TWO_OBJECTIVES])
def test_an_instance_that_hears_the_story_for_the_first_time_goes_on_in_the_same_way(
    defined: Mapping[str, Any], sampler: Make
) -> None:
    worth = only_loss if len(defined["objectives"]) == 1 else loss_and_speed
    first = Caller(suggester(), defined)
    first.run(count_of(defined) - 4, worth)
    second = Caller(suggester(), defined, story=first.story)
    assert second.run(4, worth) == first.run(4, worth)


def test_another_seed_is_another_study() -> None:
    one, other = (Caller(suggester(), definition(MIXED, "tpe", seed=seed)).run(3, only_loss) for seed in (1, 2))
    assert one != other


# -- constraints


def with_constraints(sampler: str, **options: Any) -> dict[str, Any]:
    bounds = [{"metric": "seconds", "bound": 10}, {"metric": "recall", "bound": 0.5, "atLeast": True}]
    return definition(MIXED, sampler, options=options, constraints=bounds)


def violations(parameters: Mapping[str, Any]) -> Sequence[float]:
    """What would be best without them breaks them, so that they matter from the first proposals on."""
    return [3.0 - loss(parameters), 0.1 - parameters["rate"]]


@pytest.mark.parametrize(
    ("defined", "sampler"),
    [
        pytest.param(with_constraints("tpe"), lambda: TPESampler(seed=SEED), id="tpe"),
        pytest.param(
            with_constraints("nsga_ii", population_size=6),
            lambda: NSGAIISampler(seed=SEED, population_size=6),
            id="nsga_ii",
        ),
        pytest.param(with_constraints("gp"), gp, id="gp", marks=needs_torch),
    ],
)
def test_constraints_are_those_of_plain_optuna(defined: Mapping[str, Any], sampler: Make) -> None:
    def objective(trial: Any) -> float:
        parameters = suggested(trial, defined)
        for place, value in enumerate(violations(parameters)):
            trial.set_constraint(str(place), value)
        return loss(parameters)

    trials = count_of(defined)
    study = plain_study(sampler(), defined)
    study.optimize(objective, n_trials=trials)
    caller, without = Caller(suggester(), defined), Caller(suggester(), {**defined, "constraints": []})
    found, unbound = [], []
    for _ in range(trials):
        [parameters] = caller.propose()
        caller.end(caller.begin(parameters), only_loss(parameters), violations(parameters))
        found.append(parameters)
        [parameters] = without.propose()
        without.end(without.begin(parameters), only_loss(parameters))
        unbound.append(parameters)
    assert found == [dict(trial.params) for trial in study.trials]
    assert found != unbound


def test_a_trial_that_does_not_tell_its_constraints_has_not_kept_them() -> None:
    defined = with_constraints("tpe", n_startup_trials=1)
    silent, broken = Caller(suggester(), defined), Caller(suggester(), defined)
    for _ in range(12):
        [one], [other] = silent.propose(), broken.propose()
        assert one == other
        silent.end(silent.begin(one), only_loss(one))
        broken.end(broken.begin(other), only_loss(other), [float("inf")] * 2)


# -- trials that end otherwise, and trials of others


def test_failed_and_pruned_trials_are_those_of_plain_optuna() -> None:
    defined = definition(MIXED, "tpe", options={"n_startup_trials": 4})

    def objective(trial: Any) -> float:
        parameters = suggested(trial, defined)
        if trial.number % 5 == 1:
            raise ValueError("lost")
        trial.report(loss(parameters), 3)
        if trial.number % 5 == 2:
            raise optuna.TrialPruned
        return loss(parameters)

    study = plain_study(TPESampler(seed=SEED, n_startup_trials=4), defined)
    study.optimize(objective, n_trials=25, catch=(ValueError,))
    assert {trial.state for trial in study.trials} == {TrialState.COMPLETE, TrialState.PRUNED, TrialState.FAIL}
    caller = Caller(suggester(), defined)
    for plain in study.trials:
        [parameters] = caller.propose()
        assert parameters == plain.params
        number = caller.begin(parameters)
        if number % 5 == 1:
            caller.end(number, outcome=pb.TRIAL_OUTCOME_FAILED)
            continue
        caller.report(number, 3, loss(parameters))
        if number % 5 == 2:
            caller.end(number, outcome=pb.TRIAL_OUTCOME_PRUNED)
        else:
            caller.end(number, only_loss(parameters))


@pytest.mark.parametrize("sampler", ["tpe", "cma_es", "nsga_ii", "qmc", "random"])
def test_enqueued_trials_are_those_of_plain_optuna(sampler: str) -> None:
    defined = definition(NUMERIC, sampler)
    known = [{"rate": 0.1, "share": 0.5, "leaves": 16}, {"rate": 0.01, "share": 0.3, "leaves": 32}]
    plain: dict[str, Make] = {
        "tpe": lambda: TPESampler(seed=SEED),
        "cma_es": lambda: CmaEsSampler(seed=SEED),
        "nsga_ii": lambda: NSGAIISampler(seed=SEED),
        "qmc": lambda: QMCSampler(seed=SEED),
        "random": lambda: RandomSampler(seed=SEED),
    }
    study = plain_study(plain[sampler](), defined)
    for parameters in known:
        study.enqueue_trial(parameters)
    study.optimize(lambda trial: loss(suggested(trial, defined)), n_trials=20)
    caller = Caller(suggester(), defined)
    for parameters in known:
        caller.end(caller.begin(parameters, proposed=False), only_loss(parameters))
    assert [*known, *caller.run(18, only_loss)] == [trial.params for trial in study.trials]


@pytest.mark.parametrize(
    "odd",
    [
        {"rate": 0.1},
        {"rate": 5.0, "share": 0.5, "leaves": 16},
        {"rate": 0.1, "share": 0.4, "leaves": 16},
        {"rate": 0.1, "share": 0.5, "leaves": 16.5},
        {"rate": "fast", "share": 0.5, "leaves": 16},
        {"rate": 0.1, "share": 0.5, "leaves": 16, "more": 1},
    ],
)
def test_a_named_trial_outside_of_the_space_teaches_nothing(odd: Mapping[str, Any]) -> None:
    defined = definition(NUMERIC, "tpe", options={"n_startup_trials": 3})
    told, failed = Caller(suggester(), defined), Caller(suggester(), defined)
    told.end(told.begin(odd, proposed=False), [-1000.0])
    # What a sampler makes of a trial that it knows nothing of: its number is gone.
    failed.end(failed.begin({}, proposed=False), outcome=pb.TRIAL_OUTCOME_FAILED)
    assert told.run(8, only_loss) == failed.run(8, only_loss)


def test_earlier_trials_are_where_the_sampler_starts_from() -> None:
    defined = definition(MIXED, "tpe", options={"n_startup_trials": 5})
    before = Caller(suggester(), defined, "before").run(12, only_loss)
    earlier = [
        pb.EarlierTrial(parameters_json=json.dumps(parameters), values=only_loss(parameters)) for parameters in before
    ]
    # Trials of a study with other bounds, without a value, with another one: they are left out.
    outside = json.dumps({**before[0], "rate": 0.9})
    earlier.insert(3, pb.EarlierTrial(parameters_json=outside, values=[0.0]))
    earlier.append(pb.EarlierTrial(parameters_json=json.dumps(before[0])))
    earlier.append(pb.EarlierTrial(parameters_json=json.dumps(before[0]), values=[float("nan")]))
    study = plain_study(TPESampler(seed=SEED, n_startup_trials=5), defined)
    for parameters in before:
        made = optuna.trial.create_trial(
            params=parameters, distributions=distributions(defined), values=list(only_loss(parameters))
        )
        study.add_trial(made)
    study.optimize(lambda trial: loss(suggested(trial, defined)), n_trials=8)
    found = Caller(suggester(), defined, earlier=earlier).run(8, only_loss)
    assert found == [trial.params for trial in study.trials[12:]]
    assert found != Caller(suggester(), defined).run(8, only_loss)


# -- what was told wins


def test_what_was_told_wins_over_what_the_sampler_says_at_the_replay() -> None:
    defined = definition(NUMERIC, "tpe", options={"n_startup_trials": 2})
    elsewhere = {"rate": 0.2, "share": 0.7, "leaves": 64}
    told, obedient = Caller(suggester(), defined), Caller(suggester(), defined)
    for _ in range(6):
        told.end(told.begin(elsewhere), [0.0])
        [parameters] = obedient.propose()
        obedient.end(obedient.begin(parameters), [0.0])
    # The sampler was asked as often and heard the same values: only where they lie makes a difference.
    assert told.run(4, only_loss) != obedient.run(4, only_loss)


# -- cost


class StrictStorage(InMemoryStorage):  # type: ignore[misc]
    """Refuses to copy all trials: that is what makes a study slower with each of them."""

    def get_all_trials(self, study_id: int, deepcopy: bool = True, states: Any = None) -> list[Any]:
        assert not deepcopy
        found: list[Any] = super().get_all_trials(study_id, deepcopy=deepcopy, states=states)
        return found


@pytest.mark.parametrize(("defined", "sampler"), [*ONE_OBJECTIVE, *TWO_OBJECTIVES])
def test_nothing_copies_all_trials(defined: Mapping[str, Any], sampler: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "InMemoryStorage", StrictStorage)
    worth = only_loss if len(defined["objectives"]) == 1 else loss_and_speed
    caller = Caller(suggester(), defined)
    [named] = Caller(suggester(), defined).propose()
    caller.end(caller.begin(named, proposed=False), worth(named))
    assert len(caller.run(count_of(defined) - 1, worth)) == count_of(defined) - 1


def test_values_are_plain_json() -> None:
    parameters = [
        RATE,
        {**RATE, "name": "wide", "high": 1, "log": False},
        {"name": "n", "type": "integer", "low": 3, "high": 3},
    ]
    [text] = Caller(suggester(), definition([*parameters, BOOSTING], "tpe")).ask(1).proposed_json
    found = json.loads(text)
    assert [type(found[name]) for name in ("rate", "wide", "n")] == [float, float, int]
    assert found["n"] == 3
    assert list(found) == ["rate", "wide", "n", "boosting"]
