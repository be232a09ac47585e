"""Algorithms whose behaviour a test chooses by parameters."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from typing import Any

from signalbox_ml import (
    Algorithm,
    Boolean,
    Choice,
    Dataset,
    InfrastructureError,
    Integer,
    Metric,
    Number,
    ProgramError,
    Result,
    Role,
    RunContext,
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


ALL = (Steps, Flood, Broken)
