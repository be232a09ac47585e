"""Grid search."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from signalbox_ml import InvalidRequest

from signalbox_tuning.definition import CategoricalParameter, Definition, FloatParameter, SearchedParameter
from signalbox_tuning.methods import Sampler

POINTS = 100_000


class GridSearch(Sampler):
    name = "grid"
    title = "Grid"
    description = "Every combination once, in an order that the seed shuffles; then the study ends. Numbers with decimals need a step."

    @classmethod
    def check(cls, definition: Definition) -> None:
        for place, each in enumerate(definition.parameters):
            # A logarithmic scale has no steps, and so no points.
            if isinstance(each, FloatParameter) and each.step is None and each.low < each.high:
                raise InvalidRequest(f"parameters[{place}].step: a grid needs one ({each.name})")
        points = math.prod(_count(each) for each in definition.parameters)
        if points > POINTS:
            raise InvalidRequest(f"sampler.name: the grid has {points:,} points; at most {POINTS:,}")

    @classmethod
    def build(cls, definition: Definition) -> Any:
        from signalbox_tuning.grid import Grid

        return Grid({each.name: _values(each) for each in definition.parameters}, definition.seed)


def _count(parameter: SearchedParameter) -> int:
    if isinstance(parameter, CategoricalParameter):
        return len(parameter.choices)
    if parameter.step is None:
        return 1
    return int((_exact(parameter.high) - _exact(parameter.low)) // _exact(parameter.step)) + 1


def _values(parameter: SearchedParameter) -> Sequence[Any]:
    if isinstance(parameter, CategoricalParameter):
        return parameter.choices
    if isinstance(parameter, FloatParameter):
        low, step = _exact(parameter.low), _exact(parameter.step or 0)
        return [float(low + place * step) for place in range(_count(parameter))]
    return range(parameter.low, parameter.high + 1, parameter.step)


def _exact(value: float) -> Decimal:
    """The number that was written down: 0.1, and not the double next to it."""
    return Decimal(repr(value))
