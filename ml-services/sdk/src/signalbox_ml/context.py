"""What an algorithm talks to while it runs: progress, metrics, artifacts, and whether it should stop."""

from __future__ import annotations

import logging
import queue
import shutil
import ssl
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from signalbox_ml import tracing, transfer
from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.algorithm import Metric, Role
from signalbox_ml.errors import InfrastructureError, RunStopped

METRICS_PER_EVENT = 500
FLUSH_SECONDS = 0.1
PROGRESS_SECONDS = 0.1
GRANT_RENEWALS = 5
# Asks again for a grant that has not come: the event that asked may have been acknowledged by an orchestrator that died.
GRANT_REMINDER_SECONDS = 30.0

_log = logging.getLogger("signalbox")


class EventSink(Protocol):
    """Takes events in order; blocks while the reader is behind (this is what bounds the memory of a run)."""

    def __call__(self, event: pb.RunResponse) -> None: ...


class RunContext:
    """The run as its algorithm sees it. Safe for many threads.

    Metric points are sent in batches at most 0.1 s old, none is dropped: when nobody takes the events, `metric` blocks.
    Progress is conflated: only the newest value of each 0.1 s is sent.
    """

    def __init__(
        self,
        sink: EventSink,
        folder: Path,
        metrics: Mapping[str, Metric] | None = None,
        phase_changed: Callable[[str], None] = lambda phase: None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._sink = sink
        self._phase_changed = phase_changed
        self._tls = tls
        self.folder = folder
        self._roles = {key: metric.role for key, metric in (metrics or {}).items()}
        self._lock = threading.RLock()
        self._points: list[pb.MetricPoint] = []
        self._flushed_at = 0.0
        self._progress: pb.Progress | None = None
        self._progress_at = 0.0
        self._fraction = 0.0
        self.phase = "starting"
        self._stop = threading.Event()
        self._stopped = False
        self._grants: queue.Queue[pb.GrantUpload | None] = queue.Queue(maxsize=1000)
        # One upload at a time: all wait for their grants at the same place.
        self._uploading = threading.Lock()
        self._closed = threading.Event()
        self._flusher = threading.Thread(target=self._flush_regularly, name="flush", daemon=True)
        self._flusher.start()

    # -- reports

    def progress(self, fraction: float, done: int = 0, total: int = 0, unit: str = "", phase: str = "") -> None:
        """How far the run is, in [0, 1]; a value lower than one before is raised to it."""
        with self._lock:
            changed = bool(phase) and phase != self.phase
            if changed:
                self._send_progress()
                self.phase = phase
                self._phase_changed(phase)
            self._fraction = max(self._fraction, min(1.0, fraction))
            self._progress = pb.Progress(fraction=self._fraction, done=done, total=total, unit=unit, phase=self.phase)
            if changed or time.monotonic() - self._progress_at >= PROGRESS_SECONDS:
                self._send_progress()

    def metric(self, key: str, value: float, step: int = 0, role: Role | None = None, at_ns: int | None = None) -> None:
        """One point. The role is the one the algorithm declared for the key, unless it is given.

        `at_ns` is when the value was true, in nanoseconds since 1970 (UTC); without it, that is now.
        """
        point = pb.MetricPoint(
            key=key,
            step=step,
            value=float(value),
            role=pb.MetricRole.Name((role or self._roles.get(key, Role.OTHER)).value),
        )
        if at_ns is None:
            point.time.GetCurrentTime()
        else:
            point.time.FromNanoseconds(at_ns)
        with self._lock:
            self._points.append(point)
            if len(self._points) >= METRICS_PER_EVENT or time.monotonic() - self._flushed_at >= FLUSH_SECONDS:
                self._send_points()

    def flush(self) -> None:
        """Sends what is waiting."""
        with self._lock:
            self._send_points()
            self._send_progress()

    def emit(self, event: pb.RunResponse) -> None:
        """Sends an event after everything reported before it."""
        with self._lock:
            self.flush()
            self._sink(event)

    def close(self) -> None:
        self._closed.set()
        self.flush()

    # -- stop

    @property
    def stop_requested(self) -> bool:
        """True after a graceful cancel. Does not count as having stopped: see `should_stop`."""
        return self._stop.is_set()

    def should_stop(self) -> bool:
        """Asked by an algorithm between iterations. Who gets True stops there and keeps what there is."""
        if self._stop.is_set():
            self._stopped = True
        return self._stopped

    @property
    def stopped_early(self) -> bool:
        return self._stopped

    def stop_now(self) -> None:
        """Ends the run as cancelled, because nothing usable exists."""
        self._stopped = True
        raise RunStopped

    def request_stop(self) -> None:
        self._stop.set()

    def wait_for_stop(self, seconds: float) -> bool:
        """Waits until a graceful cancel arrives, at most so long. Does not count as having stopped: see `should_stop`."""
        return self._stop.wait(seconds)

    # -- artifacts

    def upload(self, path: Path, name: str, content_type: str, role: str = "other") -> None:
        """Stores a file as an artifact. Returns when the store has it. Uploads of several threads take turns."""
        if not name or "/" in name or "\\" in name or name.startswith("."):
            raise ValueError(f"{name!r} is not a plain file name")
        with self._uploading, tracing.step("upload artifact", {"signalbox.artifact.name": name}):
            self._upload(path, name, content_type, role)

    def _upload(self, path: Path, name: str, content_type: str, role: str) -> None:
        digest, size = transfer.hash_file(path)
        artifact = pb.ArtifactInfo(name=name, content_type=content_type, size_bytes=size, sha256=digest, role=role)
        for _ in range(GRANT_RENEWALS):
            grant = self._await_grant(artifact)
            try:
                transfer.upload(grant.url, dict(grant.headers), path, self._tls)
            except transfer.UrlRefused as error:
                _log.warning("the store refused the URL for %s, asking for a new one: %s", name, error)
                continue
            self.emit(pb.RunResponse(upload_completed=pb.UploadCompleted(upload_id=grant.upload_id, artifact=artifact)))
            _log.info("stored %s (%s)", name, size_text(size))
            return
        raise InfrastructureError("upload.refused", f"The store refused {GRANT_RENEWALS} upload URLs for {name}.")

    def upload_bytes(self, content: bytes, name: str, content_type: str, role: str = "other") -> None:
        """Stores bytes as an artifact."""
        path = self.folder / f"upload-{uuid.uuid4().hex}"
        path.write_bytes(content)
        try:
            self.upload(path, name, content_type, role)
        finally:
            path.unlink(missing_ok=True)

    def granted(self, grant: pb.GrantUpload) -> None:
        """Called by the process when a grant arrives; one that nobody waits for is dropped."""
        try:
            self._grants.put_nowait(grant)
        except queue.Full:
            _log.warning("a grant was dropped: nobody waits for it")

    def remind(self) -> None:
        """Called when a new orchestrator attached: an open upload is asked for again."""
        try:
            self._grants.put_nowait(None)
        except queue.Full:
            _log.warning("a reminder was dropped: nobody waits for it")

    def _await_grant(self, artifact: pb.ArtifactInfo) -> pb.GrantUpload:
        # Every id asked with stays good, because a slow answer to an earlier one is an answer.
        asked: set[str] = set()
        while True:
            upload_id = str(uuid.uuid4())
            asked.add(upload_id)
            self.emit(pb.RunResponse(upload_requested=pb.UploadRequested(upload_id=upload_id, artifact=artifact)))
            deadline = time.monotonic() + GRANT_REMINDER_SECONDS
            while (left := deadline - time.monotonic()) > 0:
                try:
                    grant = self._grants.get(timeout=left)
                except queue.Empty:
                    break
                if grant is None:
                    break
                if grant.upload_id in asked:
                    return grant

    # -- inside

    def _send_points(self) -> None:
        self._flushed_at = time.monotonic()
        while self._points:
            part, self._points = self._points[:METRICS_PER_EVENT], self._points[METRICS_PER_EVENT:]
            self._sink(pb.RunResponse(metrics=pb.Metrics(points=part)))

    def _send_progress(self) -> None:
        if self._progress is not None:
            waiting, self._progress = self._progress, None
            self._progress_at = time.monotonic()
            self._sink(pb.RunResponse(progress=waiting))

    def _flush_regularly(self) -> None:
        while not self._closed.wait(FLUSH_SECONDS):
            try:
                self.flush()
            except OSError:
                return  # The pipe is gone; the process ends by its own watch.


def size_text(size: int) -> str:
    """As a person writes it: `3.2 MB`."""
    if size < 1000:
        return f"{size} bytes"
    amount, unit = size / 1000, "kB"
    for larger in ("MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.1f} {unit}"


def scratch_folder(parent: Path) -> tuple[Path, Callable[[], None]]:
    """A fresh folder for one attempt, and what removes it."""
    folder = parent / uuid.uuid4().hex
    folder.mkdir(parents=True)
    return folder, lambda: shutil.rmtree(folder, ignore_errors=True)
