package signalbox.bootstrap.observability;

import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import signalbox.application.shared.TraceSpans;

/** Spans that continue a W3C trace context, with the trace id in the log's context. */
final class OpenTelemetrySpans implements TraceSpans {
  static final String TRACEPARENT = "traceparent";
  static final String LOG_KEY = "trace_id";

  private static final TextMapGetter<Function<String, @Nullable String>> HEADERS = new Headers();

  private final Tracer tracer;

  OpenTelemetrySpans(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public Span start(Kind kind, String name, @Nullable String traceparent, @Nullable Instant since) {
    SpanBuilder builder =
        tracer
            .spanBuilder(name)
            .setParent(parent(header -> header.equals(TRACEPARENT) ? traceparent : null))
            .setSpanKind(
                switch (kind) {
                  case INTERNAL -> SpanKind.INTERNAL;
                  case PRODUCER -> SpanKind.PRODUCER;
                  case CONSUMER -> SpanKind.CONSUMER;
                });
    if (since != null) {
      builder.setStartTimestamp(since);
    }
    return new Begun(builder.startSpan());
  }

  /** The context that a caller sent; a new trace when it sent none that can be read. */
  static Context parent(Function<String, @Nullable String> header) {
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), header, HEADERS);
  }

  static Optional<String> currentTraceparent() {
    return traceparent(io.opentelemetry.api.trace.Span.current().getSpanContext());
  }

  private static Optional<String> traceparent(SpanContext context) {
    return context.isValid()
        ? Optional.of(
            "00-"
                + context.getTraceId()
                + "-"
                + context.getSpanId()
                + "-"
                + context.getTraceFlags().asHex())
        : Optional.empty();
  }

  private record Begun(io.opentelemetry.api.trace.Span span) implements Span {
    @Override
    @SuppressWarnings("MustBeClosedChecker") // Closing the answer closes the scope.
    public Scope enter() {
      io.opentelemetry.context.Scope scope = span.makeCurrent();
      String outerTraceId = MDC.get(LOG_KEY);
      MDC.put(LOG_KEY, span.getSpanContext().getTraceId());
      return () -> {
        if (outerTraceId == null) {
          MDC.remove(LOG_KEY);
        } else {
          MDC.put(LOG_KEY, outerTraceId);
        }
        scope.close();
      };
    }

    @Override
    public Span with(String attribute, String value) {
      span.setAttribute(attribute, value);
      return this;
    }

    @Override
    public Span with(String attribute, long value) {
      span.setAttribute(attribute, value);
      return this;
    }

    @Override
    public Optional<String> traceparent() {
      return OpenTelemetrySpans.traceparent(span.getSpanContext());
    }

    @Override
    public void failed(Throwable cause) {
      // The class alone: a message may hold what a user has written.
      span.setStatus(StatusCode.ERROR);
      span.setAttribute("error.type", cause.getClass().getName());
    }

    @Override
    public void close() {
      span.end();
    }
  }

  private static final class Headers implements TextMapGetter<Function<String, @Nullable String>> {
    @Override
    @SuppressWarnings("deprecation") // Still abstract; nothing calls it for this format.
    public Iterable<String> keys(Function<String, @Nullable String> carrier) {
      return List.of(TRACEPARENT);
    }

    @Override
    public @Nullable String get(@Nullable Function<String, @Nullable String> carrier, String name) {
      return carrier == null ? null : carrier.apply(name);
    }
  }
}
