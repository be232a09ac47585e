"""Studies for the tests: definitions, the caller's side of a conversation, and plain Optuna to compare with."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import optuna
from optuna.trial import TrialState
from signalbox_ml import discover
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_tuning import algorithms
from signalbox_tuning.definition import read_definition
from signalbox_tuning.methods import Methods, offered
from signalbox_tuning.space import Space
from signalbox_tuning.suggester import TuningSuggester

SEED = 7
METHODS = Methods.of(offered(discover(algorithms)))

RATE: dict[str, Any] = {"name": "rate", "type": "float", "low": 0.001, "high": 0.3, "log": True}
SHARE: dict[str, Any] = {"name": "share", "type": "float", "low": 0.1, "high": 0.7, "step": 0.2}
LEAVES: dict[str, Any] = {"name": "leaves", "type": "integer", "low": 8, "high": 64, "step": 8}
DEPTH: dict[str, Any] = {"name": "depth", "type": "integer", "low": 1, "high": 32, "log": True}
BOOSTING: dict[str, Any] = {"name": "boosting", "type": "categorical", "choices": ["gbdt", "dart", None, True]}
MIXED = [RATE, SHARE, LEAVES, DEPTH, BOOSTING]
NUMERIC = [RATE, SHARE, LEAVES]
# The values of SHARE.
SHARES = [0.1, 0.3, 0.5, 0.7]
GRID = [SHARE, {"name": "deep", "type": "categorical", "choices": [False, True, "so so"]}]


def definition(
    parameters: Sequence[Mapping[str, Any]] = MIXED, sampler: str = "random", **fields: Any
) -> dict[str, Any]:
    """A definition as JSON has it. `options`: the sampler's parameters."""
    return {
        "parameters": list(parameters),
        "objectives": [{"metric": "loss", "direction": "minimize"}],
        "sampler": {"name": sampler, "parameters": fields.pop("options", {})},
        "seed": SEED,
        **fields,
    }


TWO = [{"metric": "loss", "direction": "minimize"}, {"metric": "speed", "direction": "maximize"}]


def suggester(**options: Any) -> TuningSuggester:
    return TuningSuggester(METHODS, **options)


def loss(parameters: Mapping[str, Any]) -> float:
    """What a trial with these parameters is worth: the same number each time."""
    total = 0.0
    for name in sorted(parameters):
        value = parameters[name]
        if isinstance(value, bool) or value is None:
            total += 0.5
        elif isinstance(value, str):
            total += len(value) / 10
        else:
            total += (math.log10(value) + 0.7) ** 2
    return total


def speed(parameters: Mapping[str, Any]) -> float:
    return math.sin(10 * loss(parameters)) - 0.1 * loss(parameters)


class Caller:
    """Conducts one study: keeps its story, tells what is new, takes in the answers."""

    def __init__(
        self,
        to: TuningSuggester,
        defined: Mapping[str, Any],
        study_id: str = "study",
        story: Iterable[pb.TrialTold] = (),
        earlier: Sequence[pb.EarlierTrial] = (),
    ) -> None:
        self.to = to
        self.definition_json = json.dumps(defined)
        self.study_id = study_id
        self.story = list(story)
        self.earlier = list(earlier)
        self.known = 0
        self.begun = sum(each.WhichOneof("told") == "begun" for each in self.story)

    def request(self, count: int = 0, known: int | None = None) -> pb.SuggestRequest:
        after = self.known if known is None else known
        return pb.SuggestRequest(
            study_id=self.study_id,
            count=count,
            definition_json=self.definition_json,
            known=after,
            told=self.story[after:],
            earlier=self.earlier if after == 0 else [],
        )

    def ask(self, count: int = 0, known: int | None = None) -> pb.SuggestResponse:
        answer = self.to.suggest(self.request(count, known), 60.0)
        assert answer.known == len(self.story)
        self.known = answer.known
        return answer

    def propose(self, count: int = 1) -> list[dict[str, Any]]:
        return [json.loads(each) for each in self.ask(count).proposed_json]

    def begin(self, parameters: Mapping[str, Any], proposed: bool = True) -> int:
        number: int = self.begun
        self.begun += 1
        begun = pb.TrialBegun(parameters_json=json.dumps(parameters), proposed=proposed)
        self._tell(pb.TrialTold(number=number, begun=begun))
        return number

    def report(self, number: int, step: int, value: float) -> None:
        self._tell(pb.TrialTold(number=number, reported=pb.TrialReported(step=step, value=value)))

    def end(
        self,
        number: int,
        values: Sequence[float] = (),
        constraints: Sequence[float] = (),
        outcome: pb.TrialOutcome = pb.TRIAL_OUTCOME_COMPLETED,
    ) -> None:
        ended = pb.TrialEnded(outcome=outcome, values=values, constraints=constraints)
        self._tell(pb.TrialTold(number=number, ended=ended))

    def _tell(self, told: pb.TrialTold) -> None:
        # A time that is never the same twice: it is no part of what is compared.
        told.time.FromNanoseconds(1_700_000_000_000_000_000 + len(self.story))
        self.story.append(told)

    def run(self, trials: int, worth: Callable[[Mapping[str, Any]], Sequence[float]]) -> list[dict[str, Any]]:
        """So many trials one after the other; what was proposed."""
        made = []
        for _ in range(trials):
            [parameters] = self.propose()
            self.end(self.begin(parameters), worth(parameters))
            made.append(parameters)
        return made


def only_loss(parameters: Mapping[str, Any]) -> Sequence[float]:
    return [loss(parameters)]


def loss_and_speed(parameters: Mapping[str, Any]) -> Sequence[float]:
    return [loss(parameters), speed(parameters)]


def plain_study(
    sampler: Any, defined: Mapping[str, Any], study_id: str = "study", pruner: Any | None = None
) -> optuna.Study:
    """A study of Optuna as its users make it."""
    return optuna.create_study(
        study_name=study_id,
        sampler=sampler,
        pruner=pruner or optuna.pruners.NopPruner(),
        directions=[each["direction"] for each in defined["objectives"]],
    )


def distributions(defined: Mapping[str, Any]) -> dict[str, Any]:
    return Space(read_definition(json.dumps(defined), METHODS).parameters).distributions


def suggested(trial: Any, defined: Mapping[str, Any]) -> dict[str, Any]:
    """Asks an Optuna trial for every parameter, as an objective function does."""
    made: dict[str, Any] = {}
    for each in defined["parameters"]:
        name = each["name"]
        if each["type"] == "categorical":
            made[name] = trial.suggest_categorical(name, each["choices"])
        elif each["type"] == "integer":
            made[name] = trial.suggest_int(
                name, each["low"], each["high"], step=each.get("step", 1), log=each.get("log", False)
            )
        else:
            made[name] = trial.suggest_float(
                name, each["low"], each["high"], step=each.get("step"), log=each.get("log", False)
            )
    return made


def plain_trials(
    sampler: Any, defined: Mapping[str, Any], trials: int, worth: Callable[[Mapping[str, Any]], Sequence[float]]
) -> list[dict[str, Any]]:
    """The parameters of so many trials of plain Optuna, one after the other."""
    study = plain_study(sampler, defined)
    study.optimize(lambda trial: tuple(worth(suggested(trial, defined))), n_trials=trials)
    assert all(trial.state == TrialState.COMPLETE for trial in study.trials)
    return [dict(trial.params) for trial in study.trials]
