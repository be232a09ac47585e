"""Covariance matrix adaptation evolution strategy."""

from __future__ import annotations

from typing import Any

from signalbox_ml import Boolean, Integer, InvalidRequest

from signalbox_tuning.definition import CategoricalParameter, Definition
from signalbox_tuning.methods import Sampler

# Of a smaller generation the strategy has no better half.
_SMALLEST_GENERATION = 4


class CmaEs(Sampler):
    name = "cma_es"
    title = "CMA-ES"
    description = (
        "Covariance matrix adaptation: moves a cloud of trials towards better values and learns its shape. For one objective and numeric "
        "parameters, with hundreds of trials or more. Categorical parameters are chosen at random; constraints are not looked at."
    )
    parameters = {
        "n_startup_trials": Integer(
            title="Random trials first",
            description="So many trials are chosen at random before the strategy begins.",
            default=1,
            minimum=0,
            maximum=10_000,
        ),
        "popsize": Integer(
            title="Trials in a generation",
            description="0: by the number of parameters. Else at least 4.",
            default=0,
            minimum=0,
            maximum=10_000,
            advanced=True,
        ),
        "use_separable_cma": Boolean(
            title="Separable",
            description="Learns each parameter's spread alone. Faster with many parameters that do not depend on each other.",
            default=False,
            advanced=True,
        ),
        "with_margin": Boolean(
            title="With margin",
            description="Keeps parameters with steps from getting stuck on one value.",
            default=False,
            advanced=True,
        ),
        "lr_adapt": Boolean(
            title="Adapt the learning rate",
            description="For objectives with many optima or with noise.",
            default=False,
            advanced=True,
        ),
    }

    @classmethod
    def check(cls, definition: Definition) -> None:
        if len(definition.objectives) > 1:
            raise InvalidRequest("sampler.name: cma_es searches for one objective only")
        if all(isinstance(each, CategoricalParameter) for each in definition.parameters):
            raise InvalidRequest("sampler.name: cma_es needs at least one numeric parameter")
        options = definition.sampler.parameters
        if 0 < options["popsize"] < _SMALLEST_GENERATION:
            raise InvalidRequest(f"sampler.parameters.popsize: must be 0 or at least {_SMALLEST_GENERATION}")
        chosen = [name for name in ("use_separable_cma", "with_margin", "lr_adapt") if options[name]]
        if len(chosen) > 1:
            raise InvalidRequest(f"sampler.parameters.{chosen[1]}: not together with {chosen[0]}")

    @classmethod
    def build(cls, definition: Definition) -> Any:
        from optuna.samplers import CmaEsSampler

        options = dict(definition.sampler.parameters)
        options["popsize"] = options["popsize"] or None
        return CmaEsSampler(seed=definition.seed, warn_independent_sampling=False, **options)
