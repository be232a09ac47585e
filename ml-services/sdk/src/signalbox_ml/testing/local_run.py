"""Runs an algorithm in the test's own process: no gRPC, no child, but real uploads."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from signalbox_ml._generated import ml_service_pb2 as pb
from signalbox_ml.algorithm import Algorithm, Metric, Result
from signalbox_ml.context import RunContext
from signalbox_ml.dataset import Dataset
from signalbox_ml.instance import Instance
from signalbox_ml.parameters import resolve
from signalbox_ml.testing.folder_object_server import FolderObjectServer


class LocalRun:
    """One run. Uploads are granted at once; events and artifacts can be looked at afterwards."""

    def __init__(self, objects: FolderObjectServer, folder: Path, metrics: Iterable[Metric] = ()) -> None:
        """`metrics`: those that the algorithm declares; others get the role OTHER."""
        self._objects = objects
        self._prefix = f"local/{uuid.uuid4()}"
        folder.mkdir(parents=True, exist_ok=True)
        self.events: list[pb.RunResponse] = []
        self.context = RunContext(self._take, folder, metrics={metric.key: metric for metric in metrics})
        self.stop_at_iteration = 0
        # Stops a solve gracefully at its first point of this metric.
        self.stop_at_metric = ""

    def train(self, algorithm: Algorithm, data: Dataset, parameters: str = "{}") -> Result:
        try:
            return algorithm.train(self.context, data, resolve(algorithm.parameters, parameters))
        finally:
            self.context.close()

    def solve(self, algorithm: Algorithm, instance: Instance, parameters: str = "{}") -> Result:
        try:
            return algorithm.solve(self.context, instance, resolve(algorithm.parameters, parameters))
        finally:
            self.context.close()

    def solve_set(self, algorithm: Algorithm, instances: Sequence[Instance], parameters: str = "{}") -> Result:
        try:
            return algorithm.solve_set(self.context, instances, resolve(algorithm.parameters, parameters))
        finally:
            self.context.close()

    def predict(self, algorithm: Algorithm, data: Dataset, model: Path, output_format: str) -> Result:
        try:
            return algorithm.predict(self.context, data, model, output_format)
        finally:
            self.context.close()

    def artifact(self, name: str) -> bytes:
        return self._objects.get(f"{self._prefix}/{name}")

    def artifacts(self) -> list[tuple[str, str]]:
        """Names and roles of what is stored, in the order of storing."""
        done = [e.upload_completed.artifact for e in self.events if e.WhichOneof("event") == "upload_completed"]
        return [(artifact.name, artifact.role) for artifact in done]

    def points(self) -> list[pb.MetricPoint]:
        return [point for event in self.events for point in event.metrics.points]

    def curve(self, key: str) -> list[tuple[int, float]]:
        """Steps and values of a metric."""
        return [(p.step, p.value) for e in self.events for p in e.metrics.points if p.key == key]

    def progress(self) -> list[pb.Progress]:
        return [e.progress for e in self.events if e.WhichOneof("event") == "progress"]

    def _take(self, event: pb.RunResponse) -> None:
        self.events.append(event)
        if 0 < self.stop_at_iteration <= event.progress.done and event.progress.phase == "training":
            self.context.request_stop()
        if self.stop_at_metric and any(point.key == self.stop_at_metric for point in event.metrics.points):
            self.context.request_stop()
        if event.WhichOneof("event") == "upload_requested":
            requested = event.upload_requested
            kind = requested.artifact.content_type
            headers: Mapping[str, str] = {"Content-Type": kind}
            url = self._objects.url("PUT", f"{self._prefix}/{requested.artifact.name}", 60, kind)
            self.context.granted(pb.GrantUpload(upload_id=requested.upload_id, url=url, headers=headers))
