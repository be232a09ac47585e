"""Several processes are killed at the same moment, and the proof that they were."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from signalbox_faults import processes
from signalbox_faults.faults import BACK_SECONDS, Injection, wait_until
from signalbox_faults.history import Outage

GONE_SECONDS = 5.0


class Victim(Protocol):
    """A process that somebody starts again whenever it dies."""

    name: str

    @property
    def pid(self) -> int: ...

    def up(self) -> bool: ...

    def hold(self) -> None:
        """It stays away until it is released, where that can be had."""

    def release(self) -> None: ...


@dataclass(frozen=True)
class Strike:
    """How many of each are killed at the same moment."""

    backends: int = 0
    orchestrators: int = 0
    services: int = 0


@dataclass
class Blow:
    """What one strike did; `away`: from its death until it was ready again, by name."""

    injection: Injection
    away: dict[str, Outage] = field(default_factory=dict)


class Takeover:
    """Watches the partitions of parts of which one is about to die, until each has an owner again."""

    def __init__(self, what: str, held: Callable[[], Mapping[str, int]]) -> None:
        """`held`: how many partitions each part has now."""
        self.what = what
        self.seconds: float | None = None
        self._held = held
        self.before = held()

    def look(self, since: float) -> bool:
        """`since`: when the part was killed, in epoch seconds."""
        if self.seconds is None and sum(self._held().values()) >= sum(self.before.values()):
            self.seconds = time.time() - since
        return self.seconds is not None


V = TypeVar("V", bound=Victim)


def choose(
    rng: random.Random,
    among: Sequence[V],
    count: int,
    turns: Counter[str],
    fits: Callable[[V], bool] = lambda each: True,
) -> list[V]:
    """So many of them: those that fit, and of these the ones whose turn was least often. `turns` is brought up to date."""
    order = sorted(among, key=lambda each: (not fits(each), turns[each.name], rng.random()))
    turns.update(each.name for each in order[:count])
    return order[:count]


def kill_at_once(
    victims: Sequence[Victim], seconds: float, meanwhile: Callable[[float], object], back: float = BACK_SECONDS
) -> Blow:
    """kill -9 of all of them; those that can be held come back after `seconds`. Ends when all are ready again.

    `meanwhile`: called again and again until then, with the moment of the kill in epoch seconds.
    """
    made = Injection("kill " + " and ".join(each.name for each in victims))
    blow = Blow(made)
    known = {each.name: processes.look(each.pid) for each in victims if wait_until(each.up, back, 0.1)}
    for victim in victims:
        if known.get(victim.name) is None:
            made.unproven.append(f"{victim.name} was not ready, so there was nothing to kill")
    if made.unproven:
        made.end = time.time()
        return blow
    old = {name: process for name, process in known.items() if process is not None}
    for victim in victims:
        victim.hold()
    try:
        made.begin = time.time()
        for process in old.values():
            processes.send(process.pid, signal.SIGKILL)
        _prove(victims, old, made)
        _until_back(victims, old, seconds, back, meanwhile, blow)
    finally:
        for victim in victims:
            victim.release()
        made.end = time.time()
    return blow


def _prove(victims: Sequence[Victim], old: dict[str, processes.Process], made: Injection) -> None:
    for name, process in old.items():
        if wait_until(partial(processes.gone, process), GONE_SECONDS):
            made.facts.append(f"{name}: pid {process.pid} died")
        else:
            made.unproven.append(f"{name}: pid {process.pid} is still there")
    if not wait_until(lambda: not any(each.up() for each in victims), GONE_SECONDS):
        made.unproven.append("not all of them were away at the same time")


def _until_back(
    victims: Sequence[Victim],
    old: dict[str, processes.Process],
    seconds: float,
    back: float,
    meanwhile: Callable[[float], object],
    blow: Blow,
) -> None:
    made = blow.injection
    begun = time.monotonic()
    held = True
    while len(blow.away) < len(victims) and time.monotonic() < begun + seconds + back:
        if held and time.monotonic() >= begun + seconds:
            held = False
            for victim in victims:
                victim.release()
        for victim in victims:
            if victim.name not in blow.away and victim.pid not in (0, old[victim.name].pid) and victim.up():
                blow.away[victim.name] = Outage(made.begin, time.time())
                made.facts.append(f"{victim.name}: pid {victim.pid} after {time.time() - made.begin:.1f} s")
        meanwhile(made.begin)
        time.sleep(0.1)
    for victim in victims:
        if victim.name not in blow.away:
            blow.away[victim.name] = Outage(made.begin, time.time())
            made.broken.append(f"{victim.name} was not ready again within {back:g} s")
