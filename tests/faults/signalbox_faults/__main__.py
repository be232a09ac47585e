"""The command: starts a system of its own, plays the scenarios, prints a table, and ends with the line `N passed, N failed`.

Exit codes: 0 everything held; 1 something was violated; 2 wrong usage; 3 nothing was violated, but a fault did not really
happen, so its scenario proves nothing; 4 the system did not start.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from signalbox_faults.catalogue import long_plans, short_plans
from signalbox_faults.crowd import Crowd, CrowdPlan
from signalbox_faults.faults import ServiceKeeper, Stage, wait_until
from signalbox_faults.progress import Progress, Pulse
from signalbox_faults.report import summary
from signalbox_faults.rest import Rest
from signalbox_faults.rounds import Report, play_all
from signalbox_faults.scenario import Outcome, Plan, Scenario, Verdict
from signalbox_faults.study_scenario import StudyPlan, StudyScenario
from signalbox_faults.system import NotStarted, System

SLOTS = 4
START_SECONDS = 40.0


def main() -> int:
    arguments = argparse.ArgumentParser(prog="tests/faults/run.sh", description=__doc__)
    which = arguments.add_mutually_exclusive_group()
    which.add_argument("--short", action="store_true", help="a few faults, at most five minutes (the default)")
    which.add_argument("--long", action="store_true", help="every fault")
    arguments.add_argument("--runs", type=int, help="runs per fault (default: 20 short, 200 long)")
    arguments.add_argument("--seed", default="", help="repeats the moments and scripts of a run")
    arguments.add_argument("--only", default="", help="only scenarios whose name contains this")
    arguments.add_argument(
        "--part", default="1/1", help="K/N: every Nth scenario from the Kth on, to share them among machines"
    )
    arguments.add_argument("--keep", action="store_true", help="keep the folder even when everything holds")
    options = arguments.parse_args()
    if options.runs is not None and options.runs < 8:
        arguments.error("--runs must be at least 8: one for each behaviour")
    seed = options.seed or str(random.SystemRandom().randrange(10**6))
    runs = options.runs or (200 if options.long else 20)
    plans = long_plans(runs) if options.long else short_plans(runs)
    plans = [plan for plan in plans if options.only in plan.name]
    if not plans:
        arguments.error(f"no scenario's name contains {options.only!r}")
    part = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", options.part)
    if part is None or int(part[1]) > int(part[2]):
        arguments.error("--part must be K/N, with K from 1 to N")
    plans = plans[int(part[1]) - 1 :: int(part[2])]
    return _run(plans, seed, options.keep)


def _run(plans: list[Plan], seed: str, keep: bool) -> int:
    folder = Path(tempfile.mkdtemp(prefix="signalbox-faults-"))
    folder.chmod(0o755)
    begun = time.monotonic()
    progress = Progress([START_SECONDS, *(plan.estimate for plan in plans)])
    progress.say(f"{len(plans)} scenarios, seed {seed}, folder {folder}")
    work = folder / "work"
    work.mkdir()
    log = work / "executions.jsonl"
    services = [ServiceKeeper(name, SLOTS, log, work / f"service-{name}.log") for name in ("a", "b")]
    system = System(folder / "data", [service.proxy.port for service in services])
    outcomes: list[Outcome] = []
    left: list[int] = []
    try:
        with Pulse(partial(progress.at, 0), START_SECONDS, "starting Signalbox"):
            system.up()
            rest = Rest(system.url, system.email, system.password)
            if not wait_until(lambda: rest.offers("scripted", len(services)), 60, 0.2):
                raise NotStarted("The scripted service is not offered 60 s after the start.")

        def play(plan: Plan, at: str, report: Report) -> Outcome:
            return _scenario(plan, Stage(system, services), rest, log, at, report).play()

        # One by one: what has been played counts, also when it is broken off.
        outcomes.extend(play_all(plans, play, system.alive, seed, progress))
    except NotStarted as error:
        progress.say(f"Signalbox did not start:\n{error}")
        return 4
    finally:
        left = system.down()
        for service in services:
            service.close()
        failed = any(outcome.verdict is not Verdict.PASSED for outcome in outcomes) or len(outcomes) < len(plans)
        if failed or keep:
            progress.say(f"Logs and executions are kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    if left:
        progress.say(f"Processes are left after down: {left}")
    return summary(plans, outcomes, seed, time.monotonic() - begun, bool(left))


def _scenario(
    plan: Plan, stage: Stage, rest: Rest, log: Path, seed: str, report: Report
) -> Crowd | StudyScenario | Scenario:
    if isinstance(plan, CrowdPlan):
        return Crowd(plan, stage, rest, log, seed, report)
    if isinstance(plan, StudyPlan):
        return StudyScenario(plan, stage, rest, log, seed, report)
    return Scenario(plan, stage, rest, log, seed, report)


if __name__ == "__main__":
    sys.exit(main())
