"""Starts two backends, two orchestrators and four instances behind a balancer, plays the strikes, and prints a table.

Ends with the line `N passed, N failed`. Exit codes: 0 everything held; 1 something was violated; 2 wrong usage; 3 nothing was violated, but a
fault did not really happen; 4 the system did not start.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from signalbox_faults.progress import Progress, Pulse
from signalbox_faults.report import summary
from signalbox_faults.rounds import Report, play_all
from signalbox_faults.scale_out.catalogue import LONG_RUNS, SHORT_RUNS, long_plans, short_plans
from signalbox_faults.scale_out.fleet import Fleet
from signalbox_faults.scale_out.scenario import ScaleOut, ScaleOutPlan
from signalbox_faults.scenario import Outcome, Verdict
from signalbox_faults.system import NotStarted

START_SECONDS = 65.0


def main() -> int:
    arguments = argparse.ArgumentParser(prog="tests/faults/run.sh --scale-out", description=__doc__)
    which = arguments.add_mutually_exclusive_group()
    which.add_argument("--short", action="store_true", help="each kind once, about three minutes")
    which.add_argument(
        "--long", action="store_true", help="each kind more than once, about a quarter of an hour (the default)"
    )
    arguments.add_argument("--runs", type=int, help=f"runs per kill (default: {SHORT_RUNS} short, {LONG_RUNS} long)")
    arguments.add_argument("--seed", default="", help="repeats the moments and scripts of a run")
    arguments.add_argument("--only", default="", help="only scenarios whose name contains this")
    arguments.add_argument("--keep", action="store_true", help="keep the folder even when everything holds")
    options = arguments.parse_args()
    if options.runs is not None and options.runs < SHORT_RUNS:
        arguments.error(f"--runs must be at least {SHORT_RUNS}: fewer do not need all instances")
    seed = options.seed or str(random.SystemRandom().randrange(10**6))
    plans = short_plans(options.runs or SHORT_RUNS) if options.short else long_plans(options.runs or LONG_RUNS)
    plans = [plan for plan in plans if options.only in plan.name]
    if not plans:
        arguments.error(f"no scenario's name contains {options.only!r}")
    return _run(plans, seed, options.keep)


def _run(plans: list[ScaleOutPlan], seed: str, keep: bool) -> int:
    folder = Path(tempfile.mkdtemp(prefix="signalbox-scale-out-"))
    folder.chmod(0o755)
    begun = time.monotonic()
    progress = Progress([START_SECONDS, *(plan.estimate for plan in plans)])
    progress.say(f"{len(plans)} scenarios, seed {seed}, folder {folder}")
    fleet = Fleet(folder)
    outcomes: list[Outcome] = []
    left: list[int] = []
    try:
        with Pulse(partial(progress.at, 0), START_SECONDS, "starting two of everything") as pulse:
            fleet.start(pulse.say)

        def play(plan: ScaleOutPlan, at: str, report: Report) -> Outcome:
            return ScaleOut(plan, fleet, at, report).play()

        # One by one: what has been played counts, also when it is broken off.
        outcomes.extend(play_all(plans, play, fleet.system.alive, seed, progress))
    except NotStarted as error:
        progress.say(f"Signalbox did not start:\n{error}")
        return 4
    finally:
        left = fleet.close()
        failed = any(outcome.verdict is not Verdict.PASSED for outcome in outcomes) or len(outcomes) < len(plans)
        if failed or keep:
            progress.say(f"Logs and executions are kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    if left:
        progress.say(f"Processes are left after down: {left}")
    return summary(plans, outcomes, seed, time.monotonic() - begun, bool(left))


if __name__ == "__main__":
    sys.exit(main())
