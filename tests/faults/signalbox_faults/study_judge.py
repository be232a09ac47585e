"""Looks for violations in the history of a study: its trials as trials. As runs they are judged like any other."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from signalbox_faults.judge import Kind, Violation
from signalbox_faults.study_history import StudyHistory, TrialView


def judge_study(history: StudyHistory) -> list[Violation]:
    """Every violation; empty when everything holds."""
    return [*_budget(history), *_numbers(history), *_same(history), *_views(history)]


def _budget(history: StudyHistory) -> Iterator[Violation]:
    states = Counter(trial.state for trial in history.database.values())
    if states != Counter({"completed": history.trials}):
        words = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        yield Violation(Kind.STUDY_BUDGET, history.study_id, f"{words or 'none'} of {history.trials} ordered")
    counted = {state: count for state, count in history.counts.items() if count > 0}
    if counted != dict(states):
        yield Violation(
            Kind.VIEWS_DISAGREE, history.study_id, f"REST counts {counted}, the rows of the trials are {dict(states)}"
        )
    for name, status in history.status.items():
        if status != "succeeded":
            yield Violation(Kind.UNEXPECTED_END, history.study_id, f"{name}: {status or 'nothing'}")


def _numbers(history: StudyHistory) -> Iterator[Violation]:
    wanted = set(range(history.trials))

    def check(name: str, numbers: Iterable[int]) -> Iterator[Violation]:
        # As an iterator: a mapping would be taken for one of counts.
        found = Counter(iter(numbers))
        missing, more = sorted(wanted - found.keys()), sorted(found.keys() - wanted)
        twice = sorted(number for number, times in found.items() if times > 1)
        if missing or more or twice:
            yield Violation(
                Kind.TRIAL_NUMBERS, history.study_id, f"{name}: missing {missing}, beyond {more}, twice {twice}"
            )

    yield from check("database", history.database)
    yield from check("REST", history.numbers)
    yield from check("Kafka", {each.number for each in history.begun})
    yield from check("WebSocket", history.stream)


def _same(history: StudyHistory) -> Iterator[Violation]:
    """A trial keeps its run and its parameters, whatever is said again and however often it is tried."""
    first: dict[int, tuple[str, str]] = {}
    numbers: dict[str, int] = {}
    for begun in history.begun:
        known = first.setdefault(begun.number, (begun.run_id, begun.parameters))
        if known != (begun.run_id, begun.parameters):
            yield Violation(
                Kind.TRIAL_CHANGED, begun.run_id, f"number {begun.number} with {begun.parameters}, before {known}"
            )
        if numbers.setdefault(begun.run_id, begun.number) != begun.number:
            yield Violation(Kind.TRIAL_CHANGED, begun.run_id, f"is number {begun.number} and {numbers[begun.run_id]}")
    parameters = {run_id: json.loads(text) for run_id, text in first.values()}
    for execution in history.executions:
        wanted = parameters.get(execution.run_id)
        if wanted is None:
            yield Violation(Kind.UNKNOWN_RUN, execution.run_id, "it was executed and never begun")
            continue
        had = json.loads(execution.parameters or "{}")
        other = {name: had.get(name) for name, value in wanted.items() if had.get(name) != value}
        if other:
            yield Violation(
                Kind.TRIAL_CHANGED, execution.run_id, f"attempt {execution.attempt} had {other}, proposed was {wanted}"
            )


def _views(history: StudyHistory) -> Iterator[Violation]:
    kafka: dict[int, TrialView] = {each.number: TrialView(each.run_id, "running") for each in history.begun}
    outcomes: dict[int, str] = {}
    for ended in history.ended:
        if outcomes.setdefault(ended.number, ended.outcome) != ended.outcome:
            yield Violation(
                Kind.TERMINAL_TWICE, ended.run_id, f"trial {ended.number}: {outcomes[ended.number]}, {ended.outcome}"
            )
        kafka[ended.number] = TrialView(ended.run_id, outcomes[ended.number])
    views: Mapping[str, Mapping[int, TrialView]] = {
        "database": history.database,
        "REST": history.rest,
        "Kafka": kafka,
        "WebSocket": history.stream,
    }
    for number in sorted({number for view in views.values() for number in view}):
        seen = {name: view.get(number) for name, view in views.items()}
        if len(set(seen.values())) > 1:
            words = ", ".join(
                f"{name} {'nothing' if each is None else f'{each.state} {each.run_id}'}" for name, each in seen.items()
            )
            yield Violation(Kind.VIEWS_DISAGREE, history.study_id, f"trial {number}: {words}")
