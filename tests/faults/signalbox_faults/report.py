"""What a person is told of the scenarios: each when it is over, and all of them at the end."""

from __future__ import annotations

from collections.abc import Sequence

from signalbox_faults.progress import Progress
from signalbox_faults.scenario import Outcome, Plan, Verdict

SHOWN_VIOLATIONS = 12


def tell(progress: Progress, outcome: Outcome) -> None:
    """One scenario, when it is over."""
    progress.say(f"{outcome.verdict.value:>10}  {outcome.plan.name} in {outcome.seconds:.1f} s")
    for note in outcome.notes:
        progress.say(f"            {note}")
    for words in outcome.unproven:
        progress.say(f"            not proven: {words}")
    for violation in outcome.violations[:SHOWN_VIOLATIONS]:
        progress.say(f"            {violation}")
    if len(outcome.violations) > SHOWN_VIOLATIONS:
        progress.say(f"            … and {len(outcome.violations) - SHOWN_VIOLATIONS} more")


def summary(plans: Sequence[Plan], outcomes: list[Outcome], seed: str, seconds: float, left: bool) -> int:
    """The table of all and the last line; answers the exit code. `left`: processes are there that should be gone."""
    print()
    width = max(len(plan.name) for plan in plans)
    print(f"{'scenario':<{width}}  {'runs':>4}  {'faults':>6}  {'seconds':>7}  {'violations':>10}  verdict")
    for outcome in outcomes:
        print(
            f"{outcome.plan.name:<{width}}  {outcome.plan.runs:>4}  {len(outcome.injections):>6}"
            f"  {outcome.seconds:>7.1f}  {len(outcome.violations):>10}  {outcome.verdict.value}"
        )
    for plan in plans[len(outcomes) :]:
        print(f"{plan.name:<{width}}  {plan.runs:>4}  {0:>6}  {0:>7.1f}  {0:>10}  not played")
    print(f"seed {seed}, {seconds:.0f} s in all")
    passed = sum(outcome.verdict is Verdict.PASSED for outcome in outcomes)
    void = sum(outcome.verdict is Verdict.VOID for outcome in outcomes)
    failed = sum(outcome.verdict is Verdict.FAILED for outcome in outcomes) + len(plans) - len(outcomes) + left
    if void:
        print(f"{void} not proven")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 3 if void else 0
