"""The hops of a training: what must be in its trace, and under what (docs/handbook/traces.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Span = Mapping[str, Any]

# Clocks of processes on one machine are read at different moments.
SKEW_NANOS = 5_000_000
KAFKA = ("messaging.system", "messaging.destination.name", "messaging.message.id")
GRPC = ("rpc.system", "rpc.service", "rpc.method", "rpc.grpc.status_code")
HTTP = ("http.request.method", "server.address", "server.port", "http.response.status_code")
COMMANDS, STATUS = "signalbox.commands", "signalbox.status"
CALL = "signalbox.ml.v1.MlService/Run"


@dataclass(frozen=True)
class Hop:
    name: str
    part: str
    kind: str
    # The name and the part of what it lies under; None for the first.
    under: tuple[str, str] | None
    attributes: tuple[str, ...] = ()


def _hop(name: str, part: str, kind: str, under: str, by: str, *attributes: str) -> Hop:
    return Hop(name, part, kind, (under, by), attributes)


REQUEST = "POST /projects/{projectId}/runs"
HOPS: tuple[Hop, ...] = (
    Hop(REQUEST, "backend", "server", None, ("http.request.method", "http.route", "http.response.status_code")),
    _hop("StartRun", "backend", "internal", REQUEST, "backend"),
    _hop(f"create {COMMANDS}", "backend", "producer", "StartRun", "backend", *KAFKA),
    _hop(f"relay {COMMANDS}", "backend", "internal", f"create {COMMANDS}", "backend"),
    _hop(f"send {COMMANDS}", "backend", "producer", f"relay {COMMANDS}", "backend", *KAFKA, "messaging.kafka.offset"),
    _hop(
        f"process {COMMANDS}",
        "orchestrator",
        "consumer",
        f"send {COMMANDS}",
        "backend",
        *KAFKA,
        "messaging.kafka.offset",
        "messaging.consumer.group.name",
    ),
    _hop("wait for slot", "orchestrator", "internal", f"process {COMMANDS}", "orchestrator"),
    _hop(CALL, "orchestrator", "client", "wait for slot", "orchestrator", *GRPC, "server.address", "server.port"),
    _hop(CALL, "tabular", "server", CALL, "orchestrator", *GRPC, "signalbox.run.id", "signalbox.attempt"),
    _hop("attempt training", "tabular", "internal", CALL, "tabular", "signalbox.run.id", "signalbox.outcome"),
    _hop("download dataset", "tabular", "internal", "attempt training", "tabular"),
    _hop("GET", "tabular", "client", "download dataset", "tabular", *HTTP),
    _hop("train", "tabular", "internal", "attempt training", "tabular"),
    _hop("upload artifact", "tabular", "internal", "train", "tabular", "signalbox.artifact.name"),
    _hop("PUT", "tabular", "client", "upload artifact", "tabular", *HTTP),
    _hop("event accepted", "orchestrator", "internal", CALL, "orchestrator"),
    _hop("event started", "orchestrator", "internal", CALL, "orchestrator"),
    _hop("event finished", "orchestrator", "internal", CALL, "orchestrator"),
    _hop(f"send {STATUS}", "orchestrator", "producer", "event finished", "orchestrator", *KAFKA, "signalbox.status"),
    _hop(
        f"process {STATUS}",
        "backend",
        "consumer",
        f"send {STATUS}",
        "orchestrator",
        *KAFKA,
        "messaging.consumer.group.name",
    ),
    _hop("store statuses", "backend", "internal", f"process {STATUS}", "backend"),
    _hop("push project", "backend", "producer", "store statuses", "backend", "network.protocol.name"),
)
# What must never be in an attribute, an event or a name.
FORBIDDEN = ("://", "X-Amz-", "Bearer ", "sbx_")


def problems(spans: Sequence[Span]) -> list[str]:
    """Everything that is missing or wrong; nothing when the trace is whole."""
    if not spans:
        return ["there are no spans"]
    by_id = {str(span["span_id"]): span for span in spans}
    found = []
    if len({span["trace_id"] for span in spans}) != 1:
        found.append("the spans are of several traces")
    roots = [span for span in spans if span["parent_id"] not in by_id]
    if [root["name"] for root in roots] != [REQUEST]:
        found.append(f"these lie under nothing that was exported: {sorted(root['name'] for root in roots)}")
    found.extend(problem for hop in HOPS if (problem := _missing(hop, spans, by_id)))
    for span in spans:
        parent = by_id.get(str(span["parent_id"]))
        if parent is not None and span["start_ns"] + SKEW_NANOS < parent["start_ns"]:
            found.append(f"«{span['name']}» begins before «{parent['name']}», which has caused it")
        told = json.dumps([span["name"], span["attributes"], span["events"]])
        found.extend(f"«{span['name']}» tells {word!r}" for word in FORBIDDEN if word in told)
    return found


def _missing(hop: Hop, spans: Sequence[Span], by_id: Mapping[str, Span]) -> str:
    called = [span for span in spans if span["name"] == hop.name and span["service"] == hop.part]
    if not called:
        return f"«{hop.name}» of {hop.part} is missing"
    placed = [span for span in called if hop.under is None or _place(by_id.get(str(span["parent_id"]))) == hop.under]
    if not placed and hop.under is not None:
        return f"«{hop.name}» of {hop.part} does not lie under «{hop.under[0]}» of {hop.under[1]}"
    if any(span["kind"] != hop.kind for span in called):
        return f"«{hop.name}» of {hop.part} is not of the kind {hop.kind}"
    lacking = sorted(name for name in hop.attributes if not any(name in span["attributes"] for span in placed))
    return f"«{hop.name}» of {hop.part} lacks {', '.join(lacking)}" if lacking else ""


def _place(span: Span | None) -> tuple[str, str] | None:
    return None if span is None else (str(span["name"]), str(span["service"]))


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 2:
        print("usage: hops.py FILE.json")
        return 2
    spans = json.loads(Path(arguments[1]).read_text(encoding="utf-8"))
    wrong = problems(spans)
    for problem in wrong:
        print(problem)
    if wrong:
        return 1
    print(f"{len(spans)} spans of one trace, each of {len(HOPS)} hops is there")
    return 0
