package signalbox.orchestrator.service.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spans and W3C trace context. Thread-safe. Spans leave the process only when there is an endpoint.
 */
public final class Tracing implements AutoCloseable {
  private static final TextMapGetter<String> GETTER =
      new TextMapGetter<>() {
        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
          return "traceparent".equals(key) ? traceparent : null;
        }
      };

  private final SdkTracerProvider provider;

  public Tracing(String otlpEndpoint) {
    SdkTracerProviderBuilder builder =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.builder().put("service.name", "signalbox-orchestrator").build()));
    if (!otlpEndpoint.isEmpty()) {
      builder.addSpanProcessor(
          BatchSpanProcessor.builder(
                  OtlpGrpcSpanExporter.builder().setEndpoint(otlpEndpoint).build())
              .build());
    }
    this.provider = builder.build();
  }

  /** A span that has begun, and its trace context for what it causes. */
  public record Begun(Span span, String traceparent) implements AutoCloseable {
    @Override
    public void close() {
      span.end();
    }
  }

  /**
   * Begins a span under the given trace context, or a new trace when that is empty or unreadable.
   */
  public Begun begin(String name, SpanKind kind, String parent, String attribute, String value) {
    Context context =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), parent, GETTER);
    Span span =
        provider
            .get("signalbox.orchestrator")
            .spanBuilder(name)
            .setSpanKind(kind)
            .setParent(context)
            .setAttribute(AttributeKey.stringKey(attribute), value)
            .startSpan();
    Map<String, String> carrier = new HashMap<>();
    W3CTraceContextPropagator.getInstance()
        .inject(
            Context.root().with(span),
            carrier,
            (map, key, header) -> {
              if (map != null) {
                map.put(key, header);
              }
            });
    return new Begun(span, carrier.getOrDefault("traceparent", fresh()));
  }

  /** A trace of our own where the SDK begins none: nobody exports, and nobody has sent one. */
  private static String fresh() {
    IdGenerator ids = IdGenerator.random();
    return "00-" + ids.generateTraceId() + "-" + ids.generateSpanId() + "-00";
  }

  /** The trace id within a trace context; empty when there is none. */
  public static String traceId(String traceparent) {
    String[] parts = traceparent.split("-", -1);
    return parts.length == 4 ? parts[1] : "";
  }

  @Override
  public void close() {
    provider.close();
  }
}
