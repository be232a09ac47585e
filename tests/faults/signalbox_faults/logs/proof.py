"""The proof: senders write while datagrams are lost and the backend is killed; then what is stored is compared with what was written."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from signalbox_faults import processes
from signalbox_faults.logs.udp_proxy import Rates, UdpProxy
from signalbox_faults.rest import Rest, RestError, Unreachable
from signalbox_faults.system import HOME, NotStarted, System, accepts, free_port

RATES = Rates(drop=0.20, swap=0.10, repeat=0.05)
STREAMS = ("stdout", "stderr", "log")
TABLE = "feature,label\n" + "".join(f"{number},{'yes' if number % 2 else 'no'}\n" for number in range(40))
INSTANCES = 2
TERMINAL = ("succeeded", "failed", "cancelled", "timed_out")
# Lines that never pass in the last part, and for good once the spool is deleted.
HOLES = ((101, 140), (500, 500), (1201, 1234))
HOLE_LINES = 2000


@dataclass(frozen=True)
class Size:
    """How much is written, how fast, and how often the backend is killed meanwhile."""

    senders: int
    lines: int
    rate: int
    kills: int
    # How long the repair may take after the last run has ended.
    repair: float

    @property
    def seconds(self) -> float:
        return self.lines / self.rate


SHORT = Size(senders=16, lines=2_000, rate=150, kills=1, repair=120.0)
LONG = Size(senders=16, lines=62_500, rate=600, kills=2, repair=600.0)


@dataclass
class Verdict:
    """What held, what did not, and what was not put to the test."""

    facts: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)


class LogSystem(System):
    """An instance whose log lines take a detour through a proxy."""

    def __init__(self, data: Path, ml_ports: Sequence[int], log_port: int, proxy_port: int) -> None:
        super().__init__(data, ml_ports)
        self._environment |= {
            "SIGNALBOX_LOG_PORT": str(log_port),
            "SIGNALBOX_LOG_ADDRESS": f"127.0.0.1:{proxy_port}",
        }


class Chatter:
    """One instance of the chatting service, on the SDK as it is shipped."""

    def __init__(self, number: int, work: Path, slots: int, rate: int) -> None:
        self.port = free_port()
        self.work = work / f"chatter-{number}"
        output = (work / f"chatter-{number}.log").open("ab")
        self.process = subprocess.Popen(
            [str(HOME / "ml-services" / ".venv" / "bin" / "python"), "chatter.py"],
            cwd=HOME / "tests" / "faults" / "chatter",
            env={
                "PATH": "/usr/local/bin:/usr/bin:/bin",
                "SIGNALBOX_GRPC_PORT": str(self.port),
                "SIGNALBOX_WORK_DIR": str(self.work),
                "SIGNALBOX_SLOTS": str(slots),
                "SIGNALBOX_LOG_RATE": str(rate),
                "SIGNALBOX_EXIT_WITH_PARENT": "1",
                "CHATTER_DIR": str(work / "written"),
            },
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
        )
        output.close()

    def close(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)


def chatter_run(dataset: str, number: int, lines: int, seed: int, rate: int) -> dict[str, Any]:
    """What asks for a run that writes lines, and a copy of them into files of its number."""
    return {
        "kind": "training",
        "name": f"chatter-{number}",
        "algorithm": "chatter",
        "datasetId": dataset,
        "target": "label",
        "parameters": {"lines": lines, "number": number, "seed": seed, "rate": rate},
        # A second attempt would write over the copies of the first.
        "limits": {"maxAttempts": 1},
    }


def newest_summary(rest: Rest, run: str) -> dict[str, Any]:
    """The summary of the newest attempt; empty while there is none."""
    attempts = rest.persist("GET", f"/runs/{run}/log/summary")["attempts"]
    return dict(attempts[-1]) if attempts else {}


def stream_path(run: str, stream: str) -> str:
    """Where one of `STREAMS` is downloaded, without what others than the chatting service have logged."""
    logger = "&logger=chatter" if stream == "log" else ""
    return f"/runs/{run}/log/download?format=text&stream={stream}{logger}"


def unsealed(summary: Mapping[str, Any]) -> list[str]:
    """What keeps a log from being complete, in words."""
    told = f"seal {summary.get('seal')}, {summary.get('stored')} of {summary.get('totalLines')} lines stored"
    made = []
    if summary.get("seal") != "complete":
        made.append(f"{told}, {summary.get('missingLines')} missing: {str(summary.get('gaps'))[:200]}")
    elif summary["gapCount"] != 0 or summary["missingLines"] != 0 or summary["stored"] != summary["totalLines"]:
        made.append(f"{told}, {summary['missingLines']} missing, although the seal says otherwise")
    elif summary["hash"] is None or summary["hash"] != summary["totalHash"]:
        made.append(f"{told}: the hash is {summary['hash']}, the sender's {summary['totalHash']}")
    return made


def different(stored: Iterable[bytes], written: Path) -> str:
    """How a stored stream differs from what its sender wrote; empty when their SHA-256 is one."""
    found, size = hashlib.sha256(), 0
    for piece in stored:
        found.update(piece)
        size += len(piece)
    expected = written.read_bytes()
    if found.digest() == hashlib.sha256(expected).digest():
        return ""
    return f"has {size} bytes stored, {len(expected)} written, and they differ"


class Proof:
    """One system, one proxy, all senders."""

    def __init__(self, size: Size, seed: str, folder: Path, say: Callable[[str], None]) -> None:
        self._size = size
        self._seed = seed
        self._say = say
        self._work = folder / "work"
        (self._work / "written").mkdir(parents=True)
        self._log_port = free_port()
        self.proxy = UdpProxy(self._log_port, seed, RATES)
        slots = -(-size.senders // INSTANCES)
        rate = max(2_000, size.senders * size.rate)
        self._chatters = [Chatter(number, self._work, slots, rate) for number in range(INSTANCES)]
        self.system = LogSystem(
            folder / "data", [each.port for each in self._chatters], self._log_port, self.proxy.port
        )
        self.verdict = Verdict()

    def close(self) -> list[int]:
        left = self.system.down()
        for each in self._chatters:
            each.close()
        self.proxy.close()
        return left

    def start(self) -> None:
        self.system.up()
        self._rest = Rest(self.system.url, self.system.email, self.system.password)
        if not _await(
            lambda: all(accepts(each.port) for each in self._chatters) and self._rest.offers("chatter", INSTANCES), 90
        ):
            raise NotStarted("The chatting service is not offered 90 s after the start.")
        self._project = self._rest.new_project(f"logs {self._seed}")
        self._dataset = self._rest.upload(self._project, "table.csv", TABLE)

    # -- complete although everything is lossy

    def complete(self) -> None:
        size, begun = self._size, time.monotonic()
        runs = [self._submit(number, size.lines, size.rate) for number in range(size.senders)]
        if not _await(lambda: self._count(runs, ("running",)) == len(runs), 90, 0.3):
            self.verdict.facts.append("not all senders were seen running at the same time")
        for kill in range(size.kills):
            self._until(begun + size.seconds * (kill + 0.7) / size.kills, "writing")
            self._kill_backend()
        limit = time.monotonic() + 3 * size.seconds + 180
        while self._count(runs, TERMINAL) < len(runs) and time.monotonic() < limit:
            self._say(f"{self._count(runs, TERMINAL)} of {len(runs)} runs have ended")
            time.sleep(0.5)
        ended = time.monotonic()
        self.verdict.facts.append(f"all runs ended after {ended - begun:.0f} s; datagrams: {_told(self.proxy.counts)}")
        states = [self._rest.persist("GET", f"/runs/{run}") for run in runs]
        for number, state in enumerate(states):
            if (state["status"], state["attempt"]) != ("succeeded", 1):
                self._violated(f"run {number} is {state['status']} in attempt {state['attempt']}")
        open_runs = self._await_seals(runs, ended + size.repair)
        took = time.monotonic() - ended
        self.verdict.facts.append(
            f"{len(runs) - len(open_runs)} of {len(runs)} logs sealed complete {took:.0f} s after the last run"
        )
        self._prove_faults()
        for number, run in enumerate(runs):
            self._compare(number, run)

    def _await_seals(self, runs: Sequence[str], until: float) -> list[str]:
        waiting = list(runs)
        while True:
            waiting = [run for run in waiting if self._seal(run).get("seal") != "complete"]
            if not waiting or time.monotonic() > until:
                return waiting
            missing = sum(int(self._seal(run).get("missingLines", 0)) for run in waiting)
            self._say(f"{len(waiting)} logs are not sealed; {missing} lines are missing")
            time.sleep(1.0)

    def _prove_faults(self) -> None:
        counts = self.proxy.counts
        received = max(1, counts.get("received", 0))
        for name, share in (("dropped", RATES.drop), ("swapped", RATES.swap), ("repeated", RATES.repeat)):
            if not 0.8 * share < counts.get(name, 0) / received < 1.2 * share:
                self.verdict.unproven.append(f"{counts.get(name, 0)} of {received} datagrams were {name}")
        if received < self._size.senders * self._size.lines:
            self.verdict.unproven.append(f"only {received} datagrams came through the proxy")

    def _compare(self, number: int, run: str) -> None:
        """The stored streams and the sender's files, byte for byte; number and hash of all lines as the summary has them."""
        for words in unsealed(self._seal(run)):
            self._violated(f"run {number}: {words}")
        for stream in STREAMS:
            path = stream_path(run, stream)
            words = different(self._pieces(path), self._work / "written" / f"{number}.{stream}")
            if words:
                self._violated(f"run {number}: {stream} {words}")
                self._keep(path, self._work / "written" / f"{number}.{stream}.stored")
        self._say(f"compared {number + 1} of {self._size.senders}")

    # -- honest when lines are gone

    def incomplete(self) -> None:
        """Chosen lines never pass, then the spool is deleted: the summary must name exactly these lines."""
        self.proxy.behave(Rates())
        lost = {seq for first, last in HOLES for seq in range(first, last + 1)}
        number = self._size.senders
        names: set[str] = set()
        self.proxy.lose = lambda run, seq: run in names and seq in lost
        run = self._submit(number, HOLE_LINES, 1_000, names.add)
        if not _await(lambda: self._count([run], TERMINAL) == 1, 90, 0.3):
            self._violated("the run whose lines are lost did not end within 90 s")
            return
        if not _await(lambda: self._seal(run).get("missingLines") == len(lost), 60, 0.5):
            self._violated(f"before its spool is deleted, the summary says {self._seal(run)}")
        deleted = [each.work / "spool" / run for each in self._chatters if (each.work / "spool" / run).exists()]
        for folder in deleted:
            shutil.rmtree(folder)
        if len(deleted) != 1:
            self.verdict.unproven.append(f"{len(deleted)} spools of the run were found")
        self.proxy.lose = None
        if not _await(lambda: self._seal(run).get("seal") in ("incomplete", "complete"), 180, 0.5):
            self._violated("the log without a spool was not sealed within 180 s")
        summary = self._seal(run)
        gaps = [(gap["from"], gap["to"]) for gap in summary.get("gaps", [])]
        if summary.get("seal") != "incomplete" or gaps != list(HOLES):
            self._violated(f"the seal is {summary.get('seal')} with gaps {gaps}; {list(HOLES)} are gone")
        else:
            self.verdict.facts.append(f"with the spool deleted: incomplete, missing exactly {gaps}")
        if self.proxy.counts.get("chosen", 0) <= len(lost):
            self.verdict.unproven.append("the lost lines were not asked for again")

    # -- small things

    def _submit(self, number: int, lines: int, rate: int, named: Callable[[str], None] = lambda run: None) -> str:
        body = chatter_run(self._dataset, number, lines, int(self._seed) % 2**31, rate)
        headers = {"Idempotency-Key": f"{self._seed}-{number}"}
        run = str(self._rest.persist("POST", f"/projects/{self._project}/runs", body, headers)["id"])
        named(run)
        return run

    def _kill_backend(self) -> None:
        if not _await(lambda: self.system.ready("backend"), 90):
            self.verdict.unproven.append("the backend was not ready, so there was nothing to kill")
            return
        pid = self.system.pid("backend")
        before = self.proxy.counts.get("received", 0)
        begun = time.monotonic()
        processes.send(pid, signal.SIGKILL)
        if not _await(lambda: self.system.pid("backend") not in (0, pid), 90, 0.02):
            self._violated("the backend did not come back within 90 s")
            return
        meanwhile = self.proxy.counts.get("received", 0) - before
        if not meanwhile:
            self.verdict.unproven.append("no datagram was sent while the backend was away")
        self.verdict.facts.append(
            f"backend killed (pid {pid}), back after {time.monotonic() - begun:.1f} s; {meanwhile} datagrams came meanwhile"
        )

    def _until(self, moment: float, words: str) -> None:
        while time.monotonic() < moment:
            self._say(f"{words}; datagrams: {_told(self.proxy.counts)}")
            time.sleep(0.3)

    def _count(self, runs: Sequence[str], states: Sequence[str]) -> int:
        try:
            found = {each["id"]: each["status"] for each in self._rest.runs(self._project)}
        except (Unreachable, RestError):
            return 0
        return sum(found.get(run) in states for run in runs)

    def _seal(self, run: str) -> Mapping[str, Any]:
        return newest_summary(self._rest, run)

    def _keep(self, path: str, target: Path) -> None:
        with target.open("wb") as out:
            for piece in self._pieces(path):
                out.write(piece)

    def _pieces(self, path: str) -> list[bytes]:
        try:
            return self._rest.download(path)
        except Unreachable as error:
            self._violated(f"it could not be downloaded: {error}")
            return []

    def _violated(self, words: str) -> None:
        self.verdict.violations.append(words)


def _await(condition: Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{value:,} {name}" for name, value in counts.items()) or "none"
