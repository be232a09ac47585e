"""The search space as Optuna knows it, and parameters on their way between JSON and Optuna."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

from signalbox_tuning.definition import CategoricalParameter, FloatParameter, IntegerParameter, SearchedParameter

# Optuna's own tolerance for a value on a step.
_STEP_TOLERANCE = 1e-8


class Space:
    def __init__(self, parameters: Iterable[SearchedParameter]) -> None:
        self._parameters = tuple(parameters)
        # By name, in the order of the definition: the order in which Optuna is asked.
        self.distributions: dict[str, Any] = {each.name: _distribution(each) for each in self._parameters}
        self._choices = {
            each.name: {_key(choice): choice for choice in each.choices}
            for each in self._parameters
            if isinstance(each, CategoricalParameter)
        }

    def fitting(self, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """`values` of JSON in the types of this space; None when they are not exactly one point of it."""
        if values.keys() != self.distributions.keys():
            return None
        made: dict[str, Any] = {}
        for parameter in self._parameters:
            value = values[parameter.name]
            if isinstance(parameter, CategoricalParameter):
                choices, key = self._choices[parameter.name], _key(value)
                if key not in choices:
                    return None
                made[parameter.name] = choices[key]
            elif _lies_in(parameter, value):
                made[parameter.name] = float(value) if isinstance(parameter, FloatParameter) else int(value)
            else:
                return None
        return made

    def plain(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What Optuna chose, without the number types of NumPy."""
        made: dict[str, Any] = {}
        for parameter in self._parameters:
            value = values[parameter.name]
            if isinstance(parameter, FloatParameter):
                value = float(value)
            elif isinstance(parameter, IntegerParameter):
                value = int(value)
            made[parameter.name] = value
        return made


def text_of(values: Mapping[str, Any]) -> str:
    """Parameters as JSON; each number reads back as the same double."""
    return json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _distribution(parameter: SearchedParameter) -> Any:
    if isinstance(parameter, FloatParameter):
        return FloatDistribution(parameter.low, parameter.high, log=parameter.log, step=parameter.step)
    if isinstance(parameter, IntegerParameter):
        return IntDistribution(parameter.low, parameter.high, log=parameter.log, step=parameter.step)
    return CategoricalDistribution(parameter.choices)


def _key(value: Any) -> tuple[str, Any]:
    """Tells true from 1, which are equal in Python; nothing that JSON has besides is a choice."""
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, int | float):
        return "number", value
    return ("text", value) if isinstance(value, str) else ("null" if value is None else "other", None)


def _lies_in(parameter: FloatParameter | IntegerParameter, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or not parameter.low <= value <= parameter.high:
        return False
    if isinstance(parameter, IntegerParameter):
        return math.isfinite(value) and float(value).is_integer() and (int(value) - parameter.low) % parameter.step == 0
    if parameter.step is None:
        return True
    steps = (value - parameter.low) / parameter.step
    return abs(steps - round(steps)) < _STEP_TOLERANCE
