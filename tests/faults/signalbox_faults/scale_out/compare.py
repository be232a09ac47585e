"""What is judged beside the rules for every run: each viewer on its own, takeovers without excuse, and whether work was shared. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from signalbox_faults.history import History, Limits, Outage, StreamItem, View
from signalbox_faults.judge import TERMINAL_KINDS, Kind, Violation, judge

# Longer than an open circuit breaker still stands in the way of an instance that is back.
BREAKER_SECONDS = 30.0
TAKEOVER_SECONDS = Limits().takeover


@dataclass(frozen=True)
class Seen:
    """What was seen through one backend, or through the balancer, and when that backend was away."""

    rest: Mapping[str, View]
    stream: tuple[StreamItem, ...]
    stream_breaks: tuple[str, ...]
    outages: tuple[Outage, ...] = ()


def judge_views(history: History, seen: Mapping[str, Seen]) -> list[Violation]:
    """Every rule for every viewer. What not all of them have seen says who has."""
    who: dict[Violation, list[str]] = {}
    for name, one in seen.items():
        mine = replace(
            history,
            rest=one.rest,
            stream=one.stream,
            stream_breaks=one.stream_breaks,
            outages=(*history.outages, *one.outages),
        )
        for violation in dict.fromkeys(judge(mine)):
            who.setdefault(violation, []).append(name)
    return [
        violation if len(names) == len(seen) else replace(violation, detail=f"{violation.detail} ({', '.join(names)})")
        for violation, names in who.items()
    ]


def late_takeovers(history: History, away: Mapping[str, Sequence[Outage]]) -> Iterator[Violation]:
    """Steps that only backends and orchestrators take: whichever of them dies, the others do it in time.

    `away`: when each instance of the ML service was away, by its name; what an instance tells late is no fault of theirs.
    """
    limit = TAKEOVER_SECONDS + history.limits.slack
    first: dict[str, float] = {}
    ended: dict[str, float] = {}
    for status in history.statuses:
        first[status.run_id] = min(status.at, first.get(status.run_id, status.at))
        if status.kind in TERMINAL_KINDS:
            ended[status.run_id] = min(status.at, ended.get(status.run_id, status.at))
    for run_id, accepted in history.accepted.items():
        if run_id in first and first[run_id] - accepted.at > limit:
            yield _late(run_id, "accepted to first status", first[run_id] - accepted.at)
    last = {(each.run_id, each.attempt): each for each in history.executions if each.outcome == "finished"}
    for run_id, view in history.database.items():
        execution = last.get((run_id, view.attempt))
        if execution is None or execution.ended is None or run_id not in ended:
            continue
        since, until = execution.ended - BREAKER_SECONDS, ended[run_id]
        if any(each.begin < until and each.end > since for each in away.get(execution.instance, ())):
            continue
        if until - execution.ended > limit:
            yield _late(run_id, "finished to its status", until - execution.ended)


def late_partitions(what: str, seconds: float | None, slack: float) -> Iterator[Violation]:
    """`seconds`: until all of them had an owner again; None when they never had."""
    if seconds is None:
        yield Violation(Kind.WAITED_TOO_LONG, "", f"{what} were not taken over")
    elif seconds > TAKEOVER_SECONDS + slack:
        yield _late("", f"{what} to their next owner", seconds)


def _late(run_id: str, what: str, seconds: float) -> Violation:
    return Violation(Kind.WAITED_TOO_LONG, run_id, f"{what} took {seconds:.1f} s, limit {TAKEOVER_SECONDS:g} s")


def unshared(shares: Mapping[str, Mapping[str, float]]) -> Iterator[Violation]:
    """`shares`: for each kind of work, how much of it each had."""
    for work, by in shares.items():
        for name, amount in by.items():
            if amount <= 0:
                yield Violation(Kind.NOT_SHARED, "", f"{name} had nothing of {work}")
