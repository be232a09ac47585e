"""What a study searches, and with what: `definition_json`, checked field by field. See `contracts/study.schema.json`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from signalbox_ml import InvalidRequest, ProposingAlgorithm
from signalbox_ml.parameters import resolve_values

from signalbox_tuning.methods import Methods, Pruner

PARAMETERS = 100
CHOICES = 1000
OBJECTIVES = 5
CONSTRAINTS = 10
NAME_LENGTH = 500
# Beyond it, neighbouring integers are one double.
LARGEST_INTEGER = 2**53
LARGEST_SEED = 2**31 - 1

Choice = str | float | bool | None
Offered = TypeVar("Offered", bound=type[ProposingAlgorithm])


@dataclass(frozen=True)
class FloatParameter:
    """A number from `low` to `high`, both included; `step` None: continuous."""

    name: str
    low: float
    high: float
    step: float | None
    log: bool


@dataclass(frozen=True)
class IntegerParameter:
    """A whole number from `low` to `high`, both included."""

    name: str
    low: int
    high: int
    step: int
    log: bool


@dataclass(frozen=True)
class CategoricalParameter:
    """One of `choices`, which have no order."""

    name: str
    choices: tuple[Choice, ...]


SearchedParameter = FloatParameter | IntegerParameter | CategoricalParameter


@dataclass(frozen=True)
class Objective:
    metric: str
    maximize: bool


@dataclass(frozen=True)
class Constraint:
    metric: str
    bound: float
    at_least: bool


@dataclass(frozen=True)
class Method:
    """A sampler or a pruner with its parameters, the defaults filled in."""

    name: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Definition:
    parameters: tuple[SearchedParameter, ...]
    objectives: tuple[Objective, ...]
    constraints: tuple[Constraint, ...]
    sampler: Method
    pruner: Method | None
    seed: int


def read_definition(text: str, methods: Methods) -> Definition:
    """The definition. Raises InvalidRequest for one that cannot be searched; the message begins with the field."""
    try:
        given = json.loads(text, parse_constant=_no_constant)
    except ValueError as error:
        raise InvalidRequest(f"definition: not JSON ({error})") from None
    except RecursionError:
        raise InvalidRequest("definition: not JSON (nested too deeply)") from None
    known = ("parameters", "objectives", "constraints", "sampler", "pruner", "seed")
    fields = _object("definition", given, known, ("parameters", "objectives", "sampler", "seed"), prefix="")
    objectives = _objectives(fields["objectives"])
    if fields.get("pruner") is not None and len(objectives) > 1:
        raise InvalidRequest("pruner: several objectives cannot be judged before a trial's end")
    sampler, sampler_type = _method("sampler", fields["sampler"], methods.samplers)
    pruner: Method | None = None
    pruner_type: type[Pruner] | None = None
    if fields.get("pruner") is not None:
        pruner, pruner_type = _method("pruner", fields["pruner"], methods.pruners)
    made = Definition(
        parameters=_parameters(fields["parameters"]),
        objectives=objectives,
        constraints=_constraints(fields.get("constraints")),
        sampler=sampler,
        pruner=pruner,
        seed=_integer("seed", fields["seed"], 0, LARGEST_SEED),
    )
    sampler_type.check(made)
    if pruner_type is not None:
        pruner_type.check(made)
    return made


def _parameters(given: Any) -> tuple[SearchedParameter, ...]:
    items = _list("parameters", given, 1, PARAMETERS)
    made: list[SearchedParameter] = []
    places: dict[str, int] = {}
    for place, item in enumerate(items):
        parameter = _parameter(f"parameters[{place}]", item)
        if parameter.name in places:
            raise InvalidRequest(f"parameters[{place}].name: repeats parameters[{places[parameter.name]}]")
        places[parameter.name] = place
        made.append(parameter)
    return tuple(made)


def _parameter(field: str, given: Any) -> SearchedParameter:
    kind = given.get("type") if isinstance(given, dict) else "float"
    if kind not in ("float", "integer", "categorical"):
        raise InvalidRequest(f"{field}.type: must be float, integer or categorical")
    if kind == "categorical":
        fields = _object(field, given, ("name", "type", "choices"), ("name", "choices"))
        return CategoricalParameter(
            _name(f"{field}.name", fields["name"]), _choices(f"{field}.choices", fields["choices"])
        )
    fields = _object(field, given, ("name", "type", "low", "high", "step", "log"), ("name", "type", "low", "high"))
    name = _name(f"{field}.name", fields["name"])
    log = _boolean(f"{field}.log", fields.get("log", False))
    return _float(field, name, log, fields) if kind == "float" else _whole(field, name, log, fields)


def _float(field: str, name: str, log: bool, fields: Mapping[str, Any]) -> FloatParameter:
    low = _number(f"{field}.low", fields["low"])
    high = _number(f"{field}.high", fields["high"])
    _in_order(field, name, low, high)
    if not math.isfinite(high - low):
        raise InvalidRequest(f"{field}.high: too far from low ({name})")
    step = None
    if fields.get("step") is not None:
        step = _number(f"{field}.step", fields["step"])
        if step <= 0:
            raise InvalidRequest(f"{field}.step: must be larger than 0 ({name})")
        if log:
            raise InvalidRequest(f"{field}.step: a logarithmic scale has no step ({name})")
    if log and low <= 0:
        raise InvalidRequest(f"{field}.low: must be larger than 0 on a logarithmic scale ({name})")
    return FloatParameter(name, low, high, step, log)


def _whole(field: str, name: str, log: bool, fields: Mapping[str, Any]) -> IntegerParameter:
    low = _integer(f"{field}.low", fields["low"])
    high = _integer(f"{field}.high", fields["high"])
    _in_order(field, name, low, high)
    step = 1
    if fields.get("step") is not None:
        step = _integer(f"{field}.step", fields["step"])
        if step <= 0:
            raise InvalidRequest(f"{field}.step: must be larger than 0 ({name})")
        if log and step != 1:
            raise InvalidRequest(f"{field}.step: a logarithmic scale has no step ({name})")
    if log and low <= 0:
        raise InvalidRequest(f"{field}.low: must be larger than 0 on a logarithmic scale ({name})")
    return IntegerParameter(name, low, high, step, log)


def _in_order(field: str, name: str, low: float, high: float) -> None:
    if low > high:
        raise InvalidRequest(f"{field}.low: {low:g} is larger than high, {high:g} ({name})")


def _choices(field: str, given: Any) -> tuple[Choice, ...]:
    items = _list(field, given, 1, CHOICES)
    # Optuna finds a choice by equality, to which 1, 1.0 and true are one.
    places: dict[Choice, int] = {}
    for place, item in enumerate(items):
        if item is not None and not isinstance(item, str | int | float):
            raise InvalidRequest(f"{field}[{place}]: must be a text, a number, true, false or null")
        if isinstance(item, int | float) and not isinstance(item, bool):
            _number(f"{field}[{place}]", item)
        if item in places:
            raise InvalidRequest(f"{field}[{place}]: repeats {field}[{places[item]}]")
        places[item] = place
    return tuple(items)


def _objectives(given: Any) -> tuple[Objective, ...]:
    made: list[Objective] = []
    for place, item in enumerate(_list("objectives", given, 1, OBJECTIVES)):
        field = f"objectives[{place}]"
        fields = _object(field, item, ("metric", "direction"), ("metric", "direction"))
        metric = _name(f"{field}.metric", fields["metric"])
        if any(each.metric == metric for each in made):
            raise InvalidRequest(f"{field}.metric: {metric} is an objective already")
        if fields["direction"] not in ("minimize", "maximize"):
            raise InvalidRequest(f"{field}.direction: must be minimize or maximize")
        made.append(Objective(metric, fields["direction"] == "maximize"))
    return tuple(made)


def _constraints(given: Any) -> tuple[Constraint, ...]:
    if given is None:
        return ()
    made: list[Constraint] = []
    for place, item in enumerate(_list("constraints", given, 0, CONSTRAINTS)):
        field = f"constraints[{place}]"
        fields = _object(field, item, ("metric", "bound", "atLeast"), ("metric", "bound"))
        made.append(
            Constraint(
                _name(f"{field}.metric", fields["metric"]),
                _number(f"{field}.bound", fields["bound"]),
                _boolean(f"{field}.atLeast", fields.get("atLeast", False)),
            )
        )
    return tuple(made)


def _method(field: str, given: Any, known: Mapping[str, Offered]) -> tuple[Method, Offered]:
    fields = _object(field, given, ("name", "parameters"), ("name",))
    name = _name(f"{field}.name", fields["name"])
    found = known.get(name)
    if found is None:
        raise InvalidRequest(f"{field}.name: must be one of {', '.join(sorted(known))}, not {name}")
    parameters = {} if fields.get("parameters") is None else fields["parameters"]
    if not isinstance(parameters, dict):
        raise InvalidRequest(f"{field}.parameters: must be an object")
    return Method(name, resolve_values(found.parameters, parameters, f"{field}.parameters.")), found


def _object(
    field: str, given: Any, known: Sequence[str], needed: Sequence[str], prefix: str | None = None
) -> Mapping[str, Any]:
    """`given`, when it is an object with all of `needed` and nothing but `known`."""
    if not isinstance(given, dict):
        raise InvalidRequest(f"{field}: must be an object")
    before = f"{field}." if prefix is None else prefix
    for name in given:
        if name not in known:
            raise InvalidRequest(f"{before}{name}: is not known")
    for name in needed:
        if given.get(name) is None:
            raise InvalidRequest(f"{before}{name}: is missing")
    return given


def _list(field: str, given: Any, least: int, most: int) -> Sequence[Any]:
    if not isinstance(given, list):
        raise InvalidRequest(f"{field}: must be a list")
    if not given and least:
        raise InvalidRequest(f"{field}: must not be empty")
    if len(given) > most:
        raise InvalidRequest(f"{field}: at most {most:,}")
    return given


def _name(field: str, given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise InvalidRequest(f"{field}: must be a text that is not empty")
    if len(given) > NAME_LENGTH:
        raise InvalidRequest(f"{field}: at most {NAME_LENGTH} characters")
    return given


def _boolean(field: str, given: Any) -> bool:
    if not isinstance(given, bool):
        raise InvalidRequest(f"{field}: must be true or false")
    return given


def _number(field: str, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise InvalidRequest(f"{field}: must be a number")
    try:
        made = float(given)
    except OverflowError:
        made = math.inf
    if not math.isfinite(made):
        raise InvalidRequest(f"{field}: must be a finite number")
    return made


def _integer(field: str, given: Any, least: int = -LARGEST_INTEGER, most: int = LARGEST_INTEGER) -> int:
    made = _number(field, given)
    if not made.is_integer():
        raise InvalidRequest(f"{field}: must be a whole number")
    if not least <= made <= most:
        raise InvalidRequest(f"{field}: must be from {least} to {most}")
    return int(given)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
