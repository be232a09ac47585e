"""Which rows are held out. Every class keeps at least one training row, however rare it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def holdout(rows: int, fraction: float, seed: int, strata: NDArray[np.int64] | None = None) -> tuple[Rows, Rows]:
    """Training and held-out rows, both in ascending order; stratified when classes are given.

    The held-out part is empty when no row can be spared.
    """
    random = np.random.default_rng(seed)
    held: list[Rows] = []
    for members in _groups(rows, strata):
        shuffled = random.permutation(members)
        count = min(round(len(shuffled) * fraction), len(shuffled) - 1)
        held.append(shuffled[:count])
    chosen = np.concatenate(held)
    if chosen.size == 0:
        # Small classes round to nothing: then at least one row of the largest is held out.
        largest = max(_groups(rows, strata), key=len)
        chosen = random.permutation(largest)[: 1 if len(largest) > 1 else 0]
    mask = np.zeros(rows, dtype=bool)
    mask[chosen] = True
    return np.flatnonzero(~mask), np.flatnonzero(mask)


def folds(rows: int, count: int, seed: int, strata: NDArray[np.int64] | None = None) -> list[tuple[Rows, Rows]]:
    """Training and held-out rows of each fold. A class with a single row is in every training part."""
    random = np.random.default_rng(seed)
    fold_of = np.full(rows, -1, dtype=np.int64)
    offset = 0
    for members in _groups(rows, strata):
        if len(members) < 2:
            continue
        shuffled = random.permutation(members)
        fold_of[shuffled] = (np.arange(len(shuffled)) + offset) % count
        offset += len(shuffled)
    return [(np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)) for fold in range(count)]


def _groups(rows: int, strata: NDArray[np.int64] | None) -> list[Rows]:
    if strata is None:
        return [np.arange(rows)]
    return [np.flatnonzero(strata == value) for value in np.unique(strata)]
