"""W3C trace context from gRPC metadata into logs and child processes; spans leave the process only with an endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()
_HEADERS = ("traceparent", "tracestate")


def configure(service: str, endpoint: str) -> None:
    """Switches the OTLP exporter on. With an empty endpoint nothing is loaded and nothing is sent."""
    if not endpoint:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"signalbox-{service}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint.rstrip("/") + "/v1/traces")))
    trace.set_tracer_provider(provider)


def carrier(metadata: Iterable[tuple[str, str | bytes]]) -> dict[str, str]:
    """The trace headers among the metadata of a call."""
    return {key: value for key, value in metadata if key in _HEADERS and isinstance(value, str)}


def _context(headers: Mapping[str, str]) -> Context:
    return _PROPAGATOR.extract(dict(headers))


def trace_id(headers: Mapping[str, str]) -> str:
    """The trace id as 32 hex digits; empty when the caller sent none."""
    span_context = trace.get_current_span(_context(headers)).get_span_context()
    return f"{span_context.trace_id:032x}" if span_context.is_valid else ""


@contextmanager
def span(name: str, headers: Mapping[str, str], attributes: Mapping[str, str | int]) -> Iterator[Span]:
    """A span under the caller's; costs next to nothing while the exporter is off."""
    tracer = trace.get_tracer("signalbox_ml")
    with tracer.start_as_current_span(name, context=_context(headers), attributes=dict(attributes)) as current:
        yield current


def current_headers(fallback: Mapping[str, str]) -> dict[str, str]:
    """The headers for the next hop: the current span's, or the caller's own when no span is recorded."""
    made: dict[str, str] = {}
    _PROPAGATOR.inject(made)
    return made or dict(fallback)


def flush() -> None:
    """Sends what is still queued."""
    provider = trace.get_tracer_provider()
    force = getattr(provider, "force_flush", None)
    if force is not None:
        force(2000)
