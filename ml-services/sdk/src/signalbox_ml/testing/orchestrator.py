"""The orchestrator's side of the contract, in the simplest form that keeps it. For tests and for a terminal."""

from __future__ import annotations

import queue
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import grpc

from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml._generated import ml_service_pb2_grpc as pb_grpc
from signalbox_ml.testing.folder_object_server import FolderObjectServer

TERMINAL = ("finished", "failed", "cancelled")


class RunSession:
    """One stream. Gathers the events, grants uploads and acknowledges unless told not to."""

    def __init__(
        self,
        stub: pb_grpc.MlServiceStub,
        start: pb.StartRun,
        objects: FolderObjectServer,
        grant: bool = True,
        acknowledge: bool = True,
        metadata: Mapping[str, str] | None = None,
        on_event: Callable[[pb.RunResponse], None] | None = None,
    ) -> None:
        self.run_id = start.run_id
        self.attempt = start.attempt
        self._objects = objects
        self.grant = grant
        self.acknowledge = acknowledge
        self.events: list[pb.RunResponse] = []
        self.heartbeats = 0
        self.error: grpc.RpcError | None = None
        self._changed = threading.Condition()
        self._ended = False
        self._on_event = on_event
        self._requests: queue.SimpleQueue[pb.RunRequest | None] = queue.SimpleQueue()
        self.send(pb.RunRequest(start=start))
        self._call = stub.Run(iter(self._requests.get, None), metadata=list((metadata or {}).items()))
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def send(self, request: pb.RunRequest) -> None:
        self._requests.put(request)

    def cancel(self, kill: bool = False, grace: float = 10.0) -> None:
        request = pb.CancelRun(mode=pb.CANCEL_MODE_KILL if kill else pb.CANCEL_MODE_GRACEFUL)
        request.grace.FromNanoseconds(int(grace * 1e9))
        self.send(pb.RunRequest(cancel=request))

    def disconnect(self) -> None:
        """Breaks the stream, as a crash would."""
        self._call.cancel()
        self._thread.join(5)

    def wait_for(self, condition: Callable[[RunSession], bool], timeout: float = 30.0) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: condition(self) or self._ended, timeout) or not condition(self):
                raise AssertionError(f"the condition did not come true; {self.kinds()} error={self.error}")

    def wait_for_event(self, kind: str, timeout: float = 30.0) -> Any:
        """The newest event of a kind, once there is one."""
        self.wait_for(lambda session: kind in session.kinds(), timeout)
        return next(getattr(each, kind) for each in reversed(self.events) if each.WhichOneof("event") == kind)

    def result(self, timeout: float = 60.0) -> pb.RunResponse:
        """The terminal event."""
        self.wait_for(lambda session: bool(session.events) and session.kinds()[-1] in TERMINAL, timeout)
        return self.events[-1]

    def refusal(self, timeout: float = 10.0) -> tuple[grpc.StatusCode, str]:
        """Code and message of the stream's end."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._ended, timeout):
                raise AssertionError("the stream did not end")
        if self.error is None:
            raise AssertionError(f"the stream ended well: {self.kinds()}")
        return self.error.code(), self.error.details()

    def ended(self, timeout: float = 10.0) -> None:
        """Waits until the stream is over."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._ended, timeout):
                raise AssertionError("the stream did not end")

    def kinds(self) -> list[str]:
        return [str(each.WhichOneof("event")) for each in self.events]

    def points(self) -> Iterator[pb.MetricPoint]:
        for each in list(self.events):
            yield from each.metrics.points

    def artifact(self, name: str) -> bytes:
        return self._objects.get(self._key(name))

    def artifacts(self) -> list[str]:
        return [e.upload_completed.artifact.name for e in self.events if e.WhichOneof("event") == "upload_completed"]

    def _key(self, name: str) -> str:
        return f"runs/{self.run_id}/{self.attempt}/{name}"

    def grant_upload(self, requested: pb.UploadRequested, seconds: float = 600.0) -> None:
        artifact = requested.artifact
        url = self._objects.url("PUT", self._key(artifact.name), seconds, artifact.content_type)
        self.send(
            pb.RunRequest(
                grant_upload=pb.GrantUpload(
                    upload_id=requested.upload_id, url=url, headers={"Content-Type": artifact.content_type}
                )
            )
        )

    def _read(self) -> None:
        try:
            for event in self._call:
                self._take(event)
        except grpc.RpcError as error:
            self.error = error
        finally:
            self._requests.put(None)
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _take(self, event: pb.RunResponse) -> None:
        if self._on_event is not None:
            self._on_event(event)
        kind = event.WhichOneof("event")
        with self._changed:
            if kind == "heartbeat":
                self.heartbeats += 1
            else:
                self.events.append(event)
            self._changed.notify_all()
        if kind == "heartbeat":
            return
        if kind == "upload_requested" and self.grant:
            self.grant_upload(event.upload_requested)
        if self.acknowledge:
            self.send(pb.RunRequest(acknowledge=pb.Acknowledge(sequence=event.sequence)))


class FakeOrchestrator:
    """Starts runs on one ML service."""

    def __init__(self, address: str, objects: FolderObjectServer) -> None:
        self.channel = grpc.insecure_channel(address)
        self.stub = pb_grpc.MlServiceStub(self.channel)  # type: ignore[no-untyped-call]
        self.objects = objects

    def close(self) -> None:
        self.channel.close()

    def dataset(
        self, content: bytes, columns: Mapping[str, str], file_format: str = "csv", delimiter: str = ",", rows: int = 0
    ) -> pb.DatasetInput:
        """Stores a table and describes it."""
        key = f"datasets/{uuid.uuid4()}"
        sha256 = self.objects.put(key, content)
        return pb.DatasetInput(
            url=self.objects.url("GET", key),
            sha256=sha256,
            size_bytes=len(content),
            format=file_format,
            delimiter=delimiter if file_format == "csv" else "",
            columns=[pb.Column(name=name, type=kind) for name, kind in columns.items()],
            rows=rows,
        )

    def instance(self, content: bytes, file_format: str, name: str = "") -> pb.DatasetInput:
        """Stores an instance for a solve and describes it."""
        file = self.file(content)
        return pb.DatasetInput(
            url=file.url, sha256=file.sha256, size_bytes=file.size_bytes, format=file_format, name=name
        )

    def file(self, content: bytes) -> pb.InputFile:
        """Stores a file and describes it."""
        key = f"files/{uuid.uuid4()}"
        sha256 = self.objects.put(key, content)
        return pb.InputFile(url=self.objects.url("GET", key), sha256=sha256, size_bytes=len(content))

    def model(self, path_or_bytes: Path | bytes) -> pb.ModelInput:
        """Stores a model and describes it."""
        content = path_or_bytes if isinstance(path_or_bytes, bytes) else path_or_bytes.read_bytes()
        key = f"models/{uuid.uuid4()}"
        sha256 = self.objects.put(key, content)
        return pb.ModelInput(
            key=key,
            url=self.objects.url("GET", key),
            sha256=sha256,
            size_bytes=len(content),
            format="signalbox-model-v1",
        )

    def start(
        self,
        spec: pb.RunSpec,
        run_id: str = "",
        attempt: int = 1,
        from_sequence: int = 0,
        attach_only: bool = False,
        orphan_timeout: float = 0.0,
        log: pb.LogOutput | None = None,
        **options: Any,
    ) -> RunSession:
        start = pb.StartRun(
            run_id=run_id or str(uuid.uuid4()),
            attempt=attempt,
            from_sequence=from_sequence,
            attach_only=attach_only,
            spec=spec,
            log=log,
        )
        if orphan_timeout:
            start.orphan_timeout.FromNanoseconds(int(orphan_timeout * 1e9))
        return RunSession(self.stub, start, self.objects, **options)
