"""Answers Suggest: finds what is remembered of a study, lets it hear what is new, and asks it for trials."""

from __future__ import annotations

import json
import logging
import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from signalbox_ml import InvalidRequest, Refused
from signalbox_ml._generated import ml_service_pb2 as pb

from signalbox_tuning.definition import read_definition
from signalbox_tuning.methods import Methods
from signalbox_tuning.story import Ended, Event, Mismatch, Story

if TYPE_CHECKING:
    from signalbox_tuning.search import Search

# What is remembered at most: the studies that were asked for least recently go first.
STUDIES = 64
TRIALS = 100_000
# Proposals in one answer.
COUNT = 100
# How long a request works; what a long story takes beyond it is done without anybody waiting.
WORK_SECONDS = 6.0
# What the way to the caller takes of its deadline.
RESERVE_SECONDS = 2.0
# Long stories that are worked through at the same time.
WORKERS = 2

_log = logging.getLogger(__name__)


class TuningSuggester:
    """A cache of studies, bounded in studies and in trials. Any instance can take over any study: the caller tells its story."""

    def __init__(
        self,
        methods: Methods,
        studies: int = STUDIES,
        trials: int = TRIALS,
        work_seconds: float = WORK_SECONDS,
    ) -> None:
        self._methods = methods
        self._most_studies = studies
        self._most_trials = trials
        self._work_seconds = work_seconds
        self._lock = threading.Lock()
        self._studies: OrderedDict[str, _Study] = OrderedDict()
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="story")

    def warm_up(self) -> None:
        import signalbox_tuning.search  # noqa: F401 - for its imports

    def suggest(self, request: pb.SuggestRequest, seconds: float) -> pb.SuggestResponse:
        """The answer to one request. Proposals that were given before and have not begun come first.

        Raises InvalidRequest; Refused with `FAILED_PRECONDITION` (tell everything), `UNAVAILABLE` (try again, with how far it is) or
        `INTERNAL` (the sampler failed; the study is forgotten).
        """
        _check(request)
        until = time.monotonic() + max(0.0, min(self._work_seconds, seconds - RESERVE_SECONDS))
        while True:
            study = self._find(request)
            if not study.lock.acquire(timeout=max(0.0, until - time.monotonic())):
                raise Refused("UNAVAILABLE", study.progress())
            answer = self._answer(study, request, until)
            if answer is not None:
                return answer

    def _answer(self, study: _Study, request: pb.SuggestRequest, until: float) -> pb.SuggestResponse | None:
        """The answer; None when the study is not remembered any more, or another one. Gives the study's lock back."""
        handed_over = False
        try:
            if study.forgotten:
                return None
            if study.failure is not None:
                raise study.failure
            if not study.hear(request):
                if request.known > 0:
                    raise Refused(
                        "FAILED_PRECONDITION", "Another story is remembered here; tell the study from the start."
                    )
                self._forget(study)
                return None
            if not study.work_through(until):
                later = Refused("UNAVAILABLE", study.progress())
                self._workers.submit(self._work_through, study)
                handed_over = True
                raise later
            if study.forgotten:
                return None
            return study.answer(request.count, until)
        except Refused as error:
            if error is study.failure:
                self._forget(study)
            raise
        except Mismatch as error:
            if request.known == 0:
                self._forget(study)
                raise
            raise Refused("FAILED_PRECONDITION", f"{error}; tell the study from the start.") from None
        except InvalidRequest:
            self._forget(study)
            raise
        except Exception as error:
            self._forget(study)
            raise _failed(study, error) from error
        finally:
            if not handed_over:
                study.lock.release()

    def _work_through(self, study: _Study) -> None:
        """Goes on with a long story. The lock came with it."""
        try:
            study.work_through(math.inf)
        except InvalidRequest as error:
            study.failure = error
        except Exception as error:  # noqa: BLE001 - whatever a sampler raises is told to the next who asks
            study.failure = _failed(study, error)
        finally:
            study.lock.release()

    def _find(self, request: pb.SuggestRequest) -> _Study:
        """The study, remembered from now on, and the one that was asked for last."""
        made: _Study | None = None
        while True:
            with self._lock:
                # Another call may have been faster.
                found = self._studies.get(request.study_id, made)
                if found is not None:
                    self._studies[request.study_id] = found
                    self._studies.move_to_end(request.study_id)
                    self._make_room()
                    return found
            if request.known > 0:
                raise Refused("FAILED_PRECONDITION", "The study is not remembered here; tell it from the start.")
            made = _Study(request, self._methods)

    def _make_room(self) -> None:
        trials = sum(each.trials for each in self._studies.values())
        while len(self._studies) > 1 and (len(self._studies) > self._most_studies or trials > self._most_trials):
            _, oldest = self._studies.popitem(last=False)
            oldest.forgotten = True
            trials -= oldest.trials

    def _forget(self, study: _Study) -> None:
        study.forgotten = True
        with self._lock:
            if self._studies.get(study.study_id) is study:
                del self._studies[study.study_id]


class _Study:
    """What is remembered of one study. Everything but `forgotten`, `trials` and `progress` is for the holder of `lock`."""

    def __init__(self, request: pb.SuggestRequest, methods: Methods) -> None:
        self.study_id = request.study_id
        self.lock = threading.Lock()
        # Set by whoever throws it out, in whatever thread: work on it ends.
        self.forgotten = False
        self.failure: InvalidRequest | Refused | None = None
        self._methods = methods
        self._definition_json = request.definition_json
        self._definition = read_definition(request.definition_json, methods)
        self._earlier = [_earlier(place, each) for place, each in enumerate(request.earlier)]
        self._story = Story(_origin(request), len(self._definition.objectives))
        self._search: Search | None = None
        # Heard and not yet taken in; and the trials among them that end.
        self._waiting: deque[Event] = deque()
        self._ending: set[int] = set()
        self._taken_in = 0

    @property
    def trials(self) -> int:
        return self._story.trials

    def progress(self) -> str:
        """Why there is no answer yet."""
        if not self._waiting:
            return "The study is being worked on."
        return f"The story of the study is being worked through: {100 * self._taken_in // max(1, len(self._story))} %."

    def hear(self, request: pb.SuggestRequest) -> bool:
        """Adds what is new; False when the request tells another story than the one that is remembered."""
        if request.definition_json != self._definition_json:
            return False
        if request.known == 0 and not self._story.begins_with(_origin(request)):
            return False
        told = self._story.unheard(request.known, request.told)
        if told is None:
            return False
        events = self._story.hear(told, len(request.told) - len(told))
        self._ending.update(event.number for event in events if isinstance(event, Ended))
        self._waiting.extend(events)
        return True

    def work_through(self, until: float) -> bool:
        """Takes in what was heard; False when the time `until` (monotonic) was over before it was all."""
        search = self._opened()
        while self._waiting and not self.forgotten:
            event = self._waiting.popleft()
            search.follow(event, self._ending)
            if isinstance(event, Ended):
                self._ending.discard(event.number)
            self._taken_in += 1
            if self._waiting and time.monotonic() >= until:
                return False
        return True

    def answer(self, count: int, until: float) -> pb.SuggestResponse:
        search = self._opened()
        proposed = search.propose(count, until)
        return pb.SuggestResponse(
            proposed_json=proposed,
            prune=search.condemned,
            known=len(self._story),
            exhausted=not proposed and search.exhausted,
        )

    def _opened(self) -> Search:
        if self._search is None:
            from signalbox_tuning.search import Search

            self._search = Search(self.study_id, self._definition, self._methods, self._earlier)
            self._earlier = []
        return self._search


def _check(request: pb.SuggestRequest) -> None:
    if not request.study_id:
        raise InvalidRequest("study_id: must not be empty")
    if not 0 <= request.count <= COUNT:
        raise InvalidRequest(f"count: must be from 0 to {COUNT}")
    if request.known < 0:
        raise InvalidRequest("known: must not be negative")
    if request.known > 0 and request.earlier:
        raise InvalidRequest("earlier: only with the start of the story")


def _earlier(place: int, told: pb.EarlierTrial) -> tuple[dict[str, Any], Sequence[float]]:
    try:
        parameters = json.loads(told.parameters_json)
    except (ValueError, RecursionError):
        parameters = None
    if not isinstance(parameters, dict):
        raise InvalidRequest(f"earlier[{place}].parameters_json: must be a JSON object")
    return parameters, tuple(told.values)


def _origin(request: pb.SuggestRequest) -> bytes:
    """What stands before the story."""
    trials = [(each.parameters_json, tuple(each.values)) for each in request.earlier]
    return repr((request.definition_json, trials)).encode(errors="surrogatepass")


def _failed(study: _Study, error: Exception) -> Refused:
    _log.error("the sampler failed", exc_info=error, extra={"fields": {"run_id": study.study_id}})
    return Refused("INTERNAL", f"The sampler failed: {type(error).__name__}: {error}")
