"""An instance of which there is more than one of everything that may be: the launcher's parts, and further ones of our own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

from signalbox_faults.faults import BACK_SECONDS, ServiceKeeper, wait_until
from signalbox_faults.logs.proof import Chatter
from signalbox_faults.rest import Rest
from signalbox_faults.scale_out.balancer import Target, TcpBalancer, UdpBalancer, Watch
from signalbox_faults.system import NotStarted, System, accepts, free_port
from signalbox_faults.twin import Twin

INSTANCES = ("service-a", "service-b", "service-c", "service-d")
SLOTS = 4
CHATTERS = 2
CHATTER_SLOTS = 4
CHATTER_RATE = 4_000


class ScaleOutSystem(System):
    """An instance whose log lines take the way through the balancer, and whose management ports are known beforehand."""

    def __init__(self, data: Path, ml_ports: Sequence[int], log_port: int, log_address: int) -> None:
        super().__init__(data, ml_ports, ())
        self.management = {part: free_port() for part in ("backend", "orchestrator")}
        self._ports |= {f"{part}Management": port for part, port in self.management.items()}
        self._environment |= {
            "SIGNALBOX_BACKEND_NAME": "backend-1",
            "SIGNALBOX_LOG_PORT": str(log_port),
            "SIGNALBOX_LOG_ADDRESS": f"127.0.0.1:{log_address}",
        }


class Launched:
    """A part that the launcher has started, and starts again at once when it dies."""

    def __init__(self, system: ScaleOutSystem, part: str, name: str) -> None:
        self.name = name
        self.management = system.management[part]
        self._system = system
        self._part = part

    @property
    def pid(self) -> int:
        return self._system.pid(self._part)

    def up(self) -> bool:
        return self._system.ready(self._part)

    def hold(self) -> None:
        """The launcher cannot be told to wait."""

    def release(self) -> None:
        """Nothing was held."""


class Fleet:
    """Two backends, two orchestrators, four scripted instances, two that write log lines, and the balancer before the backends."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        (self.work / "written").mkdir(parents=True)
        self.log = self.work / "executions.jsonl"
        self.services = [ServiceKeeper(name, SLOTS, self.log, self.work / f"{name}.log") for name in INSTANCES]
        self.chatters = [Chatter(number, self.work, CHATTER_SLOTS, CHATTER_RATE) for number in range(CHATTERS)]
        log_port, log_address = free_port(), free_port()
        self.system = ScaleOutSystem(
            folder / "data",
            [*(each.proxy.port for each in self.services), *(each.port for each in self.chatters)],
            log_port,
            log_address,
        )
        self.targets = (
            Target("backend-1", self.system.port, log_port, self.system.management["backend"]),
            Target("backend-2", free_port(), free_port(), free_port()),
        )
        self._watch = Watch(self.targets)
        self._tcp = TcpBalancer(self.targets)
        self.udp = UdpBalancer(self.targets, log_address)
        self._twins: list[Twin] = []
        self.backends: list[Launched | Twin] = []
        self.orchestrators: list[Launched | Twin] = []
        credentials = (self.system.email, self.system.password)
        self.rest = Rest(f"http://127.0.0.1:{self._tcp.port}", *credentials)
        self.direct = {each.name: Rest(f"http://127.0.0.1:{each.port}", *credentials) for each in self.targets}
        # Each run that writes log lines has files of its own.
        self.numbers = itertools.count()

    def start(self, say: Callable[[float, str], None]) -> None:
        """`say`: told how much of the start is done, and what comes next."""
        system = self.system
        say(0.0, "starting Signalbox")
        system.up()
        if not wait_until(lambda: system.ready("backend") and system.ready("orchestrator"), BACK_SECONDS, 0.1):
            raise NotStarted("Backend and orchestrator were not ready after the start.")
        say(0.6, "starting another backend and another orchestrator")
        further = self.targets[1]
        backend = self._add(
            "backend",
            further.name,
            {
                "SIGNALBOX_BACKEND_NAME": further.name,
                "SIGNALBOX_PORT": str(further.port),
                "SIGNALBOX_LOG_PORT": str(further.log_port),
            },
            further.management,
        )
        orchestrator = self._add("orchestrator", "orchestrator-2", {}, 0)
        self.backends = [Launched(system, "backend", "backend-1"), backend]
        self.orchestrators = [Launched(system, "orchestrator", "orchestrator-1"), orchestrator]
        if not wait_until(lambda: all(each.up() for each in self._twins), BACK_SECONDS, 0.2):
            raise NotStarted(f"Not ready after {BACK_SECONDS:g} s: see {[f'{each.name}.log' for each in self._twins]}")
        say(0.95, "waiting until all instances are offered")
        if not wait_until(lambda: all(each.ready for each in self.targets) and self._offered(), BACK_SECONDS, 0.2):
            raise NotStarted(f"Not all instances are offered {BACK_SECONDS:g} s after the start.")

    def management(self) -> dict[str, int]:
        """The management port of each backend and orchestrator, by its name."""
        return {each.name: each.management for each in (*self.backends, *self.orchestrators)}

    def close(self) -> list[int]:
        """Stops everything; the pids that are left although nothing may be."""
        for twin in self._twins:
            twin.close()
        left = self.system.down()
        for service in self.services:
            service.close()
        for chatter in self.chatters:
            chatter.close()
        self._watch.close()
        self._tcp.close()
        self.udp.close()
        return left

    def _add(self, part: str, name: str, settings: dict[str, str], management: int) -> Twin:
        twin = Twin(self.system, part, name, self.work / f"{name}.log", settings, management)
        self._twins.append(twin)
        return twin

    def _offered(self) -> bool:
        """True when every instance is up, and both algorithms can be started."""
        return (
            self.rest.offers("scripted", len(INSTANCES))
            and self.rest.offers("chatter", CHATTERS)
            and all(accepts(each.port) for each in self.chatters)
        )
