"""Compares the sides of a history. Pure: the same history always gives the same violations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from signalbox_faults.history import TERMINAL, Execution, History, Outage, Status, StreamItem

TERMINAL_KINDS = {
    "run_succeeded": "succeeded",
    "run_failed": "failed",
    "run_cancelled": "cancelled",
    "run_timed_out": "timed_out",
}


class Kind(StrEnum):
    """What can be wrong. The text is what the report says."""

    LOST_RUN = "accepted run is not in the database"
    UNKNOWN_RUN = "a run that nobody was told of"
    NOT_TERMINAL = "run has not ended"
    TERMINAL_TWICE = "more than one terminal state"
    MOVED_AFTER_END = "state changed after the end"
    SEQUENCE_GAP = "gap in the lifecycle statuses"
    SEQUENCE_CONFLICT = "one number for two different statuses"
    NOT_RECORDED = "execution without a recorded attempt"
    NOT_EXECUTED = "recorded attempt that was never executed"
    EXECUTED_TWICE = "one attempt executed more than once"
    OVERLAP = "two attempts effective at once"
    STALE_EFFECT = "the result is not that of the last attempt"
    SAME_RESULT = "two runs have one result"
    VIEWS_DISAGREE = "views disagree"
    STREAM_BACKWARD = "the WebSocket went backward"
    STREAM_BROKEN = "the WebSocket's batches have a hole"
    UNEXPECTED_END = "run ended in a way that its script does not allow"
    METRICS_LOST = "stored metric points differ from the emitted ones"
    WAITED_TOO_LONG = "waited longer than documented"
    DEAD_LETTER = "a command went to the dead-letter topic"
    # Of studies alone, see study_judge.py.
    STUDY_BUDGET = "the trials of the study are not those that were ordered"
    TRIAL_NUMBERS = "trial numbers are not 0, 1, 2 and so on, each once"
    TRIAL_CHANGED = "a trial has other parameters, or another number"
    # Of crowds alone, see crowd.py.
    UNBOUNDED = "a part took more memory than it may"
    OUT_OF_ORDER = "a run started out of its order"
    # Of several backends alone, see scale_out.
    NOT_SHARED = "work was not shared"
    CUT_OFF = "a viewer of a part that went on was cut off"
    LOG_DIFFERS = "a log is not complete, or not what was written"


@dataclass(frozen=True)
class Violation:
    kind: Kind
    run_id: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind.value}: {self.run_id or '-'}: {self.detail}"


def judge(history: History) -> list[Violation]:
    """Every violation, grouped by kind in a fixed order; empty when everything holds."""
    found = [
        *_nothing_lost(history),
        *_one_end(history),
        *_executions(history),
        *_views(history),
        *_stream(history),
        *_effects(history),
        *_waits(history),
    ]
    order = list(Kind)
    return sorted(found, key=lambda violation: (order.index(violation.kind), violation.run_id, violation.detail))


# ------------------------------------------------------------------------------------------------- accepted and ended


def _nothing_lost(history: History) -> Iterator[Violation]:
    for run_id in history.accepted:
        if run_id not in history.database:
            yield Violation(Kind.LOST_RUN, run_id, f"accepted as {history.accepted[run_id].behaviour}")
    for run_id, view in history.database.items():
        if run_id not in history.accepted:
            yield Violation(Kind.UNKNOWN_RUN, run_id, f"{view.status} in the database")
    if history.dead_letters:
        yield Violation(Kind.DEAD_LETTER, "", f"{history.dead_letters} messages")


def _one_end(history: History) -> Iterator[Violation]:
    for run_id, view in history.database.items():
        if view.status not in TERMINAL:
            yield Violation(Kind.NOT_TERMINAL, run_id, f"{view.status}, attempt {view.attempt}")
        accepted = history.accepted.get(run_id)
        if accepted and view.status in TERMINAL and view.status not in accepted.expected:
            yield Violation(
                Kind.UNEXPECTED_END,
                run_id,
                f"{accepted.behaviour} ended as {view.status}, allowed: {', '.join(sorted(accepted.expected))}",
            )
    for run_id, statuses in _by_run(history.statuses).items():
        yield from _lifecycle(run_id, statuses)
    ends: dict[str, list[str]] = defaultdict(list)
    for event in history.timeline:
        if event.type in TERMINAL:
            ends[event.run_id].append(event.type)
    for run_id, types in ends.items():
        if len(types) > 1:
            yield Violation(Kind.TERMINAL_TWICE, run_id, f"timeline: {', '.join(types)}")


def _lifecycle(run_id: str, statuses: list[Status]) -> Iterator[Violation]:
    by_number: dict[int, Status] = {}
    for status in statuses:
        before = by_number.setdefault(status.sequence, status)
        if (before.kind, before.attempt) != (status.kind, status.attempt):
            yield Violation(
                Kind.SEQUENCE_CONFLICT,
                run_id,
                f"{status.sequence} is {before.kind} of attempt {before.attempt}"
                f" and {status.kind} of attempt {status.attempt}",
            )
    missing = sorted(set(range(1, max(by_number) + 1)) - set(by_number))
    if missing:
        yield Violation(Kind.SEQUENCE_GAP, run_id, f"missing {missing} of {max(by_number)}")
    ends = [status for status in by_number.values() if status.kind in TERMINAL_KINDS]
    if len(ends) > 1:
        yield Violation(
            Kind.TERMINAL_TWICE, run_id, "Kafka: " + ", ".join(f"{each.sequence} {each.kind}" for each in ends)
        )
    if ends:
        first = min(ends, key=lambda status: status.sequence)
        later = [each for each in by_number.values() if each.sequence > first.sequence]
        if any(each.kind not in TERMINAL_KINDS for each in later):
            yield Violation(
                Kind.MOVED_AFTER_END,
                run_id,
                f"Kafka: {first.kind}, then {', '.join(each.kind for each in later)}",
            )
    attempts = [by_number[number].attempt for number in sorted(by_number)]
    if attempts != sorted(attempts):
        yield Violation(Kind.MOVED_AFTER_END, run_id, f"Kafka: attempts go back: {attempts}")


# --------------------------------------------------------------------------------------------------------- executions


def _executions(history: History) -> Iterator[Violation]:
    real = Counter((each.run_id, each.attempt) for each in history.executions if each.run_id in history.accepted)
    recorded = {
        (event.run_id, event.attempt)
        for event in history.timeline
        if event.type in ("starting", "running") and event.attempt > 0
    }
    # A stop may overtake the news that the attempt was taken: then its end is all that is recorded of it.
    mentioned = recorded | {(event.run_id, event.attempt) for event in history.timeline if event.type in TERMINAL}
    for run_id, attempt in sorted(set(real) - mentioned):
        yield Violation(Kind.NOT_RECORDED, run_id, f"attempt {attempt}")
    for run_id, attempt in sorted(recorded - set(real) - _doubtful(history)):
        yield Violation(Kind.NOT_EXECUTED, run_id, f"attempt {attempt}")
    for (run_id, attempt), times in sorted(real.items()):
        if times > 1:
            where = [each for each in history.executions if (each.run_id, each.attempt) == (run_id, attempt)]
            pids = ", ".join(f"{each.instance} pid {each.pid} ({each.outcome or 'open'})" for each in where)
            yield Violation(Kind.EXECUTED_TWICE, run_id, f"attempt {attempt}, {times} times: {pids}")
    for run_id, view in history.database.items():
        numbers = [attempt for each, attempt in recorded if each == run_id]
        if numbers and max(numbers) != view.attempt:
            yield Violation(Kind.VIEWS_DISAGREE, run_id, f"row has attempt {view.attempt}, timeline has {max(numbers)}")
    yield from _overlaps(history)


def _doubtful(history: History) -> set[tuple[str, int]]:
    """Attempts that may be on record without an execution: nobody can know whether their offer was taken.

    An instance that dies, or is cut off, while an offer is open may have begun with it. The number is burnt and recorded;
    whether the execution log has it depends on who was faster. It has never run, was given up at once, and a part was away
    while the offer was open.
    """
    ran = {(event.run_id, event.attempt) for event in history.timeline if event.type == "running"}
    given_up = {(status.run_id, status.failed_attempt) for status in history.statuses if status.kind == "run_retrying"}
    return {
        (event.run_id, event.attempt)
        for event in history.timeline
        if event.type == "starting"
        and (event.run_id, event.attempt) in given_up - ran
        and any(
            outage.begin <= event.at and event.at - history.limits.offer <= outage.end for outage in history.outages
        )
    }


def _overlaps(history: History) -> Iterator[Violation]:
    """An attempt is effective from its start until it ends, or until the orchestrator has given it up."""
    given_up: dict[tuple[str, int], float] = {}
    for status in history.statuses:
        if status.kind == "run_retrying":
            key = (status.run_id, status.failed_attempt)
            given_up[key] = min(given_up.get(key, status.at), status.at)
    by_run: dict[str, list[Execution]] = defaultdict(list)
    for execution in history.executions:
        by_run[execution.run_id].append(execution)
    for run_id, executions in by_run.items():
        executions.sort(key=lambda each: (each.started, each.attempt))
        for index, one in enumerate(executions):
            until = min(
                one.ended if one.ended is not None else float("inf"),
                given_up.get((run_id, one.attempt), float("inf")),
            )
            for other in executions[index + 1 :]:
                if other.started < until:
                    yield Violation(
                        Kind.OVERLAP,
                        run_id,
                        f"attempt {other.attempt} on {other.instance} began {until - other.started:.3f} s before"
                        f" attempt {one.attempt} on {one.instance} was over",
                    )


def _effects(history: History) -> Iterator[Violation]:
    by_attempt = {(each.run_id, each.attempt): each for each in history.executions}
    results: dict[float, str] = {}
    for run_id, view in history.rest.items():
        if view.status != "succeeded":
            continue
        if "nonce" in view.summary and (other := results.setdefault(view.summary["nonce"], run_id)) != run_id:
            yield Violation(Kind.SAME_RESULT, run_id, f"that of {other}")
        execution = by_attempt.get((run_id, view.attempt))
        if execution is None:
            continue
        nonces = {each.nonce for each in history.executions if (each.run_id, each.attempt) == (run_id, view.attempt)}
        nonce = view.summary.get("nonce")
        if nonce is None or int(nonce) not in nonces:
            yield Violation(Kind.STALE_EFFECT, run_id, f"nonce {nonce}, attempt {view.attempt} has {sorted(nonces)}")
        stored = history.points.get(run_id)
        if stored is not None and stored != execution.points:
            yield Violation(
                Kind.METRICS_LOST, run_id, f"{execution.points} emitted, {stored} stored (attempt {view.attempt})"
            )


# -------------------------------------------------------------------------------------------------------------- views


def _views(history: History) -> Iterator[Violation]:
    kafka: dict[str, tuple[str, int]] = {}
    for run_id, statuses in _by_run(history.statuses).items():
        last = max(statuses, key=lambda status: status.sequence)
        kafka[run_id] = (TERMINAL_KINDS.get(last.kind, last.kind), last.attempt)
    stream: dict[str, tuple[str, int]] = {each.run_id: (each.status, each.attempt) for each in history.stream}
    for run_id in history.accepted:
        row = history.database.get(run_id)
        rest = history.rest.get(run_id)
        seen = {
            "database": None if row is None else (row.status, row.attempt),
            "REST": None if rest is None else (rest.status, rest.attempt),
            "Kafka": kafka.get(run_id),
            "WebSocket": stream.get(run_id),
        }
        if len(set(seen.values())) > 1:
            words = ", ".join(
                f"{name} {'nothing' if each is None else f'{each[0]}/{each[1]}'}" for name, each in seen.items()
            )
            yield Violation(Kind.VIEWS_DISAGREE, run_id, words)


def _stream(history: History) -> Iterator[Violation]:
    for broken in history.stream_breaks:
        yield Violation(Kind.STREAM_BROKEN, "", broken)
    last: dict[str, StreamItem] = {}
    for item in history.stream:
        before = last.get(item.run_id)
        if before is not None:
            if item.revision < before.revision or item.attempt < before.attempt:
                yield Violation(
                    Kind.STREAM_BACKWARD,
                    item.run_id,
                    f"revision {before.revision} attempt {before.attempt}, then revision {item.revision}"
                    f" attempt {item.attempt}",
                )
            if before.status in TERMINAL and item.status != before.status:
                yield Violation(Kind.MOVED_AFTER_END, item.run_id, f"WebSocket: {before.status}, then {item.status}")
        last[item.run_id] = item


# -------------------------------------------------------------------------------------------------------------- waits


def waited(begin: float, end: float, outages: Iterable[Outage]) -> float:
    """Seconds from begin to end that lie outside of all outages."""
    if end <= begin:
        return 0.0
    covered = 0.0
    at = begin
    for outage in sorted(outages, key=lambda each: each.begin):
        low, high = max(at, outage.begin), min(end, outage.end)
        if high > low:
            covered += high - low
            at = high
    return end - begin - covered


def _waits(history: History) -> Iterator[Violation]:
    limits = history.limits

    def check(run_id: str, what: str, begin: float, end: float, limit: float) -> Iterator[Violation]:
        seconds = waited(begin, end, history.outages)
        if seconds > limit + limits.slack:
            yield Violation(
                Kind.WAITED_TOO_LONG,
                run_id,
                f"{what} took {end - begin:.1f} s ({seconds:.1f} s outside of outages), limit {limit:g} s",
            )

    by_run = _by_run(history.statuses)
    ended_on_stream: dict[str, float] = {}
    for item in history.stream:
        if item.status in TERMINAL:
            ended_on_stream.setdefault(item.run_id, item.at)
    finished = {each.run_id: each for each in history.executions if each.outcome == "finished" and each.ended}
    for run_id, accepted in history.accepted.items():
        statuses = sorted(by_run.get(run_id, []), key=lambda status: (status.sequence, status.at))
        if not statuses:
            continue
        yield from check(run_id, "accepted to first status", accepted.at, statuses[0].at, limits.takeover)
        first_of: dict[int, Status] = {}
        for status in statuses:
            first_of.setdefault(status.sequence, status)
        ordered = [first_of[number] for number in sorted(first_of)]
        for one, following in pairwise(ordered):
            if one.kind == "run_lost_contact":
                yield from check(
                    run_id, f"lost contact to {following.kind}", one.at, following.at, limits.lost_to_retry
                )
        end = next((status for status in ordered if status.kind in TERMINAL_KINDS), None)
        execution = finished.get(run_id)
        if end is not None and execution is not None and execution.ended is not None and end.kind == "run_succeeded":
            yield from check(run_id, "finished to its status", execution.ended, end.at, limits.takeover)
        if end is not None and run_id in ended_on_stream:
            yield from check(run_id, "status to WebSocket", end.at, ended_on_stream[run_id], limits.delivery)


def _by_run(statuses: Iterable[Status]) -> dict[str, list[Status]]:
    found: dict[str, list[Status]] = defaultdict(list)
    for status in statuses:
        found[status.run_id].append(status)
    return found
