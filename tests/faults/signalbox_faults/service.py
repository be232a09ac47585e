"""The scripted ML service: it does what a run's parameters say, and can misbehave on purpose.

Built directly on the gRPC contract. Executions are threads of this one process, so that killing or freezing it kills or
freezes all of them. Every execution is written to the execution log before the orchestrator can hear of it.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import signal
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

import grpc
from grpc import ServicerContext

from signalbox_faults._generated import ml_service_pb2 as pb
from signalbox_faults._generated import ml_service_pb2_grpc as pb_grpc
from signalbox_faults.records import ExecutionLog

BEHAVIOURS = (
    "finish",
    "sleep",
    "fail_n",
    "program_error",
    "hang",
    "die_at_half",
    "late_result",
    "duplicate_events",
    "nan",
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "behaviour": {
            "type": "string",
            "title": "Behaviour",
            "description": "What the run does.",
            "enum": list(BEHAVIOURS),
            "default": "finish",
        },
        "seconds": {
            "type": "number",
            "title": "Seconds",
            "description": "How long it takes, or is silent.",
            "default": 0.5,
            "minimum": 0,
            "maximum": 600,
        },
        "times": {
            "type": "integer",
            "title": "Times",
            "description": "How many attempts misbehave.",
            "default": 1,
            "minimum": 0,
            "maximum": 100,
        },
        "x": {
            "type": "number",
            "title": "x",
            "description": "What studies search: the result's value is smallest at 3.",
            "default": 0.0,
            "minimum": -10,
            "maximum": 10,
        },
    },
    "additionalProperties": False,
}
STEP_SECONDS = 0.2
HEARTBEAT_SECONDS = 3.0
DEFAULT_GRACE_SECONDS = 30.0
_TERMINAL = ("finished", "failed", "cancelled")


class Execution:
    """One attempt: a thread that plays the script, and its numbered events. Safe for many threads."""

    def __init__(self, start: pb.StartRun, instance: str, instance_id: str, log: ExecutionLog) -> None:
        self.run_id = start.run_id
        self.number = start.attempt
        self._spec = start.spec
        parameters = json.loads(start.spec.parameters_json or "{}")
        self.behaviour: str = parameters.get("behaviour", "finish")
        self._seconds = float(parameters.get("seconds", 0.5))
        self._times = int(parameters.get("times", 1))
        self._x = float(parameters.get("x", 0.0))
        self._orphan_seconds = start.orphan_timeout.ToTimedelta().total_seconds()
        self._log = log
        self._nonce = random.SystemRandom().randrange(1, 2**50)
        self.changed = threading.Condition()
        self.events: list[pb.RunResponse] = []
        self.acknowledged = 0
        self.terminal = 0
        self.stream: object | None = None
        # Silent: nothing is sent, not even heartbeats.
        self.silent = False
        self._unattended_since = time.monotonic()
        self._began = time.monotonic()
        self._stop_asked = False
        self._ending: tuple[str, pb.RunResponse | None] | None = None
        self._kill_at = math.inf
        self._points = 0
        self.gone = threading.Event()
        log.started(self.run_id, self.number, instance, self._nonce, start.spec.parameters_json)
        self._append(pb.RunResponse(accepted=pb.Accepted(instance_id=instance_id)))
        threading.Thread(target=self._run, name=f"run-{self.run_id}", daemon=True).start()

    # -- what a stream does

    def attach(self, stream: object) -> None:
        with self.changed:
            self.stream = stream
            self.changed.notify_all()

    def detach(self, stream: object) -> None:
        with self.changed:
            if self.stream is stream:
                self.stream = None
                self._unattended_since = time.monotonic()
            self.changed.notify_all()

    def acknowledge(self, sequence: int) -> None:
        with self.changed:
            self.acknowledged = max(self.acknowledged, min(sequence, len(self.events)))
            self.changed.notify_all()

    def cancel(self, request: pb.CancelRun) -> None:
        with self.changed:
            if self.terminal:
                return
            mode = request.mode if request.mode == pb.CANCEL_MODE_KILL else pb.CANCEL_MODE_GRACEFUL
            self._append(pb.RunResponse(cancel_acknowledged=pb.CancelAcknowledged(mode=mode)))
            if mode == pb.CANCEL_MODE_KILL:
                self._kill_at = 0.0
            else:
                self._stop_asked = True
                grace = request.grace.ToTimedelta().total_seconds() or DEFAULT_GRACE_SECONDS
                self._kill_at = min(self._kill_at, time.monotonic() + grace)

    def supersede(self) -> None:
        """A newer attempt is there: this one ends without a word."""
        with self.changed:
            self._ending = ("superseded", None)
            self.stream = None
            self.changed.notify_all()
        self.gone.wait(5.0)

    @property
    def active(self) -> bool:
        return not self.gone.is_set()

    # -- the script

    def _run(self) -> None:
        try:
            outcome, last = self._play()
        except Ended as ended:
            outcome, last = ended.outcome, ended.last
        # First the record, then the event: what the orchestrator has heard is always written down.
        self._log.ended(self.run_id, self.number, self._nonce, outcome, self._points)
        with self.changed:
            self.gone.set()
            if last is not None:
                self._append(last)
            self.changed.notify_all()

    def _play(self) -> tuple[str, pb.RunResponse | None]:
        self._append(pb.RunResponse(started=pb.Started()))
        misbehaves = self.number <= self._times
        if self.behaviour == "program_error":
            return "failed", _failed(pb.FAILURE_KIND_PROGRAM, "script.error", "The script says so.")
        if self.behaviour == "fail_n" and misbehaves:
            return "failed", _failed(pb.FAILURE_KIND_INFRASTRUCTURE, "script.lost", "The script lost its machine.")
        if self.behaviour == "hang":
            while True:
                self._pause(STEP_SECONDS)
        if self.behaviour == "nan":
            for step, value in enumerate((1.0, math.nan, math.inf, -math.inf), 1):
                self._metric(step, value)
        elif self.behaviour == "late_result":
            self._work(0.4, 0.0, 0.5)
            if misbehaves:
                self.silent = True
                self._pause(self._seconds)
                self.silent = False
        elif self.behaviour == "die_at_half":
            self._work(self._seconds / 2, 0.0, 0.5)
            if misbehaves:
                os.kill(os.getpid(), signal.SIGKILL)
            self._work(self._seconds / 2, 0.5, 1.0)
        else:
            self._work(self._seconds if self.behaviour != "finish" else 0.0, 0.0, 1.0)
        finished = pb.Finished(
            summary={"nonce": float(self._nonce), "attempt": float(self.number), "value": (self._x - 3.0) ** 2}
        )
        if self.behaviour == "nan":
            finished.summary["loss"] = math.nan
        return "finished", pb.RunResponse(finished=finished)

    def _work(self, seconds: float, low: float, high: float) -> None:
        steps = max(1, round(seconds / STEP_SECONDS))
        for step in range(1, steps + 1):
            self._pause(seconds / steps)
            fraction = low + (high - low) * step / steps
            self._append(
                pb.RunResponse(
                    progress=pb.Progress(fraction=fraction, done=step, total=steps, unit="iteration", phase="training")
                )
            )
            self._metric(self._points + 1, 1.0 / (self._points + 1))

    def _metric(self, step: int, value: float) -> None:
        point = pb.MetricPoint(key="loss", step=step, value=value, role=pb.METRIC_ROLE_LOSS)
        point.time.GetCurrentTime()
        self._points += 1
        self._append(pb.RunResponse(metrics=pb.Metrics(points=[point])))

    def _pause(self, seconds: float) -> None:
        """Waits, and ends the script when something outside of it says so."""
        deadline = time.monotonic() + seconds
        while True:
            self._check()
            left = deadline - time.monotonic()
            if left <= 0:
                return
            with self.changed:
                self.changed.wait(min(left, 0.05))

    def _check(self) -> None:
        now = time.monotonic()
        with self.changed:
            if self._ending is not None:
                raise Ended(*self._ending)
            if now >= self._kill_at:
                raise Ended("cancelled", pb.RunResponse(cancelled=pb.Cancelled(killed=True)))
            if self._stop_asked and self.behaviour != "hang":
                raise Ended("cancelled", pb.RunResponse(cancelled=pb.Cancelled(killed=False)))
            limit = self._spec.time_limit.ToTimedelta().total_seconds()
            # A run that hangs does not know its limit either.
            if limit > 0 and now > self._began + limit and self.behaviour != "hang":
                raise Ended("timed_out", _failed(pb.FAILURE_KIND_TIMEOUT, "run.time_limit", f"More than {limit:g} s."))
            if self._orphan_seconds > 0 and self.stream is None and now > self._unattended_since + self._orphan_seconds:
                raise Ended("orphaned", _failed(pb.FAILURE_KIND_INFRASTRUCTURE, "run.orphaned", "Nobody was attached."))

    def _append(self, event: pb.RunResponse) -> None:
        with self.changed:
            event.sequence = len(self.events) + 1
            event.time.GetCurrentTime()
            self.events.append(event)
            if event.WhichOneof("event") in _TERMINAL:
                self.terminal = event.sequence
            self.changed.notify_all()


class Ended(Exception):
    """The script was ended from outside."""

    def __init__(self, outcome: str, last: pb.RunResponse | None) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.last = last


def _failed(kind: pb.FailureKind, code: str, message: str) -> pb.RunResponse:
    return pb.RunResponse(failed=pb.Failed(kind=kind, code=code, message=message, phase="training"))


class ScriptedService(pb_grpc.MlServiceServicer):
    """The contract's rules: attach to what is there, refuse what is stale, at most `slots` at a time."""

    def __init__(self, instance: str, slots: int, log: ExecutionLog) -> None:
        self._instance = instance
        self._instance_id = str(uuid.uuid4())
        self._slots = slots
        self._log = log
        self._lock = threading.Lock()
        self._executions: dict[str, Execution] = {}
        self._fences: dict[str, int] = {}

    def Describe(self, request: pb.DescribeRequest, context: ServicerContext) -> pb.DescribeResponse:
        with self._lock:
            used = sum(each.active for each in self._executions.values())
        algorithm = pb.Algorithm(
            name="scripted",
            title="Scripted",
            description="Does what its parameters say.",
            kinds=["training"],
            tasks=["classification", "regression"],
            parameters_schema_json=json.dumps(SCHEMA),
            metrics=[
                pb.MetricInfo(key="loss", role=pb.METRIC_ROLE_LOSS, step_unit="iteration"),
                pb.MetricInfo(key="value", role=pb.METRIC_ROLE_OTHER),
            ],
        )
        return pb.DescribeResponse(
            service="scripted",
            version="1",
            instance_id=self._instance_id,
            slots=self._slots,
            slots_in_use=used,
            algorithms=[algorithm],
        )

    def Run(self, requests: Iterator[pb.RunRequest], context: ServicerContext) -> Iterator[pb.RunResponse]:
        first = next(requests, None)
        if first is None or first.WhichOneof("request") != "start":
            _abort(context, grpc.StatusCode.INVALID_ARGUMENT, "The first request of a stream must be start.")
        start = first.start
        execution = self._find_or_start(start, context)
        stream = object()
        execution.attach(stream)
        requests_ended = threading.Event()

        def listen() -> None:
            try:
                for request in requests:
                    match request.WhichOneof("request"):
                        case "acknowledge":
                            execution.acknowledge(request.acknowledge.sequence)
                        case "cancel":
                            execution.cancel(request.cancel)
            except Exception:  # noqa: BLE001 - gRPC raises a bare exception when the stream breaks
                return
            finally:
                requests_ended.set()
                with execution.changed:
                    execution.changed.notify_all()

        def detach() -> None:
            execution.detach(stream)

        if not context.add_callback(detach):
            detach()
            return
        threading.Thread(target=listen, daemon=True).start()
        yield from self._respond(execution, stream, start.from_sequence, requests_ended, context)
        with self._lock:
            if self._executions.get(start.run_id) is execution and execution.acknowledged >= execution.terminal > 0:
                del self._executions[start.run_id]

    def _find_or_start(self, start: pb.StartRun, context: ServicerContext) -> Execution:
        with self._lock:
            highest = self._fences.get(start.run_id, 0)
            found = self._executions.get(start.run_id)
            if start.attempt < highest:
                _abort(context, grpc.StatusCode.FAILED_PRECONDITION, f"Attempt {start.attempt} is stale.")
            if found is not None and found.number == start.attempt:
                return found
            if start.attempt == highest:
                _abort(context, grpc.StatusCode.FAILED_PRECONDITION, "The attempt has ended and was acknowledged.")
            if start.attach_only:
                _abort(context, grpc.StatusCode.NOT_FOUND, "This instance does not have the attempt.")
            others = sum(each.active for run, each in self._executions.items() if run != start.run_id)
            if others >= self._slots:
                _abort(context, grpc.StatusCode.RESOURCE_EXHAUSTED, f"All {self._slots} slots are in use.")
            self._fences[start.run_id] = start.attempt
            if found is not None:
                found.supersede()
            execution = Execution(start, self._instance, self._instance_id, self._log)
            self._executions[start.run_id] = execution
            return execution

    def _respond(
        self,
        execution: Execution,
        stream: object,
        cursor: int,
        requests_ended: threading.Event,
        context: ServicerContext,
    ) -> Iterator[pb.RunResponse]:
        heartbeat_at = time.monotonic() + HEARTBEAT_SECONDS
        while context.is_active():
            event: pb.RunResponse | None = None
            with execution.changed:
                if execution.stream is not stream:
                    _abort(context, grpc.StatusCode.ABORTED, "A newer stream or attempt took over.")
                cursor = max(cursor, execution.acknowledged)
                if len(execution.events) > cursor:
                    if not execution.silent:
                        event = execution.events[cursor]
                        cursor += 1
                elif execution.terminal and (execution.acknowledged >= execution.terminal or requests_ended.is_set()):
                    return
                if event is None:
                    execution.changed.wait(0.1)
            if event is not None:
                heartbeat_at = time.monotonic() + HEARTBEAT_SECONDS
                yield event
                if execution.behaviour == "duplicate_events":
                    yield event
            elif time.monotonic() >= heartbeat_at and not execution.silent:
                heartbeat_at = time.monotonic() + HEARTBEAT_SECONDS
                beat = pb.RunResponse(heartbeat=pb.Heartbeat())
                beat.time.GetCurrentTime()
                yield beat


def _abort(context: ServicerContext, code: grpc.StatusCode, message: str) -> NoReturn:
    context.abort(code, message)
    raise AssertionError("abort always raises")


def start_server(instance: str, port: int, slots: int, log: ExecutionLog) -> tuple[grpc.Server, int]:
    """A running server and its port."""
    server = grpc.server(
        ThreadPoolExecutor(256),
        options=[
            ("grpc.so_reuseport", 0),
            ("grpc.keepalive_permit_without_calls", 1),
            ("grpc.http2.min_ping_interval_without_data_ms", 1000),
            ("grpc.http2.max_ping_strikes", 0),
            ("grpc.keepalive_time_ms", 10_000),
            ("grpc.keepalive_timeout_ms", 5_000),
        ],
    )
    pb_grpc.add_MlServiceServicer_to_server(ScriptedService(instance, slots, log), server)  # type: ignore[no-untyped-call]
    bound = server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    return server, bound


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--name", required=True)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--slots", type=int, default=4)
    arguments.add_argument("--log", type=Path, required=True)
    options = arguments.parse_args()
    server, _ = start_server(options.name, options.port, options.slots, ExecutionLog(options.log))
    # The harness holds our standard input: when it is gone, so are we.
    sys.stdin.buffer.read()
    server.stop(0)
    os._exit(0)


if __name__ == "__main__":
    raise SystemExit(main())
