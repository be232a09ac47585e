"""Plays the proof of the logs on an instance of its own.

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
from collections.abc import Callable
from pathlib import Path

from signalbox_faults.logs.proof import LONG, SHORT, Proof, Size, Verdict
from signalbox_faults.progress import Progress
from signalbox_faults.system import NotStarted

SHOWN_VIOLATIONS = 12


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m signalbox_faults.logs", description=__doc__)
    which = arguments.add_mutually_exclusive_group()
    which.add_argument("--short", action="store_true", help="16 senders with 2,000 lines each, one kill (the default)")
    which.add_argument("--long", action="store_true", help="1,000,000 lines, two kills")
    arguments.add_argument("--lines", type=int, help="lines of each sender instead")
    arguments.add_argument("--seed", default="", help="a number: repeats faults and texts")
    arguments.add_argument("--keep", action="store_true", help="keep the folder even when everything holds")
    options = arguments.parse_args()
    size = LONG if options.long else SHORT
    if options.lines:
        size = Size(size.senders, options.lines, size.rate, size.kills, size.repair)
    return _run(size, options.seed or str(random.SystemRandom().randrange(10**6)), options.keep)


def _run(size: Size, seed: str, keep: bool) -> int:
    folder = Path(tempfile.mkdtemp(prefix="signalbox-logs-"))
    folder.chmod(0o755)
    begun = time.monotonic()
    progress = Progress([30.0, size.seconds * 1.5 + 60, 40.0])
    progress.say(f"{size.senders} senders, {size.senders * size.lines:,} lines, seed {seed}, folder {folder}")
    step = 0
    began = begun

    def say(words: str) -> None:
        estimate = (30.0, size.seconds * 1.5 + 60, 40.0)[step]
        progress.at(step, min(0.99, (time.monotonic() - began) / estimate), words)

    proof = Proof(size, seed, folder, say)
    passed = failed = void = 0
    left: list[int] = []
    try:
        say("starting Signalbox")
        proof.start()
        parts: list[tuple[str, Callable[[], None]]] = [
            ("logs complete", proof.complete),
            ("log without spool", proof.incomplete),
        ]
        for step, (name, play) in enumerate(parts, 1):  # noqa: B007 - `say` reads it
            began = time.monotonic()
            proof.verdict = Verdict()
            try:
                play()
            except Exception as error:  # noqa: BLE001 - a part that breaks is a part that failed
                proof.verdict.violations.append(f"the proof broke off: {type(error).__name__}: {error}")
            _tell(progress, name, proof.verdict, time.monotonic() - began)
            failed += bool(proof.verdict.violations)
            void += bool(proof.verdict.unproven and not proof.verdict.violations)
            passed += not proof.verdict.violations and not proof.verdict.unproven
    except NotStarted as error:
        progress.say(f"Signalbox did not start:\n{error}")
        return 4
    finally:
        left = proof.close()
        if failed or void or keep or not passed:
            progress.say(f"Logs and written lines are kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    if left:
        progress.say(f"Processes are left after down: {left}")
    print(f"seed {seed}, {time.monotonic() - begun:.0f} s in all")
    if void:
        print(f"{void} not proven")
    print(f"{passed} passed, {failed + bool(left)} failed")
    return 1 if failed or left else 3 if void else 0


def _tell(progress: Progress, name: str, verdict: Verdict, seconds: float) -> None:
    word = "FAILED" if verdict.violations else "not proven" if verdict.unproven else "passed"
    progress.say(f"{word:>10}  {name} in {seconds:.1f} s")
    for fact in verdict.facts:
        progress.say(f"            {fact}")
    for words in verdict.unproven:
        progress.say(f"            not proven: {words}")
    for words in verdict.violations[:SHOWN_VIOLATIONS]:
        progress.say(f"            {words}")
    if len(verdict.violations) > SHOWN_VIOLATIONS:
        progress.say(f"            … and {len(verdict.violations) - SHOWN_VIOLATIONS} more")


if __name__ == "__main__":
    sys.exit(main())
