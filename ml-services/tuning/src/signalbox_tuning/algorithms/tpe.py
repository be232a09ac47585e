"""Tree-structured Parzen estimator."""

from __future__ import annotations

from typing import Any

from signalbox_ml import Boolean, Integer, InvalidRequest

from signalbox_tuning.definition import Definition
from signalbox_tuning.methods import Sampler


class Tpe(Sampler):
    name = "tpe"
    title = "TPE"
    description = (
        "Tree-structured Parzen estimator: models where good and where bad trials lie, and looks where good ones are likelier. "
        "For every kind of parameter, for one or several objectives, with constraints. A good first choice."
    )
    parameters = {
        "multivariate": Boolean(
            title="Multivariate",
            description="Models all parameters together, so that it sees which values go well with each other.",
            default=True,
        ),
        "group": Boolean(
            title="Group",
            description="Divides the space by the parameters that trials had in common. Needs multivariate.",
            default=False,
            advanced=True,
        ),
        "constant_liar": Boolean(
            title="Constant liar",
            description="Keeps away from trials that are still running. Without effect on one trial at a time.",
            default=True,
            advanced=True,
        ),
        "n_startup_trials": Integer(
            title="Random trials first",
            description="So many trials are chosen at random before the model is used.",
            default=10,
            minimum=0,
            maximum=10_000,
        ),
        "n_ei_candidates": Integer(
            title="Candidates",
            description="From how many candidates the most promising one is taken.",
            default=24,
            minimum=1,
            maximum=10_000,
            advanced=True,
        ),
    }

    @classmethod
    def check(cls, definition: Definition) -> None:
        options = definition.sampler.parameters
        if options["group"] and not options["multivariate"]:
            raise InvalidRequest("sampler.parameters.group: needs multivariate")

    @classmethod
    def build(cls, definition: Definition) -> Any:
        from signalbox_tuning.remembering_tpe import RememberingTpe

        return RememberingTpe(seed=definition.seed, **definition.sampler.parameters)
