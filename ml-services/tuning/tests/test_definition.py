"""Definitions that cannot be searched, each told by its field."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

import pytest
from signalbox_ml import InvalidRequest
from signalbox_tuning.definition import (
    CategoricalParameter,
    Constraint,
    FloatParameter,
    IntegerParameter,
    Objective,
    read_definition,
)
from studies import BOOSTING, GRID, LEAVES, METHODS, MIXED, RATE, SEED, SHARE, TWO, definition

MISSING = object()
Path = Sequence[str | int]


def changed(defined: dict[str, Any], path: Path, value: Any) -> str:
    made = copy.deepcopy(defined)
    place: Any = made
    for step in path[:-1]:
        place = place[step]
    if value is MISSING:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return json.dumps(made)


WHOLE = definition(
    MIXED,
    "tpe",
    constraints=[{"metric": "seconds", "bound": 10}],
    pruner={"name": "median", "parameters": {}},
)
BAD: list[tuple[Path, Any, str]] = [
    (["parameters"], [], "parameters: must not be empty"),
    (["parameters"], MISSING, "parameters: is missing"),
    (["parameters"], {}, "parameters: must be a list"),
    (["parameters"], [{**RATE, "name": f"p{n}"} for n in range(101)], "parameters: at most 100"),
    (["parameters", 0], 1, "parameters[0]: must be an object"),
    (["parameters", 0, "name"], " ", "parameters[0].name: must be a text"),
    (["parameters", 1, "name"], "rate", "parameters[1].name: repeats parameters[0]"),
    (["parameters", 0, "type"], "number", "parameters[0].type: must be float, integer or categorical"),
    (["parameters", 0, "type"], MISSING, "parameters[0].type: must be float"),
    (["parameters", 0, "low"], MISSING, "parameters[0].low: is missing"),
    (["parameters", 0, "low"], "0.1", "parameters[0].low: must be a number"),
    (["parameters", 0, "low"], True, "parameters[0].low: must be a number"),
    (["parameters", 0, "low"], 0.5, "parameters[0].low: 0.5 is larger than high, 0.3 (rate)"),
    (["parameters", 0, "low"], 0, "parameters[0].low: must be larger than 0 on a logarithmic scale (rate)"),
    (["parameters", 0, "high"], 10**400, "parameters[0].high: must be a finite number"),
    (["parameters", 0, "step"], 0.1, "parameters[0].step: a logarithmic scale has no step (rate)"),
    (["parameters", 0, "log"], "yes", "parameters[0].log: must be true or false"),
    (["parameters", 0, "choices"], ["a"], "parameters[0].choices: is not known"),
    (["parameters", 1, "step"], 0, "parameters[1].step: must be larger than 0 (share)"),
    (["parameters", 1, "step"], -0.1, "parameters[1].step: must be larger than 0 (share)"),
    (["parameters", 2, "low"], 8.5, "parameters[2].low: must be a whole number"),
    (["parameters", 2, "low"], 65, "parameters[2].low: 65 is larger than high, 64 (leaves)"),
    (["parameters", 2, "high"], 2**60, "parameters[2].high: must be from"),
    (["parameters", 2, "step"], 0, "parameters[2].step: must be larger than 0 (leaves)"),
    (["parameters", 2, "step"], 0.5, "parameters[2].step: must be a whole number"),
    (["parameters", 3, "step"], 2, "parameters[3].step: a logarithmic scale has no step (depth)"),
    (["parameters", 3, "low"], 0, "parameters[3].low: must be larger than 0 on a logarithmic scale (depth)"),
    (["parameters", 4, "choices"], [], "parameters[4].choices: must not be empty"),
    (["parameters", 4, "choices"], MISSING, "parameters[4].choices: is missing"),
    (["parameters", 4, "choices"], ["a", "b", "a"], "parameters[4].choices[2]: repeats parameters[4].choices[0]"),
    (["parameters", 4, "choices"], [1, True], "parameters[4].choices[1]: repeats parameters[4].choices[0]"),
    (["parameters", 4, "choices"], [["a"]], "parameters[4].choices[0]: must be a text"),
    (["parameters", 4, "choices"], list(range(1001)), "parameters[4].choices: at most 1,000"),
    (["parameters", 4, "low"], 1, "parameters[4].low: is not known"),
    (["objectives"], [], "objectives: must not be empty"),
    (["objectives"], [{"metric": f"m{n}", "direction": "minimize"} for n in range(6)], "objectives: at most 5"),
    (["objectives", 0, "metric"], "", "objectives[0].metric: must be a text"),
    (["objectives", 0, "direction"], "up", "objectives[0].direction: must be minimize or maximize"),
    (["objectives", 0, "direction"], MISSING, "objectives[0].direction: is missing"),
    (["objectives"], [TWO[0], TWO[0]], "objectives[1].metric: loss is an objective already"),
    (["objectives"], TWO, "pruner: several objectives"),
    (["constraints"], [{"metric": "m", "bound": 1}] * 11, "constraints: at most 10"),
    (["constraints", 0, "bound"], "10", "constraints[0].bound: must be a number"),
    (["constraints", 0, "bound"], MISSING, "constraints[0].bound: is missing"),
    (["constraints", 0, "atLeast"], 1, "constraints[0].atLeast: must be true or false"),
    (["constraints", 0, "metric"], 5, "constraints[0].metric: must be a text"),
    (["sampler"], None, "sampler: is missing"),
    (["sampler"], "tpe", "sampler: must be an object"),
    (["sampler", "name"], "annealing", "sampler.name: must be one of cma_es, "),
    (["sampler", "name"], "median", "sampler.name: must be one of"),
    (["sampler", "parameters"], [], "sampler.parameters: must be an object"),
    (["sampler", "parameters", "speed"], 1, "sampler.parameters.speed: the algorithm has no such parameter"),
    (["sampler", "parameters", "n_ei_candidates"], 0, "sampler.parameters.n_ei_candidates: must be from 1"),
    (["sampler", "parameters", "multivariate"], 1, "sampler.parameters.multivariate: must be true or false"),
    (["sampler", "parameters"], {"group": True, "multivariate": False}, "sampler.parameters.group: needs"),
    (["pruner", "name"], "tpe", "pruner.name: must be one of hyperband, median"),
    (["pruner", "parameters", "interval_steps"], 0, "pruner.parameters.interval_steps: must be from 1"),
    (["seed"], MISSING, "seed: is missing"),
    (["seed"], -1, "seed: must be from 0 to 2147483647"),
    (["seed"], 2**31, "seed: must be from 0 to 2147483647"),
    (["seed"], 1.5, "seed: must be a whole number"),
    (["trials"], 10, "trials: is not known"),
]


@pytest.mark.parametrize(("path", "value", "message"), BAD)
def test_a_bad_definition_is_told_by_its_field(path: Path, value: Any, message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read_definition(changed(WHOLE, path, value), METHODS)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "definition: not JSON"),
        ("[]", "definition: must be an object"),
        ('{"seed": NaN}', "definition: not JSON (NaN is no number)"),
        ("[" * 100_000, "definition: not JSON"),
        (
            changed(WHOLE, ["parameters", 0, "high"], 0.3).replace("0.3", "1e999", 1),
            "parameters[0].high: must be a finite",
        ),
    ],
)
def test_what_is_no_definition_at_all(text: str, message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read_definition(text, METHODS)
    assert str(caught.value).startswith(message)


FAR = {"name": "far", "type": "float", "low": -1.7e308, "high": 1.7e308}
MANY = [{"name": f"p{n}", "type": "integer", "low": 1, "high": 100} for n in range(3)]


@pytest.mark.parametrize(
    ("defined", "message"),
    [
        (definition([FAR]), "parameters[0].high: too far from low (far)"),
        (definition([SHARE, RATE], "grid"), "parameters[1].step: a grid needs one (rate)"),
        (definition(MANY, "grid"), "sampler.name: the grid has 1,000,000 points; at most 100,000"),
        (definition(MIXED, "cma_es", objectives=TWO), "sampler.name: cma_es searches for one objective only"),
        (definition([BOOSTING], "cma_es"), "sampler.name: cma_es needs at least one numeric parameter"),
        (definition([BOOSTING], "qmc"), "sampler.name: qmc needs at least one numeric parameter"),
        (definition(MIXED, "cma_es", options={"popsize": 2}), "sampler.parameters.popsize: must be 0 or at least 4"),
        (
            definition(MIXED, "cma_es", options={"with_margin": True, "lr_adapt": True}),
            "sampler.parameters.lr_adapt: not together with with_margin",
        ),
        (definition(MIXED, "qmc", options={"qmc_type": "magic"}), "sampler.parameters.qmc_type: must be one of"),
        (
            definition(pruner={"name": "successive_halving", "parameters": {"bootstrap_count": 1}}),
            "pruner.parameters.bootstrap_count: needs min_resource",
        ),
        (
            definition(pruner={"name": "hyperband", "parameters": {"bootstrap_count": 1}}),
            "pruner.parameters.bootstrap_count: needs max_resource",
        ),
        (
            definition(pruner={"name": "hyperband", "parameters": {"min_resource": 9, "max_resource": 3}}),
            "pruner.parameters.max_resource: must not be less than min_resource",
        ),
    ],
)
def test_what_a_method_cannot_do_is_told_before_it_begins(defined: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read_definition(json.dumps(defined), METHODS)
    assert str(caught.value).startswith(message)


def test_a_definition_is_read_with_its_defaults() -> None:
    made = read_definition(
        json.dumps(
            {
                "parameters": [RATE, SHARE, {**LEAVES, "low": 8.0, "step": None}, BOOSTING],
                "objectives": TWO,
                "constraints": [{"metric": "recall", "bound": 0.5, "atLeast": True}],
                "sampler": {"name": "tpe"},
                "pruner": None,
                "seed": SEED,
            }
        ),
        METHODS,
    )
    assert made.parameters == (
        FloatParameter("rate", 0.001, 0.3, None, log=True),
        FloatParameter("share", 0.1, 0.7, 0.2, log=False),
        IntegerParameter("leaves", 8, 64, 1, log=False),
        CategoricalParameter("boosting", ("gbdt", "dart", None, True)),
    )
    assert made.objectives == (Objective("loss", maximize=False), Objective("speed", maximize=True))
    assert made.constraints == (Constraint("recall", 0.5, at_least=True),)
    assert made.sampler.parameters == {
        "multivariate": True,
        "group": False,
        "constant_liar": True,
        "n_startup_trials": 10,
        "n_ei_candidates": 24,
    }
    assert (made.pruner, made.seed) == (None, SEED)


@pytest.mark.parametrize("name", sorted(METHODS.samplers))
def test_every_sampler_can_be_made_with_its_defaults(name: str) -> None:
    made = read_definition(json.dumps(definition(GRID, name)), METHODS)
    assert METHODS.samplers[name].build(made) is not None


@pytest.mark.parametrize("name", sorted(METHODS.pruners))
def test_every_pruner_can_be_made_with_its_defaults(name: str) -> None:
    made = read_definition(json.dumps(definition(pruner={"name": name})), METHODS)
    assert made.pruner is not None
    assert METHODS.pruners[name].build(made.pruner.parameters) is not None
