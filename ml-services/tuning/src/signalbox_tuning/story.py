"""The story of a study: what happened to its trials, checked and counted, and whether a told one is the one that is known."""

from __future__ import annotations

import hashlib
import json
import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from signalbox_ml import InvalidRequest
from signalbox_ml._generated import ml_service_pb2 as pb


@dataclass(frozen=True, slots=True)
class Begun:
    number: int
    # As told: any JSON object.
    parameters: dict[str, Any]
    proposed: bool


@dataclass(frozen=True, slots=True)
class Reported:
    number: int
    step: int
    value: float


@dataclass(frozen=True, slots=True)
class Ended:
    number: int
    # A `pb.TrialOutcome`.
    outcome: int
    values: tuple[float, ...]
    constraints: tuple[float, ...]


Event = Begun | Reported | Ended


class Mismatch(InvalidRequest):
    """What is told cannot follow what was heard: a number is missing, or a trial ends twice."""


class Story:
    """What an instance has heard of one study. Not safe for threads.

    Of each event only a link of a hash chain is kept, 8 bytes: enough to tell whether a story that is told again is this one.
    """

    def __init__(self, origin: bytes, objectives: int) -> None:
        """`origin`: what stands before the story; another origin is another story."""
        self._links = array("Q", [_link(0, origin)])
        self._objectives = objectives
        self._begun = 0
        self._running: set[int] = set()

    def __len__(self) -> int:
        return len(self._links) - 1

    @property
    def trials(self) -> int:
        """How many have begun."""
        return self._begun

    def begins_with(self, origin: bytes) -> bool:
        return self._links[0] == _link(0, origin)

    def unheard(self, known: int, told: Sequence[pb.TrialTold]) -> Sequence[pb.TrialTold] | None:
        """What of `told`, which follows the first `known` events, is new; None when this is another story.

        A request that is sent again, because its answer was lost, has nothing new.
        """
        overlap = len(self) - known
        if overlap < 0 or overlap > len(told):
            return None
        link = self._links[known]
        for each in told[:overlap]:
            link = _link(link, _content(each))
        return told[overlap:] if link == self._links[-1] else None

    def hear(self, told: Sequence[pb.TrialTold], first: int = 0) -> list[Event]:
        """The events, added to the story. `first`: the place of the first of them in the request, for messages.

        Raises Mismatch or InvalidRequest; then nothing was heard.
        """
        begun, running = self._begun, set(self._running)
        link = self._links[-1]
        links = array("Q")
        events: list[Event] = []
        for place, each in enumerate(told, first):
            event = _read(f"told[{place}]", each, self._objectives)
            if isinstance(event, Begun):
                if event.number != begun:
                    raise Mismatch(f"told[{place}].number: trial {begun} begins next, not {event.number}")
                begun += 1
                running.add(event.number)
            elif not 0 <= event.number < begun:
                raise Mismatch(f"told[{place}].number: trial {event.number} has not begun")
            elif isinstance(event, Ended):
                if event.number not in running:
                    raise Mismatch(f"told[{place}].number: trial {event.number} has ended already")
                running.discard(event.number)
            events.append(event)
            link = _link(link, _content(each))
            links.append(link)
        self._links.extend(links)
        self._begun, self._running = begun, running
        return events


def _read(field: str, told: pb.TrialTold, objectives: int) -> Event:
    which = told.WhichOneof("told")
    if which == "begun":
        try:
            parameters = json.loads(told.begun.parameters_json)
        except (ValueError, RecursionError):
            parameters = None
        if not isinstance(parameters, dict):
            raise InvalidRequest(f"{field}.begun.parameters_json: must be a JSON object")
        return Begun(told.number, parameters, told.begun.proposed)
    if which == "reported":
        if told.reported.step < 0:
            raise InvalidRequest(f"{field}.reported.step: must not be negative")
        return Reported(told.number, told.reported.step, told.reported.value)
    if which == "ended":
        ended = told.ended
        values = tuple(ended.values)
        if ended.outcome not in (pb.TRIAL_OUTCOME_COMPLETED, pb.TRIAL_OUTCOME_PRUNED, pb.TRIAL_OUTCOME_FAILED):
            raise InvalidRequest(f"{field}.ended.outcome: is missing")
        if ended.outcome == pb.TRIAL_OUTCOME_COMPLETED and (
            len(values) != objectives or not all(math.isfinite(value) for value in values)
        ):
            raise InvalidRequest(f"{field}.ended.values: must be one finite number for each of {objectives} objectives")
        return Ended(told.number, ended.outcome, values, tuple(ended.constraints))
    raise InvalidRequest(f"{field}: tells nothing that is known here")


def _content(told: pb.TrialTold) -> bytes:
    """What makes an event: all of it but its time."""
    which = told.WhichOneof("told")
    what: tuple[Any, ...] = ()
    if which == "begun":
        what = (told.begun.proposed, told.begun.parameters_json)
    elif which == "reported":
        what = (told.reported.step, told.reported.value)
    elif which == "ended":
        what = (told.ended.outcome, tuple(told.ended.values), tuple(told.ended.constraints))
    return repr((which, told.number, what)).encode(errors="surrogatepass")


def _link(before: int, content: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(before.to_bytes(8, "big") + content, digest_size=8).digest(), "big")
