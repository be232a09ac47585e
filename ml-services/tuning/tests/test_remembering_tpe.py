"""TPE that remembers: what it proposes is equal to the bit to what Optuna's own sampler proposes, whatever happens to the trials."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import optuna
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers import TPESampler
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_weights
from optuna.trial import TrialState
from signalbox_tuning.parzen import ParzenEstimator
from signalbox_tuning.remembering_tpe import RememberingTpe
from studies import SEED

pytestmark = [
    pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning"),
    pytest.mark.filterwarnings("ignore:Fixed parameter"),
]

SPACE: dict[str, Any] = {
    "width": FloatDistribution(-3, 5),
    "rate": FloatDistribution(1e-5, 1, log=True),
    "share": FloatDistribution(0.1, 0.7, step=0.2),
    "leaves": IntDistribution(8, 64, step=8),
    "depth": IntDistribution(1, 300, log=True),
    "kind": CategoricalDistribution(["round", None, True, 3.5]),
    "one": FloatDistribution(2, 2),
}
OPTIONS: dict[str, Any] = {
    "multivariate": True,
    "group": False,
    "constant_liar": True,
    "n_startup_trials": 10,
    "n_ei_candidates": 24,
}
WAYS: list[Any] = [
    pytest.param({}, id="multivariate"),
    pytest.param({"constant_liar": False}, id="multivariate without liar"),
    pytest.param({"n_startup_trials": 0, "n_ei_candidates": 1}, id="multivariate from the start"),
    pytest.param({"multivariate": False}, id="independent"),
    pytest.param({"multivariate": False, "constant_liar": False}, id="independent without liar"),
    pytest.param({"group": True}, id="group"),
    pytest.param({"group": True, "constant_liar": False, "n_startup_trials": 0}, id="group without liar"),
]


def samplers(**options: Any) -> tuple[Any, Any]:
    """Optuna's and ours."""
    chosen = {**OPTIONS, "seed": SEED, **options}
    return TPESampler(**chosen), RememberingTpe(**chosen)


def worth(parameters: Mapping[str, Any]) -> float:
    """With few digits, so that many trials are worth the same."""
    total = 0.0
    for name, value in sorted(parameters.items()):
        size = len(repr(value)) if value is None or isinstance(value, str) else abs(value - 1.0)
        total += len(name) / 9 + size**0.5
    return round(total, 1)


def drawn(choose: random.Random, space: Mapping[str, Any]) -> dict[str, Any]:
    """A point of the space, by chance."""
    made: dict[str, Any] = {}
    for name, distribution in space.items():
        if isinstance(distribution, CategoricalDistribution):
            made[name] = choose.choice(distribution.choices)
        elif isinstance(distribution, IntDistribution):
            made[name] = choose.randrange(distribution.low, distribution.high + 1, distribution.step)
        elif distribution.step is not None:
            made[name] = min(distribution.high, distribution.low + distribution.step * choose.randrange(4))
        else:
            made[name] = choose.uniform(distribution.low, distribution.high)
    return made


class Life:
    """A study to whose trials everything happens that can, by chance, but the same with every sampler that proposes the same."""

    def __init__(
        self,
        sampler: Any,
        directions: Sequence[str],
        changing: bool = False,
        completed: float = 0.7,
        feasible: float = 0.6,
    ) -> None:
        """`changing`: not every trial has every parameter, and their bounds move. Shares: of those that do not fail, are not pruned."""
        self.study = optuna.create_study(sampler=sampler, directions=directions)
        self.choose = random.Random(SEED)
        self.running: list[Any] = []
        self.changing = changing
        self.completed = completed
        self.feasible = feasible

    def proposed(self, trials: int) -> list[str]:
        """The parameters of so many trials, each of them written out, since 1 equals True and 0.0 equals -0.0."""
        made: list[str] = []
        while len(made) < trials:
            what = self.choose.random()
            if what < 0.5 and len(self.running) < 6:
                trial = self.ask()
                self.running.append(trial)
                made.append(repr(sorted(trial.params.items())))
            elif what < 0.9 and self.running:
                self.end(self.running.pop(self.choose.randrange(len(self.running))))
            elif what < 0.92:
                self.study.enqueue_trial(drawn(self.choose, {name: SPACE[name] for name in ("width", "kind", "depth")}))
            elif what < 0.96:
                self.add()
        return made

    def space(self) -> dict[str, Any]:
        if not self.changing:
            return SPACE
        space = dict(SPACE)
        if self.choose.random() < 0.4:
            del space["share"], space["kind"]
        if self.choose.random() < 0.3:
            del space["depth"]
        if self.choose.random() < 0.2:
            space["width"] = FloatDistribution(-1, 2)
        return space

    def ask(self) -> Any:
        if not self.changing:
            return self.study.ask(SPACE)
        trial = self.study.ask()
        for name, distribution in self.space().items():
            trial._suggest(name, distribution)
        return trial

    def end(self, trial: Any) -> None:
        value = worth(trial.params)
        one = len(self.study.directions) == 1
        for step in range(self.choose.randrange(4) if one else 0):
            trial.report(self.choose.choice([value, round(value), math.nan, math.inf]), step)
        if self.choose.random() >= self.feasible:
            trial.set_constraint("seconds", self.choose.choice([0.5, round(value) + 1, math.inf]))
            trial.set_constraint("memory", self.choose.choice([-1.0, 0.5]))
        elif self.choose.random() < 0.5:
            trial.set_constraint("seconds", self.choose.choice([-1.0, 0.0]))
        if self.choose.random() < 0.15:
            self.study.tell(trial, state=TrialState.FAIL)
        elif self.choose.random() >= self.completed and one:
            self.study.tell(trial, state=TrialState.PRUNED)
        else:
            self.study.tell(trial, [value, round(-value * trial.params["width"])][: len(self.study.directions)])

    def add(self) -> None:
        if self.choose.random() < 0.3:
            self.study.add_trial(optuna.trial.create_trial(state=TrialState.FAIL))
            return
        space = self.space()
        parameters = drawn(self.choose, space)
        values = [worth(parameters), round(worth(parameters))][: len(self.study.directions)]
        self.study.add_trial(optuna.trial.create_trial(params=parameters, distributions=space, values=values))


@pytest.mark.parametrize("direction", ["minimize", "maximize"])
@pytest.mark.parametrize("options", WAYS)
def test_a_study_is_that_of_optunas_sampler(options: Mapping[str, Any], direction: str) -> None:
    # Without multivariate, the estimators are built for each parameter.
    trials = 150 if options.get("multivariate", True) else 60
    plain, ours = (Life(sampler, [direction]).proposed(trials) for sampler in samplers(**options))
    assert ours == plain


@pytest.mark.parametrize("options", WAYS)
def test_a_space_that_changes_is_that_of_optunas_sampler(options: Mapping[str, Any]) -> None:
    plain, ours = (Life(sampler, ["minimize"], changing=True).proposed(60) for sampler in samplers(**options))
    assert ours == plain


@pytest.mark.parametrize("options", WAYS)
def test_two_objectives_are_those_of_optunas_sampler(options: Mapping[str, Any]) -> None:
    plain, ours = (Life(sampler, ["maximize", "minimize"]).proposed(50) for sampler in samplers(**options))
    assert ours == plain


@pytest.mark.parametrize("direction", ["minimize", "maximize"])
@pytest.mark.parametrize(("completed", "feasible"), [(0.05, 0.7), (0.5, 0.05), (1.0, 1.0)])
def test_whatever_trials_the_best_are_they_are_those_of_optunas_sampler(
    completed: float, feasible: float, direction: str
) -> None:
    plain, ours = (
        Life(sampler, [direction], completed=completed, feasible=feasible).proposed(150) for sampler in samplers()
    )
    assert ours == plain


def test_everything_that_can_happen_to_trials_does() -> None:
    life = Life(RememberingTpe(seed=SEED, **OPTIONS), ["minimize"])
    life.proposed(150)
    trials = life.study.trials
    assert {trial.state for trial in trials} == set(TrialState) - {TrialState.WAITING}
    completed = [trial for trial in trials if trial.state == TrialState.COMPLETE]
    assert len({trial.value for trial in completed}) < len(completed)
    assert any(value > 0 for trial in completed for value in trial.constraints.values())
    pruned = [trial for trial in trials if trial.state == TrialState.PRUNED]
    assert any(not trial.intermediate_values for trial in pruned)
    assert any(math.isnan(value) for trial in pruned for value in trial.intermediate_values.values())


def filled(sampler: Any, space: Mapping[str, Any], trials: int) -> Any:
    """A study with so many completed trials."""
    choose = random.Random(SEED)
    study = optuna.create_study(sampler=sampler)
    for _ in range(trials):
        parameters = drawn(choose, space)
        study.add_trial(
            optuna.trial.create_trial(params=parameters, distributions=dict(space), values=[worth(parameters)])
        )
    return study


def test_a_long_study_is_that_of_optunas_sampler() -> None:
    # From 2,000 numbers on, Optuna's error function is another one.
    plain, ours = (filled(sampler, SPACE, 2100) for sampler in samplers())
    for _ in range(5):
        found = [study.ask(SPACE) for study in (plain, ours)]
        assert repr(found[0].params) == repr(found[1].params)
        for study, trial in zip((plain, ours), found, strict=True):
            study.tell(trial, worth(trial.params))


def test_a_sampler_that_changes_to_another_study_begins_anew() -> None:
    found = []
    for sampler in samplers(multivariate=False):
        for trials in (30, 20):
            study = filled(sampler, SPACE, trials)
            found.append(repr(study.ask(SPACE).params))
    assert found[:2] == found[2:]


@pytest.mark.parametrize("options", WAYS)
def test_a_trial_that_has_ended_is_not_read_again(options: Mapping[str, Any]) -> None:
    plain, ours = (filled(sampler, SPACE, 40) for sampler in samplers(**options))
    first = [study.ask(SPACE).params for study in (plain, ours)]
    kept = ours._storage._studies[ours._study_id].trials
    kept[:40] = [object()] * 40
    found = [[study.ask(SPACE).params for _ in range(3)] for study in (plain, ours)]
    assert first[0] == first[1]
    assert found[0] == found[1]


# -- the estimator


def estimators(space: Mapping[str, Any], observations: int) -> tuple[Any, Any]:
    """Optuna's and ours."""
    choose = random.Random(observations)
    points = [drawn(choose, space) for _ in range(observations)]
    columns = {
        name: np.asarray([distribution.to_internal_repr(point[name]) for point in points])
        for name, distribution in space.items()
    }
    parameters = _ParzenEstimatorParameters(
        prior_weight=1.0, consider_magic_clip=True, consider_endpoints=False, weights=default_weights, multivariate=True
    )
    return _ParzenEstimator(columns, dict(space), parameters), ParzenEstimator(columns, dict(space), parameters)


def equal_to_the_bit(one: Any, other: Any) -> bool:
    return one.dtype == other.dtype == np.float64 and np.array_equal(one.view(np.int64), other.view(np.int64))


def continuous(count: int) -> dict[str, Any]:
    return {f"x{place}": FloatDistribution(-place - 1, 2.5 * place + 1) for place in range(count)}


SPACES: list[Any] = [
    pytest.param(SPACE | {"one": IntDistribution(0, 1)}, id="mixed"),
    pytest.param({"kind": SPACE["kind"]}, id="categorical"),
    pytest.param({"depth": SPACE["depth"]}, id="discrete"),
    pytest.param({"rate": SPACE["rate"]}, id="continuous"),
    *(pytest.param(continuous(count), id=f"{count} continuous") for count in (2, 3, 4, 7, 8, 9, 17, 100)),
]


@pytest.mark.parametrize("observations", [0, 1, 2, 25, 300, 700])
@pytest.mark.parametrize("space", SPACES)
def test_densities_are_those_of_optunas_estimator(space: Mapping[str, Any], observations: int) -> None:
    plain, ours = estimators(space, observations)
    for samples in (1, 24, 31):
        sampled = plain.sample(np.random.RandomState(SEED), samples)
        assert all(map(equal_to_the_bit, sampled.values(), ours.sample(np.random.RandomState(SEED), samples).values()))
        assert equal_to_the_bit(plain.log_pdf(sampled), ours.log_pdf(sampled))


def test_densities_out_of_bounds_are_those_of_optunas_estimator() -> None:
    plain, ours = estimators({"width": SPACE["width"], "rate": SPACE["rate"]}, 50)
    samples = {"width": np.array([-3.0, -3.1, 5.0, 5.1, 0.0]), "rate": np.array([1e-5, 1.0, 1.1, 0.1, 0.9e-5])}
    assert equal_to_the_bit(plain.log_pdf(samples), ours.log_pdf(samples))
    assert np.isneginf(ours.log_pdf(samples)).any()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("low", "high"), [(2, 2), (-1e308, 1e308)])
def test_there_is_no_density_where_optunas_estimator_has_none(low: float, high: float) -> None:
    # In the unit of a kernel the bounds are one point, or none at all.
    plain, ours = estimators({"width": SPACE["width"], "odd": FloatDistribution(low, high)}, 0)
    samples = {"width": np.array([0.5, 1.5]), "odd": np.array([2.0, 2.0])}
    assert np.isnan(plain.log_pdf(samples)).all()
    assert np.isnan(ours.log_pdf(samples)).all()
