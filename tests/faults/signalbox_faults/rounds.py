"""Scenarios one after another; one whose fault did not really happen is played again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from signalbox_faults.judge import Kind, Violation
from signalbox_faults.progress import Progress, Pulse
from signalbox_faults.report import tell
from signalbox_faults.scenario import Outcome, Plan, Verdict

# A fault that did not really happen is tried again: only bad luck is cured by that.
TRIES = 3

P = TypeVar("P", bound=Plan)
Report = Callable[[float, str], None]


def play_all(
    plans: Sequence[P],
    play: Callable[[P, str, Report], Outcome],
    alive: Callable[[], bool],
    seed: str,
    progress: Progress,
) -> Iterator[Outcome]:
    """What each has come to, once a person is told. The rest is left out when Signalbox is not alive any more."""
    for index, plan in enumerate(plans, 1):
        for number in range(1, TRIES + 1):
            outcome = _once(plan, play, seed if number == 1 else f"{seed}/{number}", progress, index)
            tell(progress, outcome)
            if outcome.verdict is not Verdict.VOID:
                break
        yield outcome
        if not alive():
            progress.say("Signalbox is not running any more; the scenarios left are not played.")
            return


def _once(plan: P, play: Callable[[P, str, Report], Outcome], seed: str, progress: Progress, index: int) -> Outcome:
    begun = time.monotonic()

    def tell_where(share: float, words: str) -> None:
        progress.at(index, share, f"{plan.name}: {words}")

    with Pulse(tell_where, plan.estimate) as pulse:
        try:
            return play(plan, seed, pulse.say)
        except Exception as error:  # noqa: BLE001 - a scenario that breaks is a scenario that failed
            broken = Violation(Kind.NOT_TERMINAL, "", f"the scenario broke off: {type(error).__name__}: {error}")
            return Outcome(plan, Verdict.FAILED, time.monotonic() - begun, [], [broken], [])
