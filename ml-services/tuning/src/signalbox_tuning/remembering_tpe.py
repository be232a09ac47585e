"""TPE as in Optuna, but it remembers what it knows of trials that have ended, instead of looking through all of them at each ask.

The tree-structured Parzen estimator is that of Bergstra et al. 2011 (Algorithms for Hyper-Parameter Optimization), in the multivariate form
that Watanabe 2023 describes (Tree-Structured Parzen Estimator, arXiv:2304.11127). Of a trial that has ended nothing changes any more: its
parameters are converted once, and it gets its place among the others once. What Python does at an ask does not grow with the trials;
what grows is arithmetic in NumPy.

Proposals are equal to the bit to those of Optuna's sampler with the same seed and options: the same random numbers are drawn, and the
estimators have the same observations in the same order. For that, private names of Optuna are used here. Its version is pinned in
`ml-services/constraints.txt`, and tests compare with Optuna's own sampler, so that they fail at an upgrade that changes something.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import Any

import numpy as np
import numpy.typing as npt
from optuna.distributions import CategoricalDistribution
from optuna.samplers import TPESampler
from optuna.samplers._tpe.sampler import _get_infeasible_trial_score, _get_pruned_trial_score, default_gamma
from optuna.search_space.group_decomposed import _SearchSpaceGroup
from optuna.study import StudyDirection
from optuna.trial import TrialState

from signalbox_tuning.parzen import ParzenEstimator

# Trials that there is room for at first.
_ROOM = 64


class RememberingTpe(TPESampler):  # type: ignore[misc]
    """Proposes what `optuna.samplers.TPESampler` proposes. For trials in memory; not safe for threads.

    Where Optuna looks at the trials as they were when an ask began, this one looks at them as they are: the same, unless trials are added
    between the suggestions for one trial.
    """

    def __init__(
        self,
        *,
        seed: int,
        multivariate: bool,
        group: bool,
        constant_liar: bool,
        n_startup_trials: int,
        n_ei_candidates: int,
    ) -> None:
        super().__init__(
            seed=seed,
            multivariate=multivariate,
            group=group,
            constant_liar=constant_liar,
            n_startup_trials=n_startup_trials,
            n_ei_candidates=n_ei_candidates,
        )
        self._parzen_estimator_cls = ParzenEstimator
        self._history: _History | None = None
        self._ranking = _Ranking()
        self._rows: dict[tuple[str, ...], _Rows] = {}

    def infer_relative_search_space(self, study: Any, trial: Any) -> dict[str, Any]:
        self._look_at(study)
        # Optuna's way, which asks the search spaces below.
        found: dict[str, Any] = super().infer_relative_search_space(study, trial)
        return found

    def _sample_relative(self, study: Any, trial: Any, search_space: Mapping[str, Any]) -> dict[str, Any]:
        if not search_space or len(self._look_at(study).ended) < self._n_startup_trials:
            return {}
        return self._sample(study, trial, search_space)

    def sample_independent(self, study: Any, trial: Any, param_name: str, param_distribution: Any) -> Any:
        if len(self._look_at(study).ended) < self._n_startup_trials:
            return self._random_sampler.sample_independent(study, trial, param_name, param_distribution)
        return self._sample(study, trial, {param_name: param_distribution})[param_name]

    def _sample(self, study: Any, trial: Any, search_space: Mapping[str, Any]) -> dict[str, Any]:
        if len(study.directions) > 1:
            # Each trial may change which ones are not dominated: Optuna's way, with the rows that are remembered.
            sampled: dict[str, Any] = super()._sample(study, trial, search_space)
            return sampled
        history = self._known()
        self._ranking.follow(history, study)
        below = np.array(self._ranking.best(default_gamma(len(history.ended))), dtype=np.intp)
        is_above = history.has_ended.copy()
        is_above[below] = False
        rows = self._rows_of(search_space)
        if self._constant_liar:
            running = [number for number in history.running if number != trial.number]
            for number in running:
                rows.put(number, self._get_params(history.trials[number], study))
            is_above[running] = True
        good, poor = (
            self._parzen_estimator_cls(rows.observations(numbers), search_space, self._parzen_estimator_parameters)
            for numbers in (below, np.flatnonzero(is_above))
        )
        candidates = good.sample(self._rng.rng, self._n_ei_candidates)
        best = self._compare(candidates, self._compute_acquisition_func(candidates, good, poor))
        return {name: distribution.to_external_repr(best[name]) for name, distribution in search_space.items()}

    def _get_internal_repr(
        self, trials: Sequence[Any], search_space: Mapping[str, Any], study: Any
    ) -> dict[str, npt.NDArray[Any]]:
        """As in Optuna: what the trials have of the search space. Used with several objectives."""
        rows = self._rows_of(search_space)
        for trial in trials:
            if not trial.state.is_finished():
                rows.put(trial.number, self._get_params(trial, study))
        return rows.observations(np.array([trial.number for trial in trials], dtype=np.intp))

    def _look_at(self, study: Any) -> _History:
        """The history of the study until now. With another study than last time everything begins anew."""
        if self._history is None or not self._history.is_of(study):
            self._history = _History(study)
            self._ranking = _Ranking()
            self._rows = {}
            self._search_space = _Intersection(self._history)
            if self._group:
                self._group_decomposed_search_space = _Groups(self._history)
        self._history.look_at(study)
        return self._history

    def _known(self) -> _History:
        assert self._history is not None, "no look was taken"
        return self._history

    def _rows_of(self, search_space: Mapping[str, Any]) -> _Rows:
        names = tuple(search_space)
        if names not in self._rows:
            self._rows[names] = _Rows(search_space)
        self._rows[names].follow(self._known())
        return self._rows[names]


class _History:
    """Which trials of a study have ended. Each is looked at until it has, and never again."""

    def __init__(self, study: Any) -> None:
        self._study = (study._storage, study._study_id)
        self._unfinished: list[int] = []
        self._seen = 0
        # All trials by number, as of the last look.
        self.trials: Sequence[Any] = ()
        # Numbers of completed and pruned trials, in the order in which they were seen to have ended.
        self.ended: list[int] = []
        # The same by number, False for all other numbers that there is room for.
        self.has_ended = np.zeros(_ROOM, dtype=np.bool_)
        self.running: list[int] = []

    def is_of(self, study: Any) -> bool:
        storage, study_id = self._study
        return study._storage is storage and study._study_id == study_id

    def look_at(self, study: Any) -> None:
        # In memory this copies a list of references, and goes through no trial.
        self.trials = study._get_trials(deepcopy=False)
        self.has_ended = _with_room(self.has_ended, len(self.trials))
        unfinished, running = [], []
        for number in chain(self._unfinished, range(self._seen, len(self.trials))):
            state = self.trials[number].state
            if state in (TrialState.COMPLETE, TrialState.PRUNED):
                self.ended.append(number)
                self.has_ended[number] = True
            elif not state.is_finished():
                unfinished.append(number)
                if state == TrialState.RUNNING:
                    running.append(number)
        self._unfinished, self.running, self._seen = unfinished, running, len(self.trials)


class _Follower:
    """Takes in each completed and pruned trial of a history once."""

    def __init__(self) -> None:
        self._taken_in = 0

    def _new(self, history: _History) -> list[int]:
        """By number, those that have ended since the last call."""
        new = sorted(history.ended[self._taken_in :])
        self._taken_in = len(history.ended)
        return new


class _Ranking(_Follower):
    """From the best trial to the worst: first the completed ones, then the pruned ones, then those that broke a constraint.

    Of trials that are worth the same, the one with the lower number comes first.
    """

    def __init__(self) -> None:
        super().__init__()
        # Score, which is lower for a better trial, and number; sorted.
        self._completed: list[tuple[float, int]] = []
        self._pruned: list[tuple[tuple[float, float], int]] = []
        self._infeasible: list[tuple[float, int]] = []

    def follow(self, history: _History, study: Any) -> None:
        maximizes = study.directions[0] == StudyDirection.MAXIMIZE
        for number in self._new(history):
            trial = history.trials[number]
            violation = _get_infeasible_trial_score(trial)
            if violation > 0:
                insort(self._infeasible, (violation, number))
            elif trial.state == TrialState.COMPLETE:
                insort(self._completed, (-trial.value if maximizes else trial.value, number))
            else:
                insort(self._pruned, (_get_pruned_trial_score(trial, study), number))

    def best(self, count: int) -> list[int]:
        """The numbers of the best `count` trials, sorted."""
        ranked = chain(self._completed, self._pruned, self._infeasible)
        return sorted(number for _, number in islice(ranked, count))


class _Rows(_Follower):
    """What trials have of one search space, in Optuna's internal representation: of a categorical parameter the place of the choice.

    A trial that does not have all of the parameters has nothing. Bounds may differ from trial to trial, which is nothing to the
    representation; other choices, or another kind of parameter, Optuna refuses within a study.
    """

    def __init__(self, search_space: Mapping[str, Any]) -> None:
        super().__init__()
        self._search_space = dict(search_space)
        # By name, an array by trial number with room for more.
        self._columns: dict[str, npt.NDArray[Any]] = {
            name: np.zeros(_ROOM, dtype=np.int64 if isinstance(distribution, CategoricalDistribution) else np.float64)
            for name, distribution in search_space.items()
        }
        # By trial number: whether the trial has all of the parameters.
        self._has_all = np.zeros(_ROOM, dtype=np.bool_)

    def follow(self, history: _History) -> None:
        self._has_all = _with_room(self._has_all, len(history.trials))
        for name, column in self._columns.items():
            self._columns[name] = _with_room(column, len(history.trials))
        for number in self._new(history):
            self.put(number, history.trials[number].params)

    def put(self, number: int, parameters: Mapping[str, Any]) -> None:
        has_all = self._search_space.keys() <= parameters.keys()
        self._has_all[number] = has_all
        if has_all:
            for name, distribution in self._search_space.items():
                self._columns[name][number] = distribution.to_internal_repr(parameters[name])

    def observations(self, numbers: npt.NDArray[np.intp]) -> dict[str, npt.NDArray[Any]]:
        """By name, in the order of `numbers`, without the trials that have nothing."""
        having = numbers[self._has_all[numbers]]
        return {name: column[having] for name, column in self._columns.items()}


class _Intersection(_Follower):
    """In place of `optuna.search_space.IntersectionSearchSpace`: the parameters that all completed and pruned trials have in common."""

    def __init__(self, history: _History) -> None:
        super().__init__()
        self._history = history
        self._common: dict[str, Any] | None = None

    def calculate(self, study: Any, use_cache: bool) -> Mapping[str, Any]:
        # From the latest to the first, as in Optuna.
        for number in reversed(self._new(self._history)):
            distributions = self._history.trials[number].distributions
            if self._common is None:
                self._common = dict(sorted(distributions.items()))
            elif any(distributions.get(name) != distribution for name, distribution in self._common.items()):
                self._common = {
                    name: distribution
                    for name, distribution in self._common.items()
                    if distributions.get(name) == distribution
                }
        return self._common or {}


class _Groups(_Follower):
    """In place of Optuna's `_GroupDecomposedSearchSpace`: the space, divided so that each trial has all of a part or nothing of it.

    A trial that comes again divides nothing any more, so each is added once.
    """

    def __init__(self, history: _History) -> None:
        super().__init__()
        self._history = history
        self._groups = _SearchSpaceGroup()

    def calculate(self, study: Any, use_cache: bool) -> _SearchSpaceGroup:
        for number in self._new(self._history):
            self._groups.add_distributions(self._history.trials[number].distributions)
        return self._groups


def _with_room(array: npt.NDArray[Any], length: int) -> npt.NDArray[Any]:
    """The array, or one that is at least twice as long with the same beginning and zeros behind it."""
    if length <= len(array):
        return array
    grown = np.zeros(max(length, 2 * len(array)), dtype=array.dtype)
    grown[: len(array)] = array
    return grown
