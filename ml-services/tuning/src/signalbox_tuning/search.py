"""An Optuna study that follows the story of a study of ours, and proposes what comes next."""

from __future__ import annotations

import logging
import math
import time
import warnings
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import optuna
from optuna.storages import InMemoryStorage
from optuna.trial import TrialState
from signalbox_ml import InvalidRequest
from signalbox_ml._generated import ml_service_pb2 as pb

from signalbox_tuning.definition import Definition
from signalbox_tuning.grid import Grid
from signalbox_tuning.methods import Methods
from signalbox_tuning.space import Space, text_of
from signalbox_tuning.story import Begun, Ended, Event, Reported

_log = logging.getLogger(__name__)

# Of the options that are used here, many count as experimental, and each trial of a mixed space would be told as a warning.
optuna.logging.set_verbosity(optuna.logging.ERROR)
# Its lines are those of the service, not text of their own.
optuna.logging.disable_default_handler()
optuna.logging.enable_propagation()
warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
for _module in ("optuna", "signalbox_tuning"):
    warnings.filterwarnings("ignore", category=FutureWarning, module=_module)


@dataclass(eq=False)
class _Proposal:
    """What the sampler has chosen, while no trial has begun with it. To Optuna it is a running trial."""

    trial: Any
    parameters: dict[str, Any]
    text: str


@dataclass
class _Running:
    """`trial` None: the sampler learns nothing of it, because its parameters are not in the space."""

    trial: Any | None
    steps: set[int] = field(default_factory=set)


class Search:
    """Not safe for threads.

    The same story gives the same state: the sampler is asked again for each trial that it proposed, in the same order, so its
    random state and whatever else it keeps are those of a study without interruption. Where it proposes something else than was
    told, what was told is what the trial has.
    """

    def __init__(
        self,
        study_id: str,
        definition: Definition,
        methods: Methods,
        earlier: Iterable[tuple[Mapping[str, Any], Sequence[float]]] = (),
    ) -> None:
        """`earlier`: parameters and values of completed trials of other studies; those that do not fit are left out."""
        self._definition = definition
        self._space = Space(definition.parameters)
        self._storage = InMemoryStorage()
        self._sampler = methods.samplers[definition.sampler.name].build(definition)
        self._grid = self._sampler if isinstance(self._sampler, Grid) else None
        pruner: Any = optuna.pruners.NopPruner()
        self._judges = self._judges_all = False
        if definition.pruner is not None:
            pruner_type = methods.pruners[definition.pruner.name]
            pruner = pruner_type.build(definition.pruner.parameters)
            self._judges, self._judges_all = True, pruner_type.remembers
        self._study = optuna.create_study(
            storage=self._storage,
            sampler=self._sampler,
            pruner=pruner,
            # Hyperband assigns trials to brackets by this name.
            study_name=study_id,
            directions=["maximize" if each.maximize else "minimize" for each in definition.objectives],
        )
        self._ready: deque[_Proposal] = deque()
        self._running: dict[int, _Running] = {}
        self._condemned: set[int] = set()
        # Of an earlier trial it is not known whether it kept the constraints, and a sampler would take it for one that did not.
        left_out = sum(not self._add(*each) for each in earlier) if not definition.constraints else 0
        if left_out:
            _log.info("earlier trials do not lie in the space", extra={"fields": {"left_out": left_out}})

    @property
    def condemned(self) -> list[int]:
        """Running trials that are not worth going on, by number. They stay here until they end."""
        return sorted(self._condemned)

    @property
    def exhausted(self) -> bool:
        """True when no proposal will come any more. What was proposed and has not begun counts as one that comes."""
        return self._grid is not None and self._grid.exhausted and not self._ready

    def propose(self, count: int, until: float) -> list[str]:
        """The next trials, at most `count`: JSON objects. What was proposed and has not begun comes first, unchanged.

        Fewer when the grid ends, or when the time `until` (monotonic) is over, but then at least one.
        """
        while len(self._ready) < count and not (self._grid is not None and self._grid.exhausted):
            if self._ready and time.monotonic() >= until:
                break
            trial = self._study.ask(self._space.distributions)
            parameters = self._space.plain(trial.params)
            self._ready.append(_Proposal(trial, parameters, text_of(parameters)))
        return [each.text for each in islice(self._ready, count)]

    def follow(self, event: Event, ending: Collection[int]) -> None:
        """Takes in what happened. `ending`: trials of which the end is heard already, so that no verdict on them is wanted."""
        if isinstance(event, Begun):
            self._begin(event)
            return
        running = self._running.get(event.number)
        if isinstance(event, Ended):
            self._condemned.discard(event.number)
            self._running.pop(event.number, None)
            if running is not None and running.trial is not None:
                self._end(running.trial, event)
        elif running is not None and running.trial is not None:
            self._report(running, event, event.number in ending)

    def _begin(self, event: Begun) -> None:
        parameters = self._space.fitting(event.parameters)
        if parameters is None:
            _log.info("a trial lies outside of the space", extra={"fields": {"number": event.number}})
            # It has its place among the numbers all the same.
            self._study.add_trial(optuna.trial.create_trial(state=TrialState.FAIL))
            self._running[event.number] = _Running(None)
            return
        trial = self._proposed(parameters) if event.proposed else self._given(parameters)
        if self._grid is not None:
            self._grid.take(parameters)
        self._running[event.number] = _Running(trial)

    def _proposed(self, parameters: dict[str, Any]) -> Any:
        for proposal in self._ready:
            if proposal.parameters == parameters:
                self._ready.remove(proposal)
                return proposal.trial
        trial = self._study.ask(self._space.distributions)
        asked = self._space.plain(trial.params)
        if asked != parameters:
            if self._grid is not None:
                self._grid.give_back(asked)
            for name, distribution in self._space.distributions.items():
                self._storage.set_trial_param(
                    trial._trial_id, name, distribution.to_internal_repr(parameters[name]), distribution
                )
        return trial

    def _given(self, parameters: dict[str, Any]) -> Any:
        # As in Optuna, the sampler is asked here as well, and what it says is not used.
        self._study.enqueue_trial(parameters)
        return self._study.ask(self._space.distributions)

    def _report(self, running: _Running, event: Reported, ends: bool) -> None:
        # A step that comes again is that of an attempt in place of a lost one.
        if len(self._definition.objectives) > 1 or event.step in running.steps:
            return
        trial = running.trial
        assert trial is not None
        running.steps.add(event.step)
        trial.report(event.value, event.step)
        wanted = self._judges and event.number not in self._condemned and (self._judges_all or not ends)
        if wanted and trial.should_prune():
            self._condemned.add(event.number)

    def _end(self, trial: Any, event: Ended) -> None:
        if event.outcome == pb.TRIAL_OUTCOME_FAILED:
            self._study.tell(trial, state=TrialState.FAIL)
            return
        for place, value in enumerate(self._violations(event)):
            trial.set_constraint(str(place), value)
        if event.outcome == pb.TRIAL_OUTCOME_PRUNED:
            self._study.tell(trial, state=TrialState.PRUNED)
        else:
            self._study.tell(trial, list(event.values))

    def _violations(self, event: Ended) -> Sequence[float]:
        """One for each constraint. A completed trial that does not say whether it kept them is one that did not."""
        count = len(self._definition.constraints)
        if len(event.constraints) == count:
            return [math.inf if math.isnan(value) else value for value in event.constraints]
        return [math.inf] * count if event.outcome == pb.TRIAL_OUTCOME_COMPLETED else []

    def _add(self, values: Mapping[str, Any], results: Sequence[float]) -> bool:
        parameters = self._space.fitting(values)
        fits = parameters is not None and len(results) == len(self._definition.objectives)
        if not fits or not all(math.isfinite(result) for result in results):
            return False
        try:
            self._study.add_trial(
                optuna.trial.create_trial(
                    params=parameters, distributions=dict(self._space.distributions), values=list(results)
                )
            )
        except ValueError as error:
            raise InvalidRequest(f"earlier: {error}") from None
        if self._grid is not None:
            self._grid.take(parameters or {})
        return True
