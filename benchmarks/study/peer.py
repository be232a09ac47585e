"""Optuna as its users run it, with the seed, the space and the objective of the benchmark, one trial at a time.

Prints one JSON object a line: first the version, then one for each trial. With a storage the seconds from the start until the trial had
ended; without one, in memory, the seconds that the sampler itself took: Optuna's, or the one that the tuning service has in its place.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from pathlib import Path
from typing import Any

import optuna
from objective import value

SPACE: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "space.json").read_text())


def suggested(trial: optuna.Trial) -> dict[str, Any]:
    """Asks for every parameter, as an objective function does."""
    made: dict[str, Any] = {}
    for name, each in SPACE.items():
        if each["type"] == "categorical":
            made[name] = trial.suggest_categorical(name, each["choices"])
        else:
            made[name] = trial.suggest_float(name, each["low"], each["high"], log=each.get("log", False))
    return made


def distributions() -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, each in SPACE.items():
        if each["type"] == "categorical":
            made[name] = optuna.distributions.CategoricalDistribution(each["choices"])
        else:
            made[name] = optuna.distributions.FloatDistribution(each["low"], each["high"], log=each.get("log", False))
    return made


def tell(**words: Any) -> None:
    print(json.dumps(words), flush=True)


def with_storage(storage: str, sampler: Any, trials: int) -> None:
    study = optuna.create_study(storage=storage, sampler=sampler, study_name="benchmark", direction="minimize")
    begun = time.perf_counter()
    study.optimize(
        lambda trial: value(suggested(trial)),
        n_trials=trials,
        callbacks=[lambda _, trial: tell(number=trial.number, value=trial.value, at=time.perf_counter() - begun)],
    )


def in_memory(sampler: Any, trials: int) -> None:
    study = optuna.create_study(sampler=sampler, direction="minimize")
    space = distributions()
    for number in range(trials):
        begun = time.perf_counter()
        trial = study.ask(space)
        asked = time.perf_counter()
        found = value(trial.params)
        done = time.perf_counter()
        study.tell(trial, found)
        tell(number=number, value=found, ask=asked - begun, tell=time.perf_counter() - done)


def sampler_of(name: str, seed: int, options: dict[str, Any]) -> Any:
    if name == "signalbox":
        from signalbox_tuning.remembering_tpe import RememberingTpe

        return RememberingTpe(seed=seed, **options)
    return optuna.samplers.TPESampler(seed=seed, **options)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--trials", type=int, required=True)
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--sampler", choices=["optuna", "signalbox"], default="optuna", help="whose TPE")
    arguments.add_argument("--options", default="{}", help="the sampler's, as JSON")
    arguments.add_argument("--storage", default="", help="a database; in memory without")
    options = arguments.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore")
    tell(optuna=optuna.__version__)
    sampler = sampler_of(options.sampler, options.seed, json.loads(options.options))
    if options.storage:
        with_storage(options.storage, sampler, options.trials)
    else:
        in_memory(sampler, options.trials)


if __name__ == "__main__":
    main()
