#!/usr/bin/env python3
"""Holds the deployment files against the repository, without a container engine.

    python3 tests/deploy/check.py [--helm PROGRAM]

Needs PyYAML, which `ml-services/.venv` has. Looks at `deploy/compose`, `deploy/images` and `deploy/helm`; the chart is rendered by a
reader of its own for the part of Go's templates that the chart keeps to. With `--helm` the program of that name must make the same
of it. Then it makes mistakes on purpose and looks whether they are named. Exit code 0: everything holds; 1: something does not.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

try:
    import yaml  # noqa: F401 - asked for here, so that its absence is a sentence
except ImportError:
    sys.exit("check.py: PyYAML is missing; use ml-services/.venv/bin/python, which ml-services/install.sh makes")

from signalbox_deploy import canaries, chart, compose, images
from signalbox_deploy.facts import Facts
from signalbox_deploy.files import Files

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    arguments = argparse.ArgumentParser(description="Holds the deployment files against the repository.")
    arguments.add_argument("--helm", metavar="PROGRAM", help="also compare with what this Helm makes of the chart")
    options = arguments.parse_args()
    files = Files(ROOT)
    facts = Facts(files)
    found = [*images.check(files, facts), *compose.check(files, facts), *chart.check(files, facts)]
    if options.helm:
        found += chart.compare(files, options.helm)
    blind = canaries.blind(files)
    for one in [*found, *(f"blind: {one}" for one in blind)]:
        print(one)
    failed = len(found) + len(blind)
    # Each canary is one, and that nothing was found is one more.
    print(f"{len(canaries.CANARIES) - len(blind) + (not found)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
