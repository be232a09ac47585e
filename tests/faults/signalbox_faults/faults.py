"""The faults, and the proof that each really happened. A fault without proof makes its scenario void."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from signalbox_faults import processes
from signalbox_faults.history import Outage
from signalbox_faults.proxy import Cut, Proxy
from signalbox_faults.records import Death, read_executions
from signalbox_faults.rest import Rest, RestError, Unreachable
from signalbox_faults.system import HOME, System, accepts, free_port
from signalbox_faults.twin import Twin

BACK_SECONDS = 90.0
RESTART_PAUSE_SECONDS = 0.5
# How long a fault waits for something that it can hit.
WORK_SECONDS = 10.0
# How soon after a server is back everything works again.
HEALED_SECONDS = 20.0


class ServiceKeeper:
    """One instance of the scripted service behind a proxy, started again whenever it dies."""

    def __init__(self, name: str, slots: int, log: Path, output: Path) -> None:
        self.name = name
        self._slots = slots
        self._log = log
        self._output = output
        self._port = free_port()
        self.proxy = Proxy(self._port)
        self._lock = threading.Lock()
        self._deaths: list[Death] = []
        self._outages: list[Outage] = []
        self._stop = threading.Event()
        self._held = threading.Event()
        self._process = self._start()
        self._thread = threading.Thread(target=self._keep, name=f"keep-{name}", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        with self._lock:
            return self._process.pid

    def up(self) -> bool:
        with self._lock:
            process = self._process
        return process.poll() is None and accepts(self._port)

    def hold(self) -> None:
        """Nothing starts it again until it is released."""
        self._held.set()

    def kill(self) -> None:
        processes.send(self.pid, signal.SIGKILL)

    def release(self) -> None:
        self._held.clear()

    def silent(self) -> bool:
        """True when nobody listens."""
        return not accepts(self._port)

    def busy(self) -> int:
        """How many executions of the process that runs now have not ended."""
        pid = self.pid
        return sum(each.pid == pid and each.ended is None for each in read_executions(self._log))

    def deaths(self) -> list[Death]:
        with self._lock:
            return list(self._deaths)

    def outages(self) -> list[Outage]:
        with self._lock:
            return list(self._outages)

    def close(self) -> None:
        self._stop.set()
        self._thread.join(10)
        processes.send(self._process.pid, signal.SIGCONT)
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self.proxy.close()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._output.open("ab") as output:
            return subprocess.Popen(
                [
                    *(sys.executable, "-m", "signalbox_faults.service", "--name", self.name),
                    *("--port", str(self._port), "--slots", str(self._slots), "--log", str(self._log)),
                ],
                cwd=HOME / "tests" / "faults",
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
            )

    def _keep(self) -> None:
        while not self._stop.is_set():
            try:
                self._process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            died = time.time()
            with self._lock:
                self._deaths.append(Death(self._process.pid, died))
            if self._stop.wait(RESTART_PAUSE_SECONDS):
                return
            while self._held.is_set():
                if self._stop.wait(0.05):
                    return
            with self._lock:
                self._process = self._start()
            while not self._stop.is_set() and not accepts(self._port) and self._process.poll() is None:
                time.sleep(0.02)
            with self._lock:
                self._outages.append(Outage(died, time.time()))


@dataclass
class Stage:
    """Everything that a fault can touch."""

    system: System
    services: list[ServiceKeeper]
    # What the scenario at hand has, for faults that need to ask for something themselves.
    rest: Rest | None = None
    project: str = ""
    second: Twin | None = None


@dataclass
class Injection:
    """What one fault did."""

    name: str
    begin: float = field(default_factory=time.time)
    end: float = 0.0
    # Facts that show it; and what is missing for a proof.
    facts: list[str] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)
    # What the system owed and did not do: come back.
    broken: list[str] = field(default_factory=list)

    def take(self, other: Injection) -> None:
        """What else was done in the meantime."""
        self.facts += other.facts
        self.unproven += other.unproven
        self.broken += other.broken

    def outage(self) -> Outage:
        return Outage(self.begin, self.end or time.time())


Fault = Callable[[Stage], Injection]


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """True as soon as the condition is; False when the time is up."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def kill_part(part: str) -> Fault:
    """kill -9 of a part; the launcher starts it again."""

    def inject(stage: Stage) -> Injection:
        made = Injection(f"kill {part}")
        if not wait_until(lambda: stage.system.ready(part), BACK_SECONDS):
            made.unproven.append(f"{part} was not ready, so there was nothing to kill")
            made.end = time.time()
            return made
        pid = stage.system.pid(part)
        _kill(pid, made)
        _await_back(stage, part, pid, made)
        return made

    return inject


def _kill(pid: int, made: Injection) -> None:
    before = processes.look(pid)
    made.begin = time.time()
    processes.send(pid, signal.SIGKILL)
    if before is None:
        made.unproven.append(f"there was no process {pid}")
    elif wait_until(partial(processes.gone, before), 5):
        made.facts.append(f"pid {pid} died")
    else:
        made.unproven.append(f"pid {pid} is still there")


def _await_back(stage: Stage, part: str, old: int, made: Injection) -> None:
    back = wait_until(lambda: stage.system.pid(part) not in (0, old) or not stage.system.alive(), BACK_SECONDS)
    made.end = time.time()
    if not stage.system.alive():
        made.broken.append(f"Signalbox stopped altogether after {made.name}")
    elif not back:
        made.broken.append(f"{part} was not ready again within {BACK_SECONDS:g} s")
    else:
        made.facts.append(f"{part} is pid {stage.system.pid(part)} after {made.end - made.begin:.1f} s")


def freeze_part(part: str, seconds: float) -> Fault:
    """SIGSTOP of a part and all its processes for a while, then SIGCONT."""

    def inject(stage: Stage) -> Injection:
        made = Injection(f"freeze {part}")
        if not wait_until(lambda: stage.system.ready(part), BACK_SECONDS):
            made.unproven.append(f"{part} was not ready, so there was nothing to freeze")
            made.end = time.time()
            return made
        _freeze(stage.system.pid(part), seconds, made)
        if not stage.system.alive():
            made.broken.append(f"Signalbox stopped altogether after {made.name}")
        return made

    return inject


def _freeze(pid: int, seconds: float, made: Injection) -> None:
    members = processes.family(pid)
    if not members:
        made.unproven.append(f"there was no process {pid}")

    def stopped() -> bool:
        return all(_same_and_stopped(each) for each in members)

    made.begin = time.time()
    try:
        for each in members:
            processes.send(each.pid, signal.SIGSTOP)
        if members and not wait_until(stopped, 3):
            made.unproven.append(f"not all of {[each.pid for each in members]} came to a stop")
        time.sleep(seconds)
        if members and not stopped():
            made.unproven.append(f"{[each.pid for each in members]} did not stay stopped")
        else:
            made.facts.append(f"{len(members)} processes of pid {pid} in state T for {time.time() - made.begin:.1f} s")
    finally:
        for each in members:
            if not processes.gone(each):
                processes.send(each.pid, signal.SIGCONT)
        made.end = time.time()


def _same_and_stopped(process: processes.Process) -> bool:
    now = processes.look(process.pid)
    return now is not None and now.born == process.born and now.state == "T"


def kill_service(which: int) -> Fault:
    """kill -9 of an instance of the scripted service."""

    def inject(stage: Stage) -> Injection:
        keeper = stage.services[which]
        made = Injection(f"kill service {keeper.name}")
        _await_work(keeper, made)
        pid = keeper.pid
        _kill(pid, made)
        if not wait_until(lambda: keeper.pid != pid and keeper.up(), 20):
            made.unproven.append("the scripted service did not come back")
        made.end = time.time()
        return made

    return inject


def kill_worker() -> Fault:
    """kill -9 of an instance that executes something: of each in turn, when several do."""
    turn = 0

    def inject(stage: Stage) -> Injection:
        nonlocal turn
        services = stage.services
        order = [(turn + step) % len(services) for step in range(len(services))]
        busy = [which for which in order if services[which].up() and services[which].busy() > 0]
        turn += 1
        return kill_service(busy[0] if busy else order[0])(stage)

    return inject


def freeze_service(which: int, seconds: float) -> Fault:
    def inject(stage: Stage) -> Injection:
        keeper = stage.services[which]
        made = Injection(f"freeze service {keeper.name}")
        _await_work(keeper, made)
        _freeze(keeper.pid, seconds, made)
        return made

    return inject


def _await_work(keeper: ServiceKeeper, made: Injection) -> None:
    """A fault that hits an idle instance proves little: it waits for work there."""
    if wait_until(lambda: keeper.up() and keeper.busy() > 0, WORK_SECONDS):
        made.facts.append(f"{keeper.busy()} executions on service {keeper.name}")
    else:
        made.unproven.append(f"nothing was executing on service {keeper.name}")


def cut(which: int, how: Cut, seconds: float) -> Fault:
    """Nothing passes between the orchestrator and an instance for a while."""

    def inject(stage: Stage) -> Injection:
        keeper = stage.services[which]
        made = Injection(f"cut service {keeper.name} ({how.value})")
        _await_work(keeper, made)
        if keeper.proxy.meter.forwarded == 0:
            made.unproven.append("no byte had passed before the cut")
        made.begin = time.time()
        keeper.proxy.cut(how)
        time.sleep(seconds)
        meter = keeper.proxy.heal()
        made.end = time.time()
        if meter.forwarded > 0:
            made.unproven.append(f"{meter.forwarded} bytes passed during the cut")
        if meter.broken + meter.held == 0:
            made.unproven.append("nothing met the cut")
        else:
            made.facts.append(f"{meter.broken} connections broken, {meter.held} bytes held for {seconds:g} s")
        return made

    return inject


def cut_link(link: str, how: Cut, seconds: float, meanwhile: Fault | None = None) -> Fault:
    """Nothing passes between a part and a server for a while."""

    def inject(stage: Stage) -> Injection:
        proxy = stage.system.links[link]
        made = Injection(f"cut {link} ({how.value})")
        if not wait_until(lambda: proxy.meter.forwarded > 0, WORK_SECONDS):
            made.unproven.append("no byte had passed before the cut")
        made.begin = time.time()
        deadline = time.monotonic() + seconds
        proxy.cut(how)
        try:
            if meanwhile is not None:
                made.take(meanwhile(stage))
            time.sleep(max(0.0, deadline - time.monotonic()))
        finally:
            meter = proxy.heal()
        made.end = time.time()
        if meter.forwarded > 0:
            made.unproven.append(f"{meter.forwarded} bytes passed during the cut")
        if meter.broken + meter.held == 0:
            made.unproven.append("nothing met the cut")
        else:
            made.facts.append(
                f"{meter.broken} connections broken, {meter.held} bytes held for {made.end - made.begin:.1f} s"
            )
        if not stage.system.alive():
            made.broken.append(f"Signalbox stopped altogether after {made.name}")
        return made

    return inject


def uploads_refused(stage: Stage) -> Injection:
    """Whoever uploads while the object store is away is refused, and is never told that it was stored."""
    made = Injection("upload meanwhile")
    try:
        dataset = _upload(stage, seconds=20.0)
    except Unreachable as refused:
        made.facts.append(f"an upload meanwhile was refused: {str(refused)[:80]}")
    except RestError as wrong:
        made.broken.append(f"an upload without the object store was answered with {wrong}")
    else:
        made.unproven.append(f"an upload was stored all the same, as {dataset}")
    return made


def then_uploads_work(fault: Fault) -> Fault:
    """The fault; and after it, uploads are stored again."""

    def inject(stage: Stage) -> Injection:
        made = fault(stage)
        begin = time.monotonic()
        while True:
            try:
                _upload(stage, seconds=30.0)
            except (Unreachable, RestError) as refused:
                if time.monotonic() - begin > HEALED_SECONDS:
                    made.broken.append(f"uploads do not work {HEALED_SECONDS:g} s after {made.name}: {refused}")
                    return made
                time.sleep(0.2)
            else:
                made.facts.append(f"an upload was stored {time.monotonic() - begin:.1f} s after it")
                return made

    return inject


def _upload(stage: Stage, seconds: float) -> str:
    if stage.rest is None:
        raise ValueError("This fault needs somebody who uploads")
    return stage.rest.upload(stage.project, "meanwhile.csv", "feature,label\n1,yes\n2,no\n3,yes\n", seconds)


def services_absent(seconds: float) -> Fault:
    """kill -9 of all instances, which come back only after a while."""

    def inject(stage: Stage) -> Injection:
        made = Injection("kill all services")
        for keeper in stage.services:
            _await_work(keeper, made)
        pids = {keeper.name: keeper.pid for keeper in stage.services}
        begin = time.time()
        for keeper in stage.services:
            keeper.hold()
        try:
            for keeper in stage.services:
                _kill(keeper.pid, made)
            # The port of a dead process is open until the last of its threads has gone.
            wait_until(lambda: all(keeper.silent() for keeper in stage.services), 2)
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                if not all(keeper.silent() for keeper in stage.services):
                    made.unproven.append("an instance was there meanwhile")
                time.sleep(0.1)
        finally:
            for keeper in stage.services:
                keeper.release()
        back = wait_until(lambda: all(each.pid != pids[each.name] and each.up() for each in stage.services), 20)
        made.begin, made.end = begin, time.time()
        if back:
            made.facts.append(f"no instance for {made.end - begin:.1f} s")
        else:
            made.unproven.append("the scripted service did not come back")
        return made

    return inject


def kill_second() -> Fault:
    """kill -9 of the further orchestrator."""

    def inject(stage: Stage) -> Injection:
        made = Injection("kill the second orchestrator")
        second = stage.second
        if second is None or not wait_until(second.up, BACK_SECONDS):
            made.unproven.append("it was not ready, so there was nothing to kill")
            made.end = time.time()
            return made
        pid = second.pid
        _kill(pid, made)
        if not wait_until(lambda: second.pid != pid and second.up(), BACK_SECONDS):
            made.broken.append(f"it was not ready again within {BACK_SECONDS:g} s")
        made.end = time.time()
        return made

    return inject


def freeze_second(seconds: float) -> Fault:
    def inject(stage: Stage) -> Injection:
        made = Injection("freeze the second orchestrator")
        second = stage.second
        if second is None or not wait_until(second.up, BACK_SECONDS):
            made.unproven.append("it was not ready, so there was nothing to freeze")
            made.end = time.time()
            return made
        _freeze(second.pid, seconds, made)
        return made

    return inject


def kafka_absent_at_start(seconds: float) -> Fault:
    """Orchestrator and backend start while no Kafka listens: all three are killed, and Kafka's return is held up."""

    def inject(stage: Stage) -> Injection:
        made = Injection("no Kafka at start")
        system = stage.system
        parts = ("kafka", "orchestrator", "backend")
        if not wait_until(lambda: all(system.ready(part) for part in parts), BACK_SECONDS):
            made.unproven.append("not all of them were ready")
            made.end = time.time()
            return made
        old = {part: system.pid(part) for part in parts}
        port = system.listens_on("kafka")
        words = {part: _main_class(old[part]) for part in parts}
        # Also what only watches over the old processes: it bears their command line for a while.
        known = set(processes.mentioning(str(system.data)))
        made.begin = time.time()
        for part in parts:
            processes.send(old[part], signal.SIGKILL)

        def successors(part: str) -> list[int]:
            return [
                pid
                for pid in processes.mentioning(str(system.data))
                if pid not in known and _main_class(pid) == words[part]
            ]

        if not wait_until(lambda: bool(successors("kafka")), 20, 0.005):
            made.unproven.append("Kafka's new process was not found")
        held: set[int] = set()
        refused = asked = 0
        waiting: set[str] = set()
        deadline = time.monotonic() + seconds
        try:
            while not made.unproven and time.monotonic() < deadline:
                # Again and again: a process that is just becoming the broker shows no command line for a moment.
                for pid in successors("kafka"):
                    held.add(pid)
                    processes.send(pid, signal.SIGSTOP)
                asked += 1
                refused += not accepts(port)
                waiting |= {part for part in ("orchestrator", "backend") if successors(part)}
                time.sleep(0.05)
        finally:
            for pid in held:
                processes.send(pid, signal.SIGCONT)
        if held:
            made.facts.append(f"Kafka's port refused {refused} of {asked} times; started meanwhile: {sorted(waiting)}")
            if refused != asked:
                made.unproven.append("Kafka listened already")
            if waiting != {"orchestrator", "backend"}:
                made.unproven.append(f"only {sorted(waiting)} started without Kafka")
        for part in parts:
            _await_back(stage, part, old[part], made)
        return made

    return inject


def _main_class(pid: int) -> str:
    """The main class of a Java process: the word after the class path."""
    words = processes.command(pid).split()
    return words[words.index("-cp") + 2] if "-cp" in words[:-2] else ""
