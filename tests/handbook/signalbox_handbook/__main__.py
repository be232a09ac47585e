"""`python -m signalbox_handbook [PAGE…]`: exit code 0 when everything holds, 1 when something does not, 2 for a page that is not there."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from signalbox_ml.testing.trace_receiver import ReceivedSpan, as_tree

from signalbox_handbook import hops, links, pages, part_logs, runbooks, shell
from signalbox_handbook.instance import Instance
from signalbox_handbook.pages import Block

ROOT = Path(__file__).resolve().parents[3]
HANDBOOK = ROOT / "docs" / "handbook"
TRACE = "training-trace.json"


def contents() -> list[Path]:
    """The pages in the order of the handbook's contents."""
    text = (HANDBOOK / "README.md").read_text(encoding="utf-8")
    names = dict.fromkeys(re.findall(r"\(([a-z-]+\.md)\)", text))
    return [HANDBOOK / name for name in names]


def documentation() -> list[Path]:
    """Every page that people read."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("contracts/*.md")]
    found += [*ROOT.glob("ml-services/*/README.md"), *ROOT.glob("tests/*/README.md"), *ROOT.glob("benchmarks/**/*.md")]
    return sorted(page for page in found if not {"node_modules", ".venv"} & set(page.parts))


class Report:
    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def note(self, what: str, problems: Iterable[str]) -> None:
        found = list(problems)
        print(f"{what}: {'holds' if not found else 'does not hold'}", flush=True)
        for problem in found:
            print(f"  {problem}", flush=True)
        self.passed += not found
        self.failed += len(found)

    def play(self, what: str, blocks: Sequence[Block], instance: Instance) -> None:
        outcome = shell.run(blocks, instance.place())
        skipped = [block for block in blocks if block.skipped]
        print(
            f"{what}: {outcome.passed} of {len(blocks) - len(skipped)} blocks passed, {len(skipped)} skipped, "
            f"{outcome.seconds:.1f} s",
            flush=True,
        )
        for block in skipped:
            print(f"  not run: {block.at()}: {block.skipped}")
        if outcome.problem:
            print(outcome.problem, flush=True)
        self.passed += outcome.passed
        self.failed += bool(outcome.problem)


def main(names: Sequence[str]) -> int:
    known = contents()
    chosen = [page for page in known if page.name in names] if names else known
    if len(chosen) < len(set(names)):
        print(f"There are these pages: {', '.join(page.name for page in known)}")
        return 2
    report = Report()
    if not names:
        unlisted = sorted({page.name for page in HANDBOOK.glob("*.md")} - {page.name for page in known} - {"README.md"})
        report.note("the contents of the handbook", [f"{name} is not in them" for name in unlisted])
        report.note("links and file names", links.problems(documentation(), ROOT))
    instance = Instance(ROOT)
    try:
        _pages(chosen, instance, report, everything=not names)
    finally:
        if not instance.down():
            report.failed += 1
        if report.failed:
            print(f"Data and logs are kept in {instance.folder}")
        else:
            instance.remove()
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


def _pages(chosen: Sequence[Path], instance: Instance, report: Report, everything: bool) -> None:
    # The first page starts the instance itself; whoever asks for another one finds it running.
    if chosen[0].name != "getting-started.md" and not instance.up():
        report.note("the instance", ["it did not start"])
        return
    for page in chosen:
        report.play(page.name, pages.read(page), instance)
        if report.failed and not instance.is_ready():
            print("The instance does not run any more; the other pages are left out.")
            return
    if everything:
        commands = runbooks.blocks((ROOT / "docs" / "runbooks").glob("*.md"))
        sign_in = Block(HANDBOOK / "api.sh", 1, runbooks.SIGN_IN)
        report.play("runbooks", [sign_in, *commands], instance)
    trace = instance.folder / TRACE
    if trace.exists():
        spans = json.loads(trace.read_text(encoding="utf-8"))
        report.note("the trace of a training", hops.problems(spans))
        report.note("the logs of the parts", part_logs.problems(instance.data / "logs", *_of(spans)))
        kept = ROOT / "build" / "logs"
        kept.mkdir(parents=True, exist_ok=True)
        shutil.copy(trace, kept / TRACE)
        print(as_tree([ReceivedSpan(**span) for span in spans]))
        print(f"The trace is in {(kept / TRACE).relative_to(ROOT)}")


def _of(spans: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """The trace and the run that it is of."""
    run = next(
        (span["attributes"]["signalbox.run.id"] for span in spans if "signalbox.run.id" in span["attributes"]), ""
    )
    return str(spans[0]["trace_id"]) if spans else "", str(run)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
