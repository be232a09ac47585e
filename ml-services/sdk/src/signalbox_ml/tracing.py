"""W3C trace context from gRPC metadata into logs and child processes; spans leave the process only with an endpoint.

Names and attributes follow OpenTelemetry's conventions. No attribute holds a parameter, a URL, a message or anything else that may be
secret: an error is its type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from signalbox_ml.errors import ProgramError, RunStopped

# A collector that does not answer must not hold a finished attempt for longer.
EXPORT_SECONDS = 3.0
_PROPAGATOR = TraceContextTextMapPropagator()
_HEADERS = ("traceparent", "tracestate")
# UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS
_SERVER_ERRORS = frozenset((2, 4, 12, 13, 14, 15))

# The span of the attempt that this process executes: threads of user code have no span of their own.
_attempt: Span | None = None


def configure(service: str, endpoint: str, instance: str = "") -> None:
    """Switches the OTLP exporter on. With an empty endpoint nothing is loaded and nothing is sent."""
    if not endpoint:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = {"service.name": f"signalbox-{service}"}
    if instance:
        resource["service.instance.id"] = instance
    provider = TracerProvider(resource=Resource.create(resource))
    exporter = OTLPSpanExporter(endpoint=endpoint.rstrip("/") + "/v1/traces", timeout=EXPORT_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)


def carrier(metadata: Iterable[tuple[str, str | bytes]]) -> dict[str, str]:
    """The trace headers among the metadata of a call."""
    return {key: value for key, value in metadata if key in _HEADERS and isinstance(value, str)}


def _context(headers: Mapping[str, str]) -> Context:
    return _PROPAGATOR.extract(dict(headers))


def trace_id(headers: Mapping[str, str]) -> str:
    """The trace id as 32 hex digits; empty when the caller sent none."""
    return log_fields(headers).get("trace_id", "")


def log_fields(headers: Mapping[str, str]) -> dict[str, str]:
    """What a log line has of a trace context; nothing when there is none."""
    return _ids(trace.get_current_span(_context(headers)))


def current_log_fields() -> dict[str, str]:
    """The same of the current span."""
    return _ids(trace.get_current_span())


def _ids(span: Span) -> dict[str, str]:
    context = span.get_span_context()
    if not context.is_valid:
        return {}
    return {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}


@contextmanager
def _working(span: Span) -> Iterator[Span]:
    """Makes the span the current one of this context until the work ends, well or not."""
    with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield span
        except Exception as error:
            if not isinstance(error, RunStopped):
                failed(span, error)
            raise


def failed(span: Span, error: BaseException) -> None:
    """Notes that the work failed: how, but not with which words."""
    span.set_attribute("error.type", error.code if isinstance(error, ProgramError) else type(error).__qualname__)
    span.set_status(StatusCode.ERROR)


def _start(name: str, parent: Context | None, kind: SpanKind, attributes: Mapping[str, str | int] | None) -> Span:
    return trace.get_tracer("signalbox_ml").start_span(
        name, context=parent, kind=kind, attributes=dict(attributes) if attributes else None
    )


@contextmanager
def span(
    name: str,
    headers: Mapping[str, str],
    attributes: Mapping[str, str | int],
    kind: SpanKind = SpanKind.INTERNAL,
) -> Iterator[Span]:
    """A span under the caller's; costs next to nothing while the exporter is off."""
    with _working(_start(name, _context(headers), kind, attributes)) as current:
        yield current


@contextmanager
def attempt(name: str, headers: Mapping[str, str], attributes: Mapping[str, str | int]) -> Iterator[Span]:
    """The span of the attempt that this process executes; steps of all its threads lie under it."""
    global _attempt
    with span(name, headers, attributes) as current:
        _attempt = current
        try:
            yield current
        finally:
            _attempt = None


@contextmanager
def step(
    name: str, attributes: Mapping[str, str | int] | None = None, kind: SpanKind = SpanKind.INTERNAL
) -> Iterator[Span]:
    """A span under the current one of this thread, else under the attempt's."""
    parent = None
    if not trace.get_current_span().get_span_context().is_valid and _attempt is not None:
        parent = trace.set_span_in_context(_attempt)
    with _working(_start(name, parent, kind, attributes)) as current:
        yield current


def event(name: str, attributes: Mapping[str, str]) -> None:
    """Notes a moment in the attempt of this process. The SDK keeps the first 128 of a span."""
    if _attempt is not None:
        _attempt.add_event(name, dict(attributes))


class Call:
    """A call that is being answered. No thread has it as its current span: the answers of a stream come from many."""

    def __init__(self, service: str, method: str, metadata: Iterable[tuple[str, str | bytes]]) -> None:
        sent = carrier(metadata)
        attributes = {"rpc.system": "grpc", "rpc.service": service, "rpc.method": method}
        self._span = _start(f"{service}/{method}", _context(sent), SpanKind.SERVER, attributes)
        made: dict[str, str] = {}
        _PROPAGATOR.inject(made, trace.set_span_in_context(self._span))
        # For the next hop: the span's own, or the caller's when no span is recorded.
        self.headers = made or sent

    def about(self, run_id: str, attempt: int) -> None:
        self._span.set_attributes({"signalbox.run.id": run_id, "signalbox.attempt": attempt})

    def end(self, status_code: int) -> None:
        """The number is that of the gRPC status. Only what is the service's own fault is an error."""
        self._span.set_attribute("rpc.grpc.status_code", status_code)
        if status_code in _SERVER_ERRORS:
            self._span.set_status(StatusCode.ERROR)
        self._span.end()


def flush() -> None:
    """Sends what is still queued."""
    provider = trace.get_tracer_provider()
    force = getattr(provider, "force_flush", None)
    if force is not None:
        force(2000)
