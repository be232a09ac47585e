"""What was seen of a study, from every side, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from signalbox_faults.history import Execution


@dataclass(frozen=True)
class TrialView:
    """A trial as one of the views shows it."""

    run_id: str
    state: str


@dataclass(frozen=True)
class TrialBegun:
    """Said on Kafka. `parameters`: the JSON text of the searched ones; `at`: epoch seconds."""

    number: int
    run_id: str
    parameters: str
    at: float


@dataclass(frozen=True)
class TrialEnded:
    """Said on Kafka."""

    number: int
    run_id: str
    outcome: str


@dataclass(frozen=True)
class StudyHistory:
    """A study that should have ended with `trials` completed trials."""

    study_id: str
    trials: int
    # Its status by view: database, REST, Kafka, WebSocket; empty for a view that shows none.
    status: Mapping[str, str]
    # The trials by number, as the rows have them, REST, and the last that the WebSocket said of each.
    database: Mapping[int, TrialView]
    rest: Mapping[int, TrialView]
    stream: Mapping[int, TrialView]
    # How often each number stands in the answer of REST; and how many trials of each state REST counts.
    numbers: tuple[int, ...]
    counts: Mapping[str, int]
    # What was said on Kafka, in order, repeats included.
    begun: tuple[TrialBegun, ...]
    ended: tuple[TrialEnded, ...]
    # Of the trials alone.
    executions: tuple[Execution, ...]
