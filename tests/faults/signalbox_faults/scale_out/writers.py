"""Runs that write log lines while parts are killed, and the comparison of what is stored with what they wrote."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from signalbox_faults.faults import wait_until
from signalbox_faults.history import TERMINAL
from signalbox_faults.judge import Kind, Violation
from signalbox_faults.logs.proof import STREAMS, chatter_run, different, newest_summary, stream_path, unsealed
from signalbox_faults.rest import Rest, RestError, Unreachable
from signalbox_faults.scenario import TABLE

# After the last line: what was lost on the way is asked for again, and asked for again.
REPAIR_SECONDS = 120.0


class Writers:
    """They have a project of their own: what they are executed by does not write the executions down that are judged."""

    def __init__(self, rest: Rest, work: Path, numbers: Iterator[int], seed: int) -> None:
        self._rest = rest
        self._written = work / "written"
        self._numbers = numbers
        self._seed = seed
        self._project = rest.new_project(f"lines {uuid.uuid4().hex[:8]}")
        self._dataset = rest.upload(self._project, "table.csv", TABLE)
        self._runs: dict[str, int] = {}
        self._newest: set[str] = set()

    def begin(self, count: int, rate: int, seconds: float) -> None:
        """So many more of them write for so long."""
        self._newest = set()
        for number in (next(self._numbers) for _ in range(count)):
            body = chatter_run(self._dataset, number, int(rate * seconds), self._seed, rate)
            headers = {"Idempotency-Key": str(uuid.uuid4())}
            run = str(self._rest.persist("POST", f"/projects/{self._project}/runs", body, headers)["id"])
            self._runs[run] = number
            self._newest.add(run)

    def begun(self) -> bool:
        """True when all that were asked for last are executed, or were."""
        states = self._states()
        return all(states[run] == "running" or states[run] in TERMINAL for run in self._newest)

    def compare(self, through: Mapping[str, Rest], seconds: float, say: Callable[[str], None]) -> Iterator[Violation]:
        """Every log is sealed complete, and is what was written, through each backend. `seconds`: for the writing."""
        say("waiting for the last lines")
        wait_until(lambda: TERMINAL.issuperset(self._states().values()), seconds, 0.5)
        for run, status in self._states().items():
            if status != "succeeded":
                yield Violation(Kind.UNEXPECTED_END, run, f"{status or 'unknown'}, although it only writes lines")
        say("waiting for the seals")
        deadline = time.monotonic() + REPAIR_SECONDS
        for run in self._runs:
            wait_until(partial(self._sealed, run), deadline - time.monotonic(), 0.3)
        for at, (run, number) in enumerate(self._runs.items(), 1):
            say(f"comparing log {at} of {len(self._runs)}")
            for name, rest in through.items():
                for words in self._differences(rest, run, number):
                    yield Violation(Kind.LOG_DIFFERS, run, f"{words} ({name})")

    def _states(self) -> dict[str, str]:
        """The status of each of them; empty for what is not in the list."""
        try:
            found = {each["id"]: str(each["status"]) for each in self._rest.runs(self._project)}
        except (Unreachable, RestError):
            found = {}
        return {run: found.get(run, "") for run in self._runs}

    def _sealed(self, run: str) -> bool:
        return not unsealed(newest_summary(self._rest, run))

    def _differences(self, rest: Rest, run: str, number: int) -> Iterator[str]:
        yield from unsealed(newest_summary(rest, run))
        for stream in STREAMS:
            try:
                stored = rest.download(stream_path(run, stream))
            except Unreachable as error:
                yield f"{stream} could not be downloaded: {error}"
                continue
            written = self._written / f"{number}.{stream}"
            words = different(stored, written) if written.exists() else "was never written"
            if words:
                yield f"{stream} {words}"
