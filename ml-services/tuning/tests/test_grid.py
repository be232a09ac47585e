"""The grid: each point once, whoever names it and whoever is asked."""

from __future__ import annotations

import json

from signalbox_ml._generated import ml_service_pb2 as pb
from studies import GRID, SHARES, Caller, definition, suggester


def test_a_grid_is_proposed_once_and_then_exhausted() -> None:
    caller = Caller(suggester(), definition(GRID, "grid"))
    found = caller.propose(10)
    assert len(found) == 10
    numbers = [caller.begin(parameters) for parameters in found]
    answer = caller.ask(10)
    assert (len(answer.proposed_json), answer.exhausted) == (2, False)
    # They have not begun yet, so they come again.
    assert caller.ask(10).proposed_json == answer.proposed_json
    found += [json.loads(each) for each in answer.proposed_json]
    numbers += [caller.begin(parameters) for parameters in found[10:]]
    answer = caller.ask(10)
    assert (list(answer.proposed_json), answer.exhausted) == ([], True)
    # A failed point is not tried again.
    caller.end(numbers[0], outcome=pb.TRIAL_OUTCOME_FAILED)
    for number in numbers[1:]:
        caller.end(number, [1.0])
    answer = caller.ask(1)
    assert (list(answer.proposed_json), answer.exhausted) == ([], True)
    assert len({(each["share"], each["deep"]) for each in found}) == 12
    assert {each["share"] for each in found} == set(SHARES)


def test_a_point_that_a_person_has_enqueued_is_not_proposed_again() -> None:
    caller = Caller(suggester(), definition(GRID, "grid"))
    named = {"share": 0.3, "deep": "so so"}
    caller.end(caller.begin(named, proposed=False), [1.0])
    others = caller.propose(100)
    assert len(others) == 11
    assert named not in others


def test_a_grid_that_is_heard_of_anew_leaves_out_what_was_there() -> None:
    defined = definition(GRID, "grid")
    first = Caller(suggester(), defined)
    # In another order than the sampler's own.
    done = list(reversed(first.propose(5)))
    second = Caller(suggester(), defined)
    for parameters in done:
        second.end(second.begin(parameters), [1.0])
    rest = second.propose(100)
    assert len(rest) == 7
    assert all(parameters not in rest for parameters in done)


def test_a_grid_has_single_values_and_long_scales() -> None:
    parameters: list[dict[str, object]] = [
        {"name": "one", "type": "float", "low": 2.5, "high": 2.5},
        {"name": "log", "type": "integer", "low": 1, "high": 3, "log": True},
        {"name": "only", "type": "categorical", "choices": ["here"]},
    ]
    found = Caller(suggester(), definition(parameters, "grid")).propose(100)
    assert sorted(each["log"] for each in found) == [1, 2, 3]
    assert {(each["one"], each["only"]) for each in found} == {(2.5, "here")}
