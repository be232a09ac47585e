package signalbox.bootstrap.observability;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import signalbox.application.shared.TraceSpans;

/** Spans that continue a W3C trace context, with the trace id in the log's context. */
final class OpenTelemetrySpans implements TraceSpans {
  static final String TRACEPARENT = "traceparent";
  static final String LOG_KEY = "traceId";

  private static final TextMapGetter<Function<String, @Nullable String>> HEADERS = new Headers();

  private final Tracer tracer;

  OpenTelemetrySpans(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public Span start(String name, @Nullable String traceparent) {
    Context parent = parent(header -> header.equals(TRACEPARENT) ? traceparent : null);
    var span =
        tracer.spanBuilder(name).setParent(parent).setSpanKind(SpanKind.CONSUMER).startSpan();
    return new Open(span);
  }

  /** The context that a caller sent; a new trace when it sent none that can be read. */
  static Context parent(Function<String, @Nullable String> header) {
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), header, HEADERS);
  }

  static Optional<String> currentTraceparent() {
    SpanContext current = io.opentelemetry.api.trace.Span.current().getSpanContext();
    return current.isValid()
        ? Optional.of(
            "00-"
                + current.getTraceId()
                + "-"
                + current.getSpanId()
                + "-"
                + current.getTraceFlags().asHex())
        : Optional.empty();
  }

  private static final class Open implements Span {
    private final io.opentelemetry.api.trace.Span span;
    private final Scope scope;
    private final @Nullable String outerTraceId;

    @SuppressWarnings("MustBeClosedChecker") // Closing the span closes the scope.
    Open(io.opentelemetry.api.trace.Span span) {
      this.span = span;
      this.scope = span.makeCurrent();
      this.outerTraceId = MDC.get(LOG_KEY);
      MDC.put(LOG_KEY, span.getSpanContext().getTraceId());
    }

    @Override
    public void failed(Throwable cause) {
      span.setStatus(StatusCode.ERROR);
      span.recordException(cause);
    }

    @Override
    public void close() {
      if (outerTraceId == null) {
        MDC.remove(LOG_KEY);
      } else {
        MDC.put(LOG_KEY, outerTraceId);
      }
      scope.close();
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
