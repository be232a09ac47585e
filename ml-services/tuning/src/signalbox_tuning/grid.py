"""The points of a grid, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import optuna


class Grid(optuna.samplers.BaseSampler):  # type: ignore[misc]
    """Proposes every point of a grid once, in the order of Optuna's `GridSampler` with the same seed.

    Optuna's own ends the study from within `tell`, which the ask-and-tell interface answers with an error (optuna/optuna#4121),
    reads all trials each time, and ties points to the numbers of trials. This one counts points: one that a person has enqueued is
    taken as well.
    """

    def __init__(self, values: Mapping[str, Sequence[Any]], seed: int) -> None:
        self._names = sorted(values)
        # The shuffled order; the only thing that is wanted of it.
        self._points: Sequence[tuple[Any, ...]] = optuna.samplers.GridSampler(values, seed=seed)._all_grids
        self._places = {point: place for place, point in enumerate(self._points)}
        self._taken: set[int] = set()
        self._next = 0
        self._chosen: Mapping[str, Any] = {}

    @property
    def exhausted(self) -> bool:
        """True when every point is taken."""
        return len(self._taken) >= len(self._points)

    def take(self, values: Mapping[str, Any]) -> None:
        """A trial has these parameters: they are not proposed any more."""
        place = self._place(values)
        if place is not None:
            self._taken.add(place)

    def give_back(self, values: Mapping[str, Any]) -> None:
        """What was proposed became no trial."""
        place = self._place(values)
        if place is not None:
            self._taken.discard(place)
            self._next = min(self._next, place)

    def _place(self, values: Mapping[str, Any]) -> int | None:
        return self._places.get(tuple(values[name] for name in self._names))

    def before_trial(self, study: Any, trial: Any) -> None:
        # As Optuna marks a trial whose parameters are given.
        if "fixed_params" in trial.system_attrs:
            return
        while self._next < len(self._points) and self._next in self._taken:
            self._next += 1
        # Beyond the end only when a story says so that was told by another grid.
        place = self._next if self._next < len(self._points) else trial.number % len(self._points)
        self._taken.add(place)
        self._chosen = dict(zip(self._names, self._points[place], strict=True))

    def infer_relative_search_space(self, study: Any, trial: Any) -> dict[str, Any]:
        return {}

    def sample_relative(self, study: Any, trial: Any, search_space: Any) -> dict[str, Any]:
        return {}

    def sample_independent(self, study: Any, trial: Any, param_name: str, param_distribution: Any) -> Any:
        return self._chosen[param_name]
