package signalbox.bootstrap.observability;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.CurrentTrace;
import signalbox.application.shared.Handler;
import signalbox.application.shared.TraceSpans;
import signalbox.presentation.rest.RequestObserver;

/** Metrics for Prometheus and traces in the W3C format. Thread-safe. */
public final class Observability implements AutoCloseable {
  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(3);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final JvmHeapPressureMetrics heap = new JvmHeapPressureMetrics();
  private final LogbackMetrics logs = new LogbackMetrics();
  private final List<Runnable> refreshed = new CopyOnWriteArrayList<>();
  private final SdkTracerProvider tracers;
  private final Tracer tracer;

  private Observability(SpanProcessor processor, String instance) {
    SdkTracerProviderBuilder builder =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault().toBuilder()
                    .put(AttributeKey.stringKey("service.name"), "signalbox-backend")
                    .put(AttributeKey.stringKey("service.instance.id"), instance)
                    .build());
    builder.addSpanProcessor(processor);
    tracers = builder.build();
    tracer = tracers.get("signalbox");
    registry.config().commonTags("part", "backend");
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
    heap.bindTo(registry);
    logs.bindTo(registry);
  }

  /**
   * @param otlpEndpoint an OpenTelemetry collector's address for HTTP; null to keep traces to
   *     headers and logs
   * @param instance the name of this backend
   */
  public static Observability exportingTo(@Nullable URI otlpEndpoint, String instance) {
    if (otlpEndpoint == null) {
      // Without any processor the SDK makes no spans at all, and so no trace ids either.
      return new Observability(SimpleSpanProcessor.create(SpanExporter.composite()), instance);
    }
    String base = otlpEndpoint.toString();
    String endpoint = (base.endsWith("/") ? base : base + "/") + "v1/traces";
    return new Observability(
        BatchSpanProcessor.builder(
                OtlpHttpSpanExporter.builder()
                    .setEndpoint(endpoint)
                    .setTimeout(EXPORT_TIMEOUT)
                    .build())
            .build(),
        instance);
  }

  /** Hands finished spans to {@code processor}. */
  static Observability processingWith(SpanProcessor processor, String instance) {
    return new Observability(processor, instance);
  }

  public MeterRegistry registry() {
    return registry;
  }

  /** All metrics in Prometheus' text format. */
  public String scrape() {
    refreshed.forEach(Runnable::run);
    return registry.scrape();
  }

  /** A span and a timer for every request, and the trace id that its answer carries. */
  public RequestObserver requestObserver() {
    return new ObservedRequests(registry, tracer);
  }

  /** The trace that the calling thread works for. */
  public CurrentTrace currentTrace() {
    return OpenTelemetrySpans::currentTraceparent;
  }

  /** Spans of messages, of timers, and of what viewers are told. */
  public TraceSpans traceSpans() {
    return new OpenTelemetrySpans(tracer);
  }

  /** The same use case with a span and a timer around it. */
  public <C, R> Handler<C, R> handler(String name, Handler<C, R> handler) {
    return new InstrumentedHandler<>(name, handler, registry, tracer);
  }

  /** Adds the figures of a connection pool. */
  public void watch(HikariDataSource pool) {
    pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
  }

  /** Adds a number that goes up and down. */
  public void gauge(String name, String description, Supplier<Number> value, String... tags) {
    Gauge.builder(name, value).description(description).tags(tags).register(registry);
  }

  /** Adds numbers that go up and down, one for each value of a tag; values may come and go. */
  public <K> void gauges(
      String name, String description, String tag, Supplier<Map<K, Long>> values) {
    MultiGauge gauges = MultiGauge.builder(name).description(description).register(registry);
    refreshed.add(() ->
        gauges.register(
            values.get().entrySet().stream()
                .map(entry ->
                    MultiGauge.Row.of(
                        Tags.of(tag, String.valueOf(entry.getKey())), entry.getValue()))
                .collect(Collectors.toList()),
            true));
  }

  /** Adds a number that only grows. */
  public void counter(String name, String description, Supplier<Number> value, String... tags) {
    // The registry holds the object weakly and the function strongly: the supplier must be in the
    // function, or the counter stands still once the garbage collector has taken it.
    FunctionCounter.builder(name, this, _ -> value.get().doubleValue())
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /**
   * Adds a count of things that take time, and the time that all of them together took.
   *
   * @param nanos in nanoseconds
   */
  public void timer(
      String name, String description, LongSupplier count, LongSupplier nanos, String... tags) {
    FunctionTimer.builder(
            name,
            this,
            _ -> count.getAsLong(),
            _ -> (double) nanos.getAsLong(),
            TimeUnit.NANOSECONDS)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  @Override
  public void close() {
    tracers.shutdown().join(FLUSH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    gc.close();
    heap.close();
    logs.close();
    registry.close();
  }
}
