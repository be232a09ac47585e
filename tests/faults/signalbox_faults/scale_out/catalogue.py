"""Which strikes are played, and how often."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from signalbox_faults.catalogue import BEHIND_BREAKER, SHORT_SLACK
from signalbox_faults.history import Limits
from signalbox_faults.scale_out.scenario import ScaleOutPlan
from signalbox_faults.scale_out.strike import Strike
from signalbox_faults.scenario import Mix, Script, usual

SHORT_RUNS = 10
LONG_RUNS = 200
# So long that all four instances are needed, since the one with the most free slots gets the next run.
_STRETCHED = frozenset({"sleep", "duplicate_events", "finish"})
# What was killed starts again on the machine of those who take over meanwhile, and a JVM that starts takes a core from them.
LONG_SLACK = 6.0


def lasting(low: float, high: float) -> Mix:
    """The usual mix, with work that takes longer."""

    def one(rng: random.Random, script: Script) -> Script:
        if script.behaviour not in _STRETCHED:
            return script
        behaviour = "sleep" if script.behaviour == "finish" else script.behaviour
        parameters = {"behaviour": behaviour, "seconds": round(rng.uniform(low, high), 2)}
        return replace(script, behaviour=behaviour, parameters=parameters)

    def mix(rng: random.Random, runs: int) -> list[Script]:
        return [one(rng, script) for script in usual(rng, runs)]

    return mix


def short_plans(runs: int = SHORT_RUNS) -> list[ScaleOutPlan]:
    """One after another, then one of each at once: about three minutes with start and end."""
    strikes = (Strike(backends=1), Strike(orchestrators=1), Strike(services=1), Strike(1, 1, 1))
    return [
        ScaleOutPlan(
            "one after another, then at once",
            lasting(5.0, 9.0),
            [],
            runs * len(strikes),
            max(9.0, runs * 0.5),
            110.0,
            replace(BEHIND_BREAKER, slack=SHORT_SLACK),
            strikes=strikes,
            away=2.0,
        )
    ]


def long_plans(runs: int = LONG_RUNS) -> list[ScaleOutPlan]:
    """Each kind more than once, `runs` for each strike. What is killed stays away for longer than a session of Kafka's."""
    window, away = max(15.0, runs * 0.3), 12.0

    def plan(name: str, strikes: Sequence[Strike], limits: Limits) -> ScaleOutPlan:
        return ScaleOutPlan(
            name,
            lasting(1.0, 4.0) if runs >= LONG_RUNS else lasting(5.0, 9.0),
            [],
            runs * len(strikes),
            window,
            len(strikes) * (window + 5.0) + 50.0,
            replace(limits, slack=LONG_SLACK),
            strikes=tuple(strikes),
            away=away,
            writers=4,
            rate=100,
        )

    return [
        plan("kill either backend", [Strike(backends=1)] * 2, Limits()),
        plan("kill either orchestrator", [Strike(orchestrators=1)] * 2, Limits()),
        plan("kill one instance, then two", [Strike(services=1), Strike(services=2)], BEHIND_BREAKER),
        plan("kill one of each at once", [Strike(1, 1, 1), Strike(1, 1, 2)], BEHIND_BREAKER),
    ]
