package signalbox.orchestrator.service.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spans and W3C trace context. Thread-safe. Without an endpoint no span is made: what a caller sent
 * is passed on, and that costs next to nothing.
 */
public final class Tracing implements AutoCloseable {
  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);
  private static final TextMapGetter<String> GETTER =
      new TextMapGetter<>() {
        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
          return "traceparent".equals(key) ? traceparent : null;
        }
      };

  private final SdkTracerProvider provider;
  private final boolean on;

  private Tracing(@Nullable SpanProcessor processor, String name) {
    SdkTracerProviderBuilder builder =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.builder()
                            .put("service.name", "signalbox-orchestrator")
                            .put("service.instance.id", name)
                            .build()));
    if (processor != null) {
      builder.addSpanProcessor(processor);
    }
    this.provider = builder.build();
    this.on = processor != null;
  }

  /**
   * @param otlpEndpoint an OpenTelemetry collector's address for HTTP; empty: spans go nowhere
   * @param name tells this orchestrator from the others
   */
  public static Tracing exportingTo(String otlpEndpoint, String name) {
    if (otlpEndpoint.isEmpty()) {
      return new Tracing(null, name);
    }
    String base = otlpEndpoint.endsWith("/") ? otlpEndpoint : otlpEndpoint + "/";
    return new Tracing(
        BatchSpanProcessor.builder(
                OtlpHttpSpanExporter.builder()
                    .setEndpoint(base + "v1/traces")
                    .setTimeout(EXPORT_TIMEOUT)
                    .build())
            .build(),
        name);
  }

  /** True when spans are made. */
  public boolean on() {
    return on;
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
   *
   * @param name what is done, with few different values: {@code send signalbox.status}
   */
  public Begun begin(String name, SpanKind kind, String parent) {
    Context context =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), parent, GETTER);
    Span span =
        provider
            .get("signalbox.orchestrator")
            .spanBuilder(name)
            .setSpanKind(kind)
            .setParent(context)
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

  @Override
  public void close() {
    provider.close();
  }
}
