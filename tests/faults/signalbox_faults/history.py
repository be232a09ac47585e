"""What was seen during a scenario, from every side, as plain values. Times are epoch seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TERMINAL = frozenset({"succeeded", "failed", "cancelled", "timed_out"})


@dataclass(frozen=True)
class Accepted:
    """A run that REST answered with 201, and how it may end."""

    run_id: str
    behaviour: str
    at: float
    expected: frozenset[str]


@dataclass(frozen=True)
class View:
    """A run as one of the views shows it."""

    status: str
    attempt: int
    summary: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class TimelineEvent:
    """One entry of `GET /runs/{id}/events`."""

    run_id: str
    attempt: int
    type: str
    at: float


@dataclass(frozen=True)
class Status:
    """One lifecycle status on Kafka. `failed_attempt` and `due` belong to `run_retrying`."""

    run_id: str
    attempt: int
    sequence: int
    kind: str
    at: float
    failed_attempt: int = 0
    due: float = 0.0


@dataclass(frozen=True)
class StreamItem:
    """One state of a run that the WebSocket delivered, in the order of arrival."""

    run_id: str
    status: str
    attempt: int
    revision: int
    at: float


@dataclass(frozen=True)
class Execution:
    """One real execution on the scripted service. `ended` is None while it goes on."""

    run_id: str
    attempt: int
    instance: str
    pid: int
    nonce: int
    started: float
    ended: float | None
    # finished, failed, cancelled, superseded, orphaned, timed_out, killed (its process died), or empty.
    outcome: str
    points: int
    # The JSON text that it was started with.
    parameters: str = ""


@dataclass(frozen=True)
class Outage:
    """From the injection of a fault until the part is ready again."""

    begin: float
    end: float


@dataclass(frozen=True)
class Limits:
    """How long a step may take outside of outages, in seconds."""

    # Every run is picked up within 10 s, by the orchestrator that comes back or by another one.
    takeover: float = 10.0
    # LOST_CONTACT after 30 s, RETRYING after 90 s of silence.
    lost_to_retry: float = 60.0
    # An offer is answered, or given up, within 10 s; it may have met a part that went away just before.
    offer: float = 20.0
    # What a person waits for after the orchestrator has said it.
    delivery: float = 10.0
    # For clocks, scheduling and a busy machine.
    slack: float = 3.0


@dataclass(frozen=True)
class History:
    accepted: Mapping[str, Accepted]
    database: Mapping[str, View]
    rest: Mapping[str, View]
    timeline: tuple[TimelineEvent, ...]
    statuses: tuple[Status, ...]
    stream: tuple[StreamItem, ...]
    # Batches of the WebSocket that did not follow on the one before, in words.
    stream_breaks: tuple[str, ...]
    executions: tuple[Execution, ...]
    # Metric points that REST has for the last attempt of a run that succeeded.
    points: Mapping[str, int]
    outages: tuple[Outage, ...]
    # Messages on the dead-letter topic.
    dead_letters: int = 0
    limits: Limits = field(default_factory=Limits)
