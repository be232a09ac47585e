"""Takes spans over OTLP/HTTP, as every part of Signalbox sends them, and shows each trace as a tree. For tests and for a terminal."""

from __future__ import annotations

import gzip
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1 import trace_pb2

# What is kept: the newest traces, and the first spans of each.
TRACES = 500
SPANS = 20_000
BODY_BYTES = 64 * 1024 * 1024
NANOS = 1_000_000


@dataclass(frozen=True)
class ReceivedSpan:
    trace_id: str
    span_id: str
    # Empty for the first span of a trace.
    parent_id: str
    name: str
    kind: str
    # Without the word that all parts share: `backend`, not `signalbox-backend`.
    service: str
    start_ns: int
    end_ns: int
    failed: bool
    attributes: Mapping[str, Any]
    # The names of its events.
    events: Sequence[str]


def read(body: bytes) -> list[ReceivedSpan]:
    """The spans of one export."""
    made: list[ReceivedSpan] = []
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        service = str(_attributes(resource.resource.attributes).get("service.name", "")).removeprefix("signalbox-")
        for scope in resource.scope_spans:
            made.extend(_span(span, service) for span in scope.spans)
    return made


def _span(span: Any, service: str) -> ReceivedSpan:
    return ReceivedSpan(
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        name=span.name,
        kind=trace_pb2.Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").lower(),
        service=service,
        start_ns=span.start_time_unix_nano,
        end_ns=span.end_time_unix_nano,
        failed=span.status.code == trace_pb2.Status.STATUS_CODE_ERROR,
        attributes=_attributes(span.attributes),
        events=[event.name for event in span.events],
    )


def _attributes(pairs: Iterable[Any]) -> dict[str, Any]:
    made = {}
    for pair in pairs:
        which = pair.value.WhichOneof("value")
        made[pair.key] = getattr(pair.value, which) if which in _PLAIN else str(pair.value)
    return made


_PLAIN = ("string_value", "bool_value", "int_value", "double_value")


def as_tree(spans: Sequence[ReceivedSpan]) -> str:
    """One line a span, in the order of their beginnings: since the first one, how long, which part, what."""
    if not spans:
        return "no spans\n"
    known = {span.span_id for span in spans}
    children: dict[str, list[ReceivedSpan]] = {}
    for span in sorted(spans, key=lambda one: (one.start_ns, one.end_ns)):
        # The browser's own span is never exported: what it caused is a beginning.
        children.setdefault(span.parent_id if span.parent_id in known else "", []).append(span)
    begin = min(span.start_ns for span in spans)
    lines = [f"trace {spans[0].trace_id}, {len(spans)} spans", " since ms   took ms  part          what"]

    def add(parent: str, depth: int) -> None:
        for span in children.get(parent, []):
            since, took = (span.start_ns - begin) / NANOS, (span.end_ns - span.start_ns) / NANOS
            mark = "  (failed)" if span.failed else ""
            lines.append(f"{since:9.1f} {took:9.1f}  {span.service:<12}  {'  ' * depth}{span.name}{mark}")
            add(span.span_id, depth + 1)

    add("", 0)
    return "\n".join(lines) + "\n"


def as_json(spans: Sequence[ReceivedSpan]) -> str:
    return json.dumps(
        [asdict(span) for span in sorted(spans, key=lambda one: one.start_ns)], ensure_ascii=False, indent=1
    )


class TraceReceiver:
    """Listens on a port of the loopback. `GET /traces` lists what came, `/traces/ID` is JSON and `/traces/ID.txt` a tree."""

    def __init__(self, port: int = 0) -> None:
        self._traces: OrderedDict[str, list[ReceivedSpan]] = OrderedDict()
        self._changed = threading.Condition()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                if self.path != "/v1/traces" or size > BODY_BYTES:
                    self._answer(404, "text/plain", b"")
                    return
                body = self.rfile.read(size)
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                owner.take(read(body))
                self._answer(200, "application/x-protobuf", b"")

            def do_GET(self) -> None:
                name = self.path.removeprefix("/traces/")
                if self.path == "/traces":
                    self._answer(200, "text/plain; charset=utf-8", owner.summary().encode())
                elif name.endswith(".txt") and owner.spans(name.removesuffix(".txt")):
                    tree = as_tree(owner.spans(name.removesuffix(".txt")))
                    self._answer(200, "text/plain; charset=utf-8", tree.encode())
                elif owner.spans(name):
                    self._answer(200, "application/json", as_json(owner.spans(name)).encode())
                else:
                    self._answer(404, "text/plain", b"no such trace\n")

            def _answer(self, status: int, content_type: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """An export every few seconds is no news."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="traces", daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, spans: Iterable[ReceivedSpan]) -> None:
        with self._changed:
            for span in spans:
                kept = self._traces.setdefault(span.trace_id, [])
                if len(kept) < SPANS:
                    kept.append(span)
            while len(self._traces) > TRACES:
                self._traces.popitem(last=False)
            self._changed.notify_all()

    def spans(self, trace_id: str) -> list[ReceivedSpan]:
        with self._changed:
            return list(self._traces.get(trace_id, ()))

    def wait_for(
        self, trace_id: str, condition: Callable[[list[ReceivedSpan]], bool], timeout: float = 30.0
    ) -> list[ReceivedSpan]:
        """The spans of a trace once the condition holds for them."""
        with self._changed:
            if not self._changed.wait_for(lambda: condition(self._traces.get(trace_id, [])), timeout):
                raise AssertionError("the condition did not come true:\n" + as_tree(self._traces.get(trace_id, [])))
            return list(self._traces.get(trace_id, ()))

    def summary(self) -> str:
        """One line a trace, the newest last."""
        with self._changed:
            return "".join(
                f"{trace_id}  {len(spans):5}  {min(spans, key=lambda one: one.start_ns).name}\n"
                for trace_id, spans in self._traces.items()
            )
