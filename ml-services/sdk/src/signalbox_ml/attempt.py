"""One attempt of a run: its child process, its numbered events, and the streams that read them."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing import connection
from pathlib import Path
from typing import Any

from signalbox_ml import _child
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.context import scratch_folder
from signalbox_ml.log.attempt_log import AttemptLog
from signalbox_ml.log.line import Severity

# The unacknowledged bytes of an attempt; the number of events is a setting. When either is reached the service stops reading the child's pipe, the pipe
# fills, and whatever reports in the child blocks until events are acknowledged. The few events that the service itself
# adds (cancel steps, the terminal event) and what is in the pipe when the child ends go beyond the limit.
BUFFER_BYTES = 32 * 1024 * 1024
# A child that has sent its terminal event but does not end.
LINGER_SECONDS = 5.0
DEFAULT_GRACE_SECONDS = 30.0
_TERMINAL = ("finished", "failed", "cancelled")

_log = logging.getLogger(__name__)


class Superseded(Exception):
    """The stream lost its attempt to a newer stream or a newer attempt."""


class Attempt:
    """Runs until exactly one terminal event is in the buffer. Safe for many threads."""

    def __init__(
        self,
        start: pb.StartRun,
        launch: Callable[[Any, Path, Any], Any],
        log: AttemptLog,
        work_dir: Path,
        instance_id: str,
        ended: Callable[[Attempt, str], None],
        orphan_seconds: float,
        buffer_events: int,
        buffer_bytes: int = BUFFER_BYTES,
    ) -> None:
        self.run_id = start.run_id
        self.number = start.attempt
        self.algorithm = start.spec.algorithm
        self._start = start
        self._log = log
        self._ended_callback = ended
        self._orphan_seconds = orphan_seconds
        self._buffer_events = buffer_events
        self._buffer_bytes = buffer_bytes
        self._changed = threading.Condition()
        self._events: deque[tuple[int, pb.RunResponse, int]] = deque()
        self._bytes = 0
        self._next = 1
        self._acknowledged = 0
        self._terminal = 0
        self._terminal_at = 0.0
        self._outcome = ""
        self._process_gone = threading.Event()
        self._stream: Stream | None = None
        self._unattended_since = time.monotonic()
        self._started_at = time.monotonic()
        self._cancel_deadline: float | None = None
        self._killed_because: pb.RunResponse | None = None
        self._killed_at = 0.0
        self._folder, self._remove_folder = scratch_folder(work_dir)
        self._wake_receive, self._wake_send = connection.Pipe(duplex=False)
        self._pipe, child_pipe = connection.Pipe()
        self._pipe_lock = threading.Lock()
        self._pipe_ended = False
        accepted = pb.RunResponse(accepted=pb.Accepted(instance_id=instance_id))
        self._append(accepted)
        try:
            self._process = launch(child_pipe, self._folder, log.channel)
        except BaseException:
            log.finish()
            raise
        finally:
            child_pipe.close()
            log.channel.close()
        self._supervisor = threading.Thread(target=self._supervise, name=f"attempt-{self.run_id}", daemon=True)
        self._supervisor.start()

    # -- what a stream does

    def attach(self, from_sequence: int) -> Stream:
        """A stream of the events after `from_sequence`. The stream before it ends."""
        stream = Stream(self, from_sequence)
        with self._changed:
            first = self._stream is None and from_sequence == 0 and self._next <= 2
            self._stream = stream
            self._changed.notify_all()
        if not first:
            self._tell(pb.RunRequest(start=pb.StartRun(run_id=self.run_id, attempt=self.number)))
        return stream

    def detach(self, stream: Stream) -> None:
        with self._changed:
            stream.closed = True
            if self._stream is stream:
                self._stream = None
                self._unattended_since = time.monotonic()
            self._changed.notify_all()

    def end_of_requests(self, stream: Stream) -> None:
        """The caller will acknowledge nothing more on this stream."""
        with self._changed:
            stream.requests_ended = True
            self._changed.notify_all()

    def acknowledge(self, sequence: int) -> None:
        """Forgets every event up to and including `sequence`."""
        with self._changed:
            # What has not been sent cannot be known: a number from the future is cut down to the last event.
            sequence = min(sequence, self._next - 1)
            self._acknowledged = max(self._acknowledged, sequence)
            while self._events and self._events[0][0] <= self._acknowledged:
                self._bytes -= self._events.popleft()[2]
            self._changed.notify_all()

    def grant(self, grant: pb.GrantUpload) -> None:
        self._tell(pb.RunRequest(grant_upload=grant))

    def cancel(self, request: pb.CancelRun) -> None:
        """Graceful: the algorithm is asked to stop, and killed after the grace. Kill: now."""
        kill = request.mode == pb.CANCEL_MODE_KILL
        with self._changed:
            if self._terminal:
                return
            mode = pb.CANCEL_MODE_KILL if kill else pb.CANCEL_MODE_GRACEFUL
            self._append(pb.RunResponse(cancel_acknowledged=pb.CancelAcknowledged(mode=mode)))
            if not kill:
                grace = request.grace.ToTimedelta().total_seconds() if request.HasField("grace") else 0.0
                deadline = time.monotonic() + (grace if grace > 0 else DEFAULT_GRACE_SECONDS)
                if self._cancel_deadline is None or deadline < self._cancel_deadline:
                    self._cancel_deadline = deadline
        if kill:
            self.kill(pb.RunResponse(cancelled=pb.Cancelled(killed=True)))
        else:
            self._tell(pb.RunRequest(cancel=pb.CancelRun(mode=pb.CANCEL_MODE_GRACEFUL)))
            self._wake()

    # -- what the service does

    def kill(self, because: pb.RunResponse) -> None:
        """Ends the child at once; `because` becomes the terminal event unless the child was faster."""
        with self._changed:
            if self._terminal or self._killed_because is not None:
                return
            self._killed_because = because
            self._killed_at = time.monotonic()
            self._changed.notify_all()
        self._kill_process()
        self._wake()

    def supersede(self) -> None:
        """A newer attempt of the run is there: this one ends, and its streams with it."""
        self.kill(
            failed(pb.FAILURE_KIND_INFRASTRUCTURE, "attempt.superseded", "A newer attempt of the run was started.")
        )
        self._process_gone.wait(LINGER_SECONDS)
        with self._changed:
            if self._stream is not None:
                self._stream.replaced = True
                self._stream = None
            self._changed.notify_all()

    @property
    def active(self) -> bool:
        """True while it holds a slot: until its terminal event is known. The process ends by itself right after it."""
        return not self._terminal

    @property
    def seconds(self) -> float:
        """Since its start."""
        return time.monotonic() - self._started_at

    @property
    def folder(self) -> Path:
        return self._folder

    def process_id(self) -> int:
        return int(self._process.pid)

    @property
    def settled(self) -> bool:
        """True when it has ended and the caller has acknowledged how."""
        with self._changed:
            return self._terminal > 0 and self._acknowledged >= self._terminal

    def forgettable(self, retention_seconds: float) -> bool:
        """True when it has ended and its terminal event is acknowledged or too old."""
        with self._changed:
            if not self._process_gone.is_set():
                return False
            return self._acknowledged >= self._terminal or time.monotonic() - self._terminal_at > retention_seconds

    def wait_until_gone(self, seconds: float) -> bool:
        return self._process_gone.wait(max(0.0, seconds))

    def wait_until_acknowledged(self, seconds: float) -> bool:
        """True when nobody needs this attempt's events any more, or nobody is there to take them."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self._stream is None or (self._terminal > 0 and self._acknowledged >= self._terminal),
                max(0.0, seconds),
            )

    # -- inside

    def _append(self, event: pb.RunResponse) -> None:
        with self._changed:
            if self._terminal:
                return
            event.sequence = self._next
            if not event.HasField("time"):
                event.time.GetCurrentTime()
            self._next += 1
            size = event.ByteSize()
            self._events.append((event.sequence, event, size))
            self._bytes += size
            if event.WhichOneof("event") in _TERMINAL:
                self._terminal = event.sequence
                self._terminal_at = time.monotonic()
                self._outcome = str(event.WhichOneof("event"))
            self._changed.notify_all()

    def _tell(self, request: pb.RunRequest) -> None:
        # An OSError means that the child has ended; its supervisor says so.
        with self._pipe_lock, contextlib.suppress(OSError):
            self._pipe.send_bytes(request.SerializeToString())

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._wake_send.send_bytes(b"!")

    def _kill_process(self) -> None:
        pid = self._process.pid
        if pid is None or self._process_gone.is_set():
            return
        # The child leads a group of its own, so what it started goes with it.
        for send in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                send(pid, signal.SIGKILL)

    def _full(self) -> bool:
        return len(self._events) >= self._buffer_events or self._bytes >= self._buffer_bytes

    def _supervise(self) -> None:
        try:
            self._watch()
        except Exception:  # noqa: BLE001 - whatever it is, the attempt must get a terminal event
            _log.exception("the supervisor of an attempt failed")
            self._kill_process()
            words = "The service lost track of the attempt."
            self._end(failed(pb.FAILURE_KIND_INFRASTRUCTURE, "service.error", words), words)
        finally:
            self._process.join(LINGER_SECONDS)
            with self._pipe_lock:
                self._pipe.close()
            self._remove_folder()
            self._process_gone.set()
            with self._changed:
                self._changed.notify_all()
            self._ended_callback(self, self._outcome)

    def _watch(self) -> None:
        sentinel = self._process.sentinel
        while True:
            with self._changed:
                # No notice comes for the child's death while we wait here, so the wait is short.
                full = self._full() and not self._changed.wait_for(lambda: not self._full(), 0.1)
            sources: list[Any] = [sentinel, self._wake_receive]
            if not full and not self._pipe_ended:
                sources.append(self._pipe)
            ready = connection.wait(sources, 0.0 if full else self._seconds_to_next_deadline())
            if self._wake_receive in ready:
                self._wake_receive.recv_bytes()
            if sentinel in ready:
                while not self._pipe_ended and self._pipe.poll(0):
                    self._read_one()
                break
            if self._pipe in ready:
                self._read_one()
            self._enforce_deadlines()
        self._process.join()
        if not self._terminal:
            last = self._killed_because or self._death()
            self._end(last, last.failed.message or "The run was killed on request.")

    def _read_one(self) -> None:
        try:
            event = pb.RunResponse.FromString(self._pipe.recv_bytes())
        except (EOFError, OSError):
            self._pipe_ended = True
            return
        # After a kill was decided, what the child still had in its pipe counts, but not an ending of its own.
        if event.WhichOneof("event") not in _TERMINAL:
            self._append(event)
        elif self._killed_because is None:
            self._end(event, "")

    def _end(self, last: pb.RunResponse, words: str) -> None:
        """The terminal event. The log ends before it: everything that the child wrote until now is in its pipes."""
        if self._terminal:
            return
        if words:
            self._log.write(Severity.WARNING if last.HasField("cancelled") else Severity.ERROR, words)
        totals = self._log.finish()
        self._append(pb.RunResponse(log_totals=pb.LogTotals(lines=totals.lines, hash=totals.hash.hex())))
        self._append(last)

    def sample(self, points: list[pb.MetricPoint]) -> None:
        """Metrics that the service measured itself. Dropped when the buffer is full, or nothing runs any more."""
        if points and not self._full() and not self._terminal and self._killed_because is None:
            self._append(pb.RunResponse(metrics=pb.Metrics(points=points)))

    def _death(self) -> pb.RunResponse:
        code = self._process.exitcode
        if code is not None and code < 0:
            try:
                name = signal.Signals(-code).name
            except ValueError:
                name = f"signal {-code}"
            cause = f"The worker process was ended by {name}"
            cause += "; the machine may be out of memory." if -code == signal.SIGKILL else "."
        else:
            cause = f"The worker process ended with code {code} before it had a result."
        return failed(pb.FAILURE_KIND_INFRASTRUCTURE, "worker.died", cause)

    def _deadlines(self) -> list[tuple[float, Callable[[], None]]]:
        made: list[tuple[float, Callable[[], None]]] = []
        with self._changed:
            if self._terminal:
                return [(self._terminal_at + LINGER_SECONDS, self._kill_process)]
            if self._killed_because is not None:
                return [(self._killed_at + 1.0, self._kill_process)]
            limit = self._start.spec.time_limit.ToTimedelta().total_seconds()
            if limit > 0:
                made.append((self._started_at + limit, lambda: self.kill(_timed_out(limit))))
            if self._cancel_deadline is not None:
                made.append(
                    (self._cancel_deadline, lambda: self.kill(pb.RunResponse(cancelled=pb.Cancelled(killed=True))))
                )
            if self._stream is None and self._orphan_seconds > 0:
                made.append((self._unattended_since + self._orphan_seconds, lambda: self.kill(_orphaned())))
        return made

    def _seconds_to_next_deadline(self) -> float:
        # At most half a second, because attaching and detaching move the deadlines without a notice.
        now = time.monotonic()
        return min([0.5, *(max(0.0, at - now) for at, _ in self._deadlines())])

    def _enforce_deadlines(self) -> None:
        now = time.monotonic()
        for at, act in self._deadlines():
            if at <= now:
                act()

    def next_event(self, stream: Stream, timeout: float) -> pb.RunResponse | None:
        """The next event for the stream; None after `timeout`. StopIteration's part is played by EndOfEvents."""
        with self._changed:

            def ready() -> bool:
                return (
                    stream.closed
                    or stream.replaced
                    or self._stream is not stream
                    or self._next > stream.cursor + 1
                    or (self._terminal > 0 and (stream.requests_ended or self._acknowledged >= self._terminal))
                )

            if not self._changed.wait_for(ready, timeout):
                return None
            if stream.closed:
                raise EndOfEvents
            if stream.replaced or self._stream is not stream:
                raise Superseded
            # What was acknowledged is known to the caller, whatever from_sequence said.
            stream.cursor = max(stream.cursor, self._acknowledged)
            if self._next > stream.cursor + 1:
                event = self._events[stream.cursor + 1 - self._events[0][0]][1]
                stream.cursor = event.sequence
                return event
            if self._terminal and (self._acknowledged >= self._terminal or stream.requests_ended):
                raise EndOfEvents
            return None


class EndOfEvents(Exception):
    """Nothing more comes on this stream."""


class Stream:
    """One reader of an attempt's events."""

    def __init__(self, attempt: Attempt, from_sequence: int) -> None:
        self._attempt = attempt
        self.cursor = max(0, from_sequence)
        self.closed = False
        self.replaced = False
        self.requests_ended = False

    def responses(self, heartbeat_seconds: float) -> Iterator[pb.RunResponse]:
        """Events, and heartbeats where there are none, until the terminal event is acknowledged."""
        while True:
            try:
                event = self._attempt.next_event(self, heartbeat_seconds)
            except EndOfEvents:
                return
            if event is None:
                event = pb.RunResponse(heartbeat=pb.Heartbeat())
                event.time.GetCurrentTime()
            yield event


def failed(kind: pb.FailureKind, code: str, message: str) -> pb.RunResponse:
    return pb.RunResponse(failed=pb.Failed(kind=kind, code=code, message=message))


def _timed_out(limit: float) -> pb.RunResponse:
    return failed(pb.FAILURE_KIND_TIMEOUT, "run.time_limit", f"The run reached its time limit of {limit:g} s.")


def _orphaned() -> pb.RunResponse:
    return failed(pb.FAILURE_KIND_INFRASTRUCTURE, "run.orphaned", "No orchestrator was attached for too long.")


def launcher(start: pb.StartRun, options: dict[str, Any], context: Any) -> Callable[[Any, Path, Any], Any]:
    """What starts the child of an attempt, in the given multiprocessing context."""

    # The service signs the lines; user code never gets to see the key.
    spec_only = pb.StartRun()
    spec_only.CopyFrom(start)
    spec_only.ClearField("log")

    def launch(pipe: Any, folder: Path, log: Any) -> Any:
        process = context.Process(
            target=_child.main,
            args=(pipe, log, spec_only.SerializeToString(), {**options, "folder": str(folder)}),
            name=f"run-{start.run_id}",
            daemon=True,
        )
        process.start()
        return process

    return launch
