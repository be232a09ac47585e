"""The conversation: what is remembered, what must be told again, and what happens when answers, memory or time are lost."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from processes import wait_until
from signalbox_ml import InvalidRequest, Refused
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_tuning import search
from signalbox_tuning.suggester import TuningSuggester
from studies import GRID, MIXED, NUMERIC, TWO, Caller, definition, only_loss, suggester


def refusal(to: TuningSuggester, request: pb.SuggestRequest) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        to.suggest(request, 60.0)
    return caught.value.code, str(caught.value)


def invalid(to: TuningSuggester, request: pb.SuggestRequest) -> str:
    with pytest.raises(InvalidRequest) as caught:
        to.suggest(request, 60.0)
    return str(caught.value)


# -- lost answers


def test_a_request_that_is_sent_again_has_the_same_answer() -> None:
    caller = Caller(suggester(), definition(MIXED, "tpe"))
    caller.run(12, only_loss)
    request = caller.request(3)
    answer = caller.to.suggest(request, 60.0)
    assert caller.to.suggest(request, 60.0) == answer
    # Nothing of it was heard twice.
    assert answer.known == len(caller.story)


def test_a_lost_answer_is_healed_by_telling_everything() -> None:
    defined = definition(MIXED, "tpe")
    caller, undisturbed = Caller(suggester(), defined), Caller(suggester(), defined)
    caller.run(12, only_loss)
    undisturbed.run(12, only_loss)
    answer = caller.ask(1)
    caller.known = 0
    assert caller.ask(1) == answer
    assert caller.run(5, only_loss) == undisturbed.run(5, only_loss)


def test_a_lost_answer_is_healed_when_more_has_happened_since() -> None:
    caller = Caller(suggester(), definition(MIXED, "tpe"))
    [first, second] = caller.propose(2)
    known = caller.known
    numbers = [caller.begin(first), caller.begin(second)]
    caller.ask(1)
    caller.end(numbers[0], only_loss(first))
    # As if the answer before had not come: the beginnings are told a second time, the end for the first time.
    answer = caller.ask(1, known=known)
    assert answer.known == 3


def test_what_was_proposed_and_has_not_begun_comes_again() -> None:
    caller = Caller(suggester(), definition(MIXED, "tpe"))
    four = caller.propose(4)
    assert caller.propose(2) == four[:2]
    # The parallelism has shrunk, and a person has named a trial meanwhile.
    caller.begin(four[0])
    caller.end(caller.begin({**four[0], "rate": 0.25}, proposed=False), [1.0])
    assert caller.propose(3) == four[1:]
    # One that begins out of order is told from the others.
    caller.begin(four[2])
    assert caller.propose(2) == [four[1], four[3]]


# -- lost memory


def test_a_study_that_is_not_remembered_must_be_told_from_the_start() -> None:
    caller = Caller(suggester(), definition())
    caller.run(3, only_loss)
    caller.to = suggester()
    code, message = refusal(caller.to, caller.request(1))
    assert (code, "tell it from the start" in message) == ("FAILED_PRECONDITION", True)
    caller.known = 0
    assert len(caller.propose()) == 1


@pytest.mark.parametrize(
    "change", ["more known", "less told", "another event", "another definition", "a gap", "a second end"]
)
def test_another_story_is_refused_and_then_heard(change: str) -> None:
    defined = definition(MIXED, "tpe")
    caller = Caller(suggester(), defined)
    caller.run(4, only_loss)
    caller.ask()
    request = caller.request(1)
    if change == "more known":
        request.known += 1
    elif change == "less told":
        request.known -= 1
    elif change == "another event":
        request.known -= 1
        ended = pb.TrialEnded(outcome=pb.TRIAL_OUTCOME_FAILED)
        request.told.append(pb.TrialTold(number=caller.begun - 1, ended=ended))
    elif change == "another definition":
        request.definition_json = json.dumps({**defined, "seed": 99})
    else:
        number = caller.begun + 1 if change == "a gap" else 0
        told = pb.TrialBegun(parameters_json="{}") if change == "a gap" else None
        ended = pb.TrialEnded(outcome=pb.TRIAL_OUTCOME_FAILED)
        request.told.append(
            pb.TrialTold(number=number, begun=told) if told is not None else pb.TrialTold(number=number, ended=ended)
        )
    assert refusal(caller.to, request)[0] == "FAILED_PRECONDITION"
    # What is remembered was not touched.
    assert len(caller.propose()) == 1
    # A caller that knows less is right: its story is another one from here on.
    shorter = Caller(caller.to, defined, story=caller.story[:4])
    assert shorter.run(2, only_loss) == Caller(suggester(), defined, story=caller.story[:4]).run(2, only_loss)


def test_a_story_with_another_definition_is_another_study() -> None:
    to = suggester()
    one, other = definition(MIXED, "tpe"), definition(MIXED, "tpe", seed=99)
    Caller(to, one).run(3, only_loss)
    assert Caller(to, other).run(3, only_loss) == Caller(suggester(), other).run(3, only_loss)


def test_earlier_trials_belong_to_the_story() -> None:
    to = suggester()
    earlier = [pb.EarlierTrial(parameters_json="{}", values=[1.0])]
    caller = Caller(to, definition(), earlier=earlier)
    caller.run(2, only_loss)
    assert caller.ask(1).known == 4
    # Without them it is another story, and a shorter one.
    assert Caller(to, definition()).ask(1).known == 0
    assert refusal(to, caller.request(1))[0] == "FAILED_PRECONDITION"


def test_a_whole_story_that_is_remembered_is_not_worked_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = Caller(suggester(), definition(MIXED, "tpe"))
    caller.run(5, only_loss)
    caller.ask()
    followed: list[Any] = []
    follow = search.Search.follow

    def counted(self: Any, event: Any, ending: Any) -> None:
        followed.append(event)
        follow(self, event, ending)

    monkeypatch.setattr(search.Search, "follow", counted)
    caller.known = 0
    [parameters] = caller.propose()
    assert followed == []
    caller.begin(parameters)
    caller.known = 0
    caller.ask()
    assert len(followed) == 1


# -- bounds


def test_studies_that_were_not_asked_for_longest_are_forgotten() -> None:
    to = suggester(studies=2)
    callers = [Caller(to, definition(), f"study-{n}") for n in range(3)]
    for caller in callers[:2]:
        caller.run(2, only_loss)
    callers[0].propose()
    callers[2].run(2, only_loss)
    assert refusal(to, callers[1].request(1))[0] == "FAILED_PRECONDITION"
    assert len(callers[0].propose()) == 1
    assert len(callers[2].propose()) == 1


def test_many_trials_make_room_for_fewer_studies() -> None:
    to = suggester(trials=10)
    large, small, new = (Caller(to, definition(), name) for name in ("large", "small", "new"))
    large.run(9, only_loss)
    large.ask()
    small.run(2, only_loss)
    small.ask()
    new.run(1, only_loss)
    assert refusal(to, large.request(1))[0] == "FAILED_PRECONDITION"
    assert len(small.propose()) == 1
    # One alone may be larger than that.
    new.run(15, only_loss)
    assert len(new.propose()) == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"study_id": ""}, "study_id: must not be empty"),
        ({"count": 101}, "count: must be from 0 to 100"),
        ({"count": -1}, "count: must be from 0 to 100"),
        ({"known": -1}, "known: must not be negative"),
        ({"known": 1, "earlier": [pb.EarlierTrial()]}, "earlier: only with the start of the story"),
        ({"earlier": [pb.EarlierTrial(parameters_json="[]")]}, "earlier[0].parameters_json: must be a JSON object"),
        ({"definition_json": "{}"}, "parameters: is missing"),
        ({"told": [pb.TrialTold()]}, "told[0]: tells nothing"),
        ({"told": [pb.TrialTold(begun=pb.TrialBegun(parameters_json="1"))]}, "told[0].begun.parameters_json: must be"),
        (
            {"told": [pb.TrialTold(number=1, begun=pb.TrialBegun(parameters_json="{}"))]},
            "told[0].number: trial 0 begins",
        ),
        ({"told": [pb.TrialTold(reported=pb.TrialReported())]}, "told[0].number: trial 0 has not begun"),
    ],
)
def test_a_request_that_the_contract_does_not_allow(fields: dict[str, Any], message: str) -> None:
    whole: dict[str, Any] = {"study_id": "study", "definition_json": json.dumps(definition()), **fields}
    assert invalid(suggester(), pb.SuggestRequest(**whole)).startswith(message)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (pb.TrialTold(reported=pb.TrialReported(step=-1)), "told[1].reported.step: must not be negative"),
        (pb.TrialTold(ended=pb.TrialEnded()), "told[1].ended.outcome: is missing"),
        (
            pb.TrialTold(ended=pb.TrialEnded(outcome=pb.TRIAL_OUTCOME_COMPLETED, values=[1.0])),
            "told[1].ended.values: must be one finite number for each of 2",
        ),
        (
            pb.TrialTold(ended=pb.TrialEnded(outcome=pb.TRIAL_OUTCOME_COMPLETED, values=[1.0, float("nan")])),
            "told[1].ended.values: must be one finite number",
        ),
    ],
)
def test_an_event_that_the_contract_does_not_allow(told: pb.TrialTold, message: str) -> None:
    caller = Caller(suggester(), definition(objectives=TWO))
    caller.begin(caller.propose()[0])
    request = caller.request()
    request.told.append(told)
    request.known = 0
    assert invalid(caller.to, request).startswith(message)


# -- time


def test_a_long_story_is_worked_through_in_the_background() -> None:
    defined = definition(MIXED, "tpe")
    first = Caller(suggester(), defined)
    first.run(60, only_loss)
    second = Caller(suggester(work_seconds=0.0), defined, story=first.story)
    code, message = refusal(second.to, second.request(1))
    assert code == "UNAVAILABLE"
    assert message.startswith("The story of the study is being worked through: ")
    assert message.endswith(" %.")
    found: list[pb.SuggestResponse] = []

    def answered() -> bool:
        try:
            found.append(second.to.suggest(second.request(1), 60.0))
        except Refused as error:
            assert error.code == "UNAVAILABLE"
        return bool(found)

    wait_until(answered)
    assert found[0].known == len(first.story)
    assert found[0].proposed_json == first.ask(1).proposed_json


def test_a_failure_in_the_background_is_told_to_the_next_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    defined = definition(MIXED, "tpe")
    first = Caller(suggester(), defined)
    first.run(30, only_loss)
    follow = search.Search.follow

    def broken(self: Any, event: Any, ending: Any) -> None:
        if event.number == 20:
            raise ZeroDivisionError("by chance")
        follow(self, event, ending)

    monkeypatch.setattr(search.Search, "follow", broken)
    second = Caller(suggester(work_seconds=0.0), defined, story=first.story)
    assert refusal(second.to, second.request(1))[0] == "UNAVAILABLE"
    said: list[tuple[str, str]] = []

    def ended() -> bool:
        said.append(refusal(second.to, second.request(1)))
        return said[-1][0] != "UNAVAILABLE"

    wait_until(ended)
    assert said[-1] == ("INTERNAL", "The sampler failed: ZeroDivisionError: by chance")
    # The next one begins anew.
    monkeypatch.setattr(search.Search, "follow", follow)
    second.to = suggester()
    assert len(second.propose()) == 1


def test_a_sampler_that_fails_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = Caller(suggester(), definition(MIXED, "tpe"))
    caller.run(2, only_loss)
    propose = search.Search.propose
    monkeypatch.setattr(search.Search, "propose", lambda *_: 1 / 0)
    assert refusal(caller.to, caller.request(1))[0] == "INTERNAL"
    monkeypatch.setattr(search.Search, "propose", propose)
    assert refusal(caller.to, caller.request(1))[0] == "FAILED_PRECONDITION"
    caller.known = 0
    assert len(caller.propose()) == 1


def test_a_study_that_is_busy_is_not_waited_for_beyond_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = Caller(suggester(), definition(MIXED, "tpe"))
    caller.run(2, only_loss)
    entered, leave = threading.Event(), threading.Event()
    propose = search.Search.propose

    def slow(self: Any, count: int, until: float) -> list[str]:
        entered.set()
        assert leave.wait(30)
        return propose(self, count, until)

    monkeypatch.setattr(search.Search, "propose", slow)
    request = caller.request(1)
    answers: list[pb.SuggestResponse] = []
    other = threading.Thread(target=lambda: answers.append(caller.to.suggest(request, 60.0)))
    other.start()
    assert entered.wait(30)
    # Less than the reserve is left: there is no time to wait at all.
    with pytest.raises(Refused) as caught:
        caller.to.suggest(request, 1.0)
    assert (caught.value.code, str(caught.value)) == ("UNAVAILABLE", "The study is being worked on.")
    leave.set()
    other.join(30)
    # The answer that nobody waited for any more comes now.
    assert caller.to.suggest(request, 60.0) == answers[0]


def test_many_proposals_take_no_longer_than_there_is_time() -> None:
    to = suggester(work_seconds=0.0)
    answer = to.suggest(Caller(to, definition(MIXED, "tpe")).request(100), 60.0)
    assert (len(answer.proposed_json), answer.exhausted) == (1, False)


def test_studies_are_worked_on_side_by_side() -> None:
    to = suggester()
    found: dict[str, Any] = {}

    def conduct(name: str, seed: int) -> None:
        found[name] = Caller(to, definition(NUMERIC, "tpe", seed=seed), name).run(15, only_loss)

    threads = [threading.Thread(target=conduct, args=(f"study-{n}", n)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(50)
    for n in range(4):
        alone = Caller(suggester(), definition(NUMERIC, "tpe", seed=n), f"study-{n}")
        assert found[f"study-{n}"] == alone.run(15, only_loss)


def test_to_only_tell_proposes_nothing() -> None:
    caller = Caller(suggester(), definition(GRID, "grid"))
    [parameters] = caller.propose()
    caller.begin(parameters)
    answer = caller.ask(0)
    assert (list(answer.proposed_json), answer.known, answer.exhausted) == ([], 1, False)
