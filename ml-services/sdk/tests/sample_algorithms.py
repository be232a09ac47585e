"""Algorithms whose behaviour a test chooses by parameters."""

from __future__ import annotations

import ctypes
import json
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from signalbox_ml import (
    Algorithm,
    Boolean,
    Choice,
    Dataset,
    InfrastructureError,
    Instance,
    Integer,
    JsonText,
    Metric,
    Number,
    ProgramError,
    Result,
    Role,
    RunContext,
    SolveAlgorithm,
)


class Steps(Algorithm):
    """Reports its process id, then some steps; may wait for a stop before it ends."""

    name = "steps"
    title = "Steps"
    description = "Counts."
    parameters = {
        "steps": Integer(title="Steps", description="How many.", default=3, minimum=1, maximum=1_000_000),
        "rate": Number(
            title="Rate", description="Unused.", default=0.1, minimum=0.001, maximum=1, log=True, unit="1/s"
        ),
        "wait": Choice(
            title="Wait", description="For what.", default="no", options=("no", "stop", "forever"), advanced=True
        ),
        "usable": Boolean(title="Usable", description="Whether a stopped run has a result.", default=True),
        "uploads": Integer(title="Uploads", description="How many artifacts.", default=0, minimum=0, maximum=10),
    }
    metrics = (Metric("loss", Role.LOSS, step_unit="iteration"), Metric("pid", Role.SYSTEM))

    def train(self, context: RunContext, data: Dataset, parameters: Mapping[str, Any]) -> Result:
        context.metric("pid", os.getpid())
        total = parameters["steps"]
        for step in range(1, total + 1):
            context.metric("loss", 1 / step, step)
            context.progress(step / total, step, total, "iteration", "training")
        context.flush()
        waiting = threading.Event()
        while parameters["wait"] != "no" and not (parameters["wait"] == "stop" and context.should_stop()):
            waiting.wait(0.01)
        if context.stopped_early and not parameters["usable"]:
            context.stop_now()
        for number in range(parameters["uploads"]):
            context.upload_bytes(f"content {number}".encode(), f"artifact-{number}.txt", "text/plain")
        return Result({"loss": 1 / total, "rows": float(data.table().num_rows)})


class Flood(Algorithm):
    """Sends one event a point."""

    name = "flood"
    title = "Flood"
    description = "Sends many events."
    parameters = {
        "points": Integer(title="Points", description="How many.", default=3000, minimum=1, maximum=100_000),
    }

    def train(self, context: RunContext, data: Dataset, parameters: Mapping[str, Any]) -> Result:
        for step in range(1, parameters["points"] + 1):
            context.metric("value", step, step)
            context.flush()
        return Result()


class Broken(Algorithm):
    """Fails in a chosen way."""

    name = "broken"
    title = "Broken"
    description = "Fails."
    parameters = {
        "how": Choice(
            title="How",
            description="The kind of failure.",
            default="exception",
            options=("exception", "long", "program", "infrastructure", "exit"),
        )
    }

    def train(self, context: RunContext, data: Dataset, parameters: Mapping[str, Any]) -> Result:
        context.progress(0.5, phase="training")
        match parameters["how"]:
            case "exception":
                raise KeyError("no such thing")
            case "long":
                raise RuntimeError("x" * 50_000)
            case "program":
                raise ProgramError("algorithm.diverged", "The loss is not a number.")
            case "infrastructure":
                raise InfrastructureError("store.full", "The store is full.")
            case _:
                os._exit(7)


class Talk(Algorithm):
    """Writes lines in a chosen way."""

    name = "talk"
    title = "Talk"
    description = "Writes."
    parameters = {
        "how": Choice(
            title="How",
            description="What it writes.",
            default="everything",
            options=("everything", "many", "records", "crash", "wait", "huge", "forks", "failing"),
        ),
        "lines": Integer(title="Lines", description="How many.", default=1000, minimum=1, maximum=10_000_000),
    }

    def train(self, context: RunContext, data: Dataset, parameters: Mapping[str, Any]) -> Result:
        lines = parameters["lines"]
        match parameters["how"]:
            case "everything":
                _everything(context)
            case "many":
                with open(os.devnull, "w", buffering=1, encoding="utf-8") as nowhere:
                    plain = _seconds(lambda number: print(f"line {number} of {lines}", file=nowhere), lines)
                context.metric("to_nowhere", plain)
                context.metric("to_the_log", _seconds(lambda number: print(f"line {number} of {lines}"), lines))
            case "records":
                log = logging.getLogger("many")
                context.metric("to_the_log", _seconds(lambda number: log.info("record %d", number), lines))
            case "crash":
                for number in range(1, lines + 1):
                    print(f"line {number} of {lines}")
                os.kill(os.getpid(), signal.SIGSEGV)
            case "wait":
                for number in range(1, lines + 1):
                    print(f"line {number} of {lines}")
                context.metric("pid", os.getpid())
                context.flush()
                waiting = threading.Event()
                while not context.should_stop():
                    waiting.wait(0.01)
            case "huge":
                print("x" * 300_000)
                logging.getLogger("huge").info("\x01" * 260_000)
                sys.stdout.buffer.write(b"\xff" * 262_000 + b"\n")
                sys.stdout.buffer.flush()
            case "forks":
                _forks(lines)
            case "failing":
                try:
                    raise ValueError("the cause")
                except ValueError as error:
                    raise RuntimeError("the algorithm broke\non two lines") from error
        return Result()


def _seconds(write: Callable[[int], None], lines: int) -> float:
    began = time.perf_counter()
    for number in range(1, lines + 1):
        write(number)
    return time.perf_counter() - began


def _everything(context: RunContext) -> None:
    log = logging.getLogger("my.code")
    context.progress(0.1, phase="telling")
    print("from print")
    log.debug("too fine")
    log.info("from logging with %s", "ä value")
    log.warning("careful", extra={"fields": {"rows": 3}})
    warnings.warn("a warning of a library", UserWarning, stacklevel=1)
    print("to stderr", file=sys.stderr)
    try:
        raise KeyError("handled")
    except KeyError:
        log.exception("it failed")
    broken = threading.Thread(target=lambda: 1 // 0, name="my-thread")
    broken.start()
    broken.join()
    sys.stdout.buffer.write(b"bytes \xff\xfe and \0 nul\n")
    sys.stdout.buffer.flush()
    print("\r".join(f"{percent} %" for percent in range(101)))
    print("dos\r")
    log.critical("the end is near")
    # From below Python: the C library, a descriptor, and another program.
    ctypes.CDLL(None).printf(b"from C\n")
    os.write(2, b"from a descriptor\n")
    subprocess.run(["sh", "-c", "echo from a program; echo its error >&2"], check=True)
    context.progress(0.9, phase="ending")
    log.info("last")
    sys.stdout.write("no end")


def _forks(lines: int) -> None:
    def write(who: str) -> None:
        for number in range(1, lines + 1):
            if number % 2:
                print(f"{who} {number}")
            else:
                logging.getLogger(who).info("%s %d", who, number)

    children = [multiprocessing.get_context("fork").Process(target=write, args=(f"p{n}",)) for n in range(2)]
    threads = [threading.Thread(target=write, args=(f"t{n}",)) for n in range(2)]
    # First the processes: a fork while threads run is not what is tested here.
    workers: list[Any] = [*children, *threads]
    for each in workers:
        each.start()
    for each in workers:
        each.join()


class Guess(SolveAlgorithm):
    """Reads its files, stores one artifact a thread while it goes on, and may wait for a stop."""

    name = "guess"
    title = "Guess"
    description = "Solves by guessing."
    instance_formats = ("mps", "lp")
    parameters = {
        "wait": Boolean(title="Wait", description="For a stop.", default=False),
        "threads": Integer(title="Threads", description="That store.", default=1, minimum=1, maximum=8),
        "data": JsonText(title="Data", description="Unused.", default='{"n": 1}'),
    }
    metrics = (
        Metric("incumbent", Role.INCUMBENT, step_unit="report"),
        Metric("bound", Role.BOUND, step_unit="report"),
        Metric("gap", Role.GAP, step_unit="report"),
    )

    def solve(self, context: RunContext, instance: Instance, parameters: Mapping[str, Any]) -> Result:
        assert instance.path is not None
        for key, value in (("incumbent", 3.0), ("bound", 1.0), ("gap", 2 / 3)):
            context.metric(key, value, 1, at_ns=1_700_000_000_123_456_789)

        def store(number: int) -> None:
            context.upload_bytes(f"{number}".encode(), f"incumbent-{number:06d}.json", "application/json")

        threads = [threading.Thread(target=store, args=(number,)) for number in range(parameters["threads"])]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        while parameters["wait"] and not context.wait_for_stop(0.1):
            context.flush()
        seen = {
            "instance": instance.path.read_text(encoding="utf-8"),
            "format": instance.format,
            "warm_start": None if instance.warm_start is None else json.loads(instance.warm_start.read_bytes()),
        }
        context.upload_bytes(json.dumps(seen).encode(), "solution.json", "application/json", "solution")
        return Result({"objective": 3.0}, outcome="stopped" if context.should_stop() else "optimal")


class Lengths(SolveAlgorithm):
    """Solves sets: each instance is worth its length."""

    name = "lengths"
    title = "Lengths"
    description = "Adds up."
    instance_formats = ("mps", "lp")
    metrics = (
        Metric("incumbent", Role.INCUMBENT, step_unit="report"),
        Metric("set/length", Role.LOSS, step_unit="tick", of_set=True),
        Metric("instance/length", Role.LOSS, step_unit="instance", of_set=True),
    )

    def solve(self, context: RunContext, instance: Instance, parameters: Mapping[str, Any]) -> Result:
        return Result(outcome="optimal")

    def solve_set(self, context: RunContext, instances: Sequence[Instance], parameters: Mapping[str, Any]) -> Result:
        total = 0
        for place, instance in enumerate(instances, 1):
            assert instance.path is not None
            length = instance.path.stat().st_size
            total += length
            context.metric("instance/length", length, place)
        seen = [[instance.name, instance.format, instance.delimiter] for instance in instances]
        context.upload_bytes(json.dumps(seen).encode(), "seen.json", "application/json")
        return Result({"set/length": total})


ALL = (Steps, Flood, Broken, Talk, Guess, Lengths)
