"""An ML service that answers at once: what is left to measure is everything between it and the caller.

Runs with the stubs and the environment of tests/faults. A run stores a small model when its parameters ask for one, else it
finishes at once; one of the algorithm `bowl` with the value that its parameters have. A prediction answers zero for each row.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import sys
import urllib.request
import uuid
from collections.abc import AsyncIterator

import grpc
import grpc.aio
import objective

from signalbox_faults._generated import ml_service_pb2 as pb
from signalbox_faults._generated import ml_service_pb2_grpc as pb_grpc

ALGORITHM = "instant"
BOWL = "bowl"
SLOTS = 64
MODEL = b"a model without content"
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "model": {"type": "boolean", "title": "Model", "description": "Store a model.", "default": False},
        "hold": {"type": "boolean", "title": "Hold", "description": "Go on until stopped.", "default": False},
    },
    "additionalProperties": False,
}
BOWL_SCHEMA = {**SCHEMA, "properties": objective.PROPERTIES}
SIGNATURE = {
    "task": "classification",
    "target": "label",
    "inputs": [{"name": "feature", "type": "number", "required": True}],
    "output": {"type": "string", "classes": ["no", "yes"]},
}


class Instant(pb_grpc.MlServiceServicer):
    def __init__(self) -> None:
        self._instance_id = str(uuid.uuid4())
        self._active = 0

    async def Describe(self, request: pb.DescribeRequest, context: grpc.aio.ServicerContext) -> pb.DescribeResponse:
        return pb.DescribeResponse(
            service=ALGORITHM,
            version="1",
            instance_id=self._instance_id,
            slots=SLOTS,
            slots_in_use=self._active,
            algorithms=[
                pb.Algorithm(
                    name=ALGORITHM,
                    title="Instant",
                    description="Answers at once.",
                    kinds=["training"],
                    tasks=["classification"],
                    parameters_schema_json=json.dumps(SCHEMA),
                ),
                pb.Algorithm(
                    name=BOWL,
                    title="Bowl",
                    description="Computes the height of a bowl at a place.",
                    kinds=["training"],
                    tasks=["classification"],
                    parameters_schema_json=json.dumps(BOWL_SCHEMA),
                    metrics=[pb.MetricInfo(key="value", role=pb.METRIC_ROLE_LOSS)],
                ),
            ],
        )

    async def Predict(self, request: pb.PredictRequest, context: grpc.aio.ServicerContext) -> pb.PredictResponse:
        return pb.PredictResponse(predictions_json=json.dumps([{"prediction": "no"} for _ in json.loads(request.rows_json)]))

    async def Run(
        self, requests: AsyncIterator[pb.RunRequest], context: grpc.aio.ServicerContext
    ) -> AsyncIterator[pb.RunResponse]:
        first = await anext(requests)
        if first.WhichOneof("request") != "start":
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "The first request of a stream must be start.")
        if first.start.attach_only:
            await context.abort(grpc.StatusCode.NOT_FOUND, "Nothing is kept here.")
        self._active += 1
        try:
            async for event in self._play(first.start, requests, context):
                yield event
        finally:
            self._active -= 1

    async def _play(
        self, start: pb.StartRun, requests: AsyncIterator[pb.RunRequest], context: grpc.aio.ServicerContext
    ) -> AsyncIterator[pb.RunResponse]:
        sequence = 0

        def numbered(event: pb.RunResponse) -> pb.RunResponse:
            nonlocal sequence
            sequence += 1
            event.sequence = sequence
            event.time.GetCurrentTime()
            return event

        yield numbered(pb.RunResponse(accepted=pb.Accepted(instance_id=self._instance_id)))
        yield numbered(pb.RunResponse(started=pb.Started()))
        parameters = json.loads(start.spec.parameters_json or "{}")
        is_bowl = start.spec.algorithm == BOWL
        finished = pb.Finished(summary={"value": objective.value(parameters)} if is_bowl else {"score": 1.0})
        if parameters.get("hold"):
            while not context.done():
                yield pb.RunResponse(heartbeat=pb.Heartbeat())
                await asyncio.sleep(2)
            return
        if parameters.get("model"):
            digest = hashlib.sha256(MODEL).hexdigest()
            info = pb.ArtifactInfo(
                name="model.zip", content_type="application/zip", size_bytes=len(MODEL), sha256=digest, role="model"
            )
            yield numbered(pb.RunResponse(upload_requested=pb.UploadRequested(upload_id="model", artifact=info)))
            async for request in requests:
                if request.WhichOneof("request") == "grant_upload":
                    await asyncio.to_thread(_put, request.grant_upload)
                    break
            yield numbered(pb.RunResponse(upload_completed=pb.UploadCompleted(upload_id="model", artifact=info)))
            finished.model.CopyFrom(
                pb.ModelOutput(
                    artifact_name="model.zip", format="signalbox-model-v1", signature_json=json.dumps(SIGNATURE)
                )
            )
        yield numbered(pb.RunResponse(log_totals=pb.LogTotals(lines=0, hash="0" * 64)))
        yield numbered(pb.RunResponse(finished=finished))
        last = sequence
        async for request in requests:
            if request.WhichOneof("request") == "acknowledge" and request.acknowledge.sequence >= last:
                return


def _put(grant: pb.GrantUpload) -> None:
    request = urllib.request.Request(grant.url, data=MODEL, method="PUT", headers=dict(grant.headers))
    with urllib.request.urlopen(request, timeout=20) as answer:
        answer.read()


async def serve(port: int) -> None:
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0), ("grpc.http2.min_ping_interval_without_data_ms", 1000)])
    pb_grpc.add_MlServiceServicer_to_server(Instant(), server)  # type: ignore[no-untyped-call]
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    # The benchmark holds our standard input: when it is gone, so are we.
    await asyncio.to_thread(sys.stdin.buffer.read)
    os._exit(0)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    asyncio.run(serve(arguments.parse_args().port))
