package signalbox.bootstrap.observability;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import signalbox.presentation.rest.RequestObserver;

/** A server span and a timer by route template for each request. */
final class ObservedRequests implements RequestObserver {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;
  private final Tracer tracer;
  private final AtomicInteger active = new AtomicInteger();
  private final Map<Answer, Timer> timers = new ConcurrentHashMap<>();

  /** What requests are told apart by. Finding the timer in the registry makes all its tags anew. */
  private record Answer(String method, String route, int status) {}

  ObservedRequests(MeterRegistry registry, Tracer tracer) {
    this.registry = registry;
    this.tracer = tracer;
    Gauge.builder("http.server.requests.active", active, AtomicInteger::get)
        .description("REST requests that are being answered")
        .register(registry);
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker") // The observation holds the scope and closes it.
  public Observation started(
      String method, String route, Function<String, @Nullable String> header) {
    Span span =
        tracer
            .spanBuilder(method + " " + route)
            .setParent(OpenTelemetrySpans.parent(header))
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", method)
            .setAttribute("http.route", route)
            .startSpan();
    active.incrementAndGet();
    return new OpenRequest(method, route, span, span.makeCurrent(), Timer.start(registry));
  }

  private Timer register(Answer answer) {
    return Timer.builder("http.server.requests")
        .description("Time to answer a REST request")
        .tags(
            "method",
            answer.method(),
            "route",
            answer.route(),
            "status",
            Integer.toString(answer.status()))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private final class OpenRequest implements Observation {
    private final String method;
    private final String route;
    private final Span span;
    private final Scope scope;
    private final Timer.Sample sample;

    OpenRequest(String method, String route, Span span, Scope scope, Timer.Sample sample) {
      this.method = method;
      this.route = route;
      this.span = span;
      this.scope = scope;
      this.sample = sample;
    }

    @Override
    public String traceId() {
      return span.getSpanContext().getTraceId();
    }

    @Override
    public void finished(int status) {
      active.decrementAndGet();
      sample.stop(
          timers.computeIfAbsent(
              new Answer(method, route, status), ObservedRequests.this::register));
      span.setAttribute("http.response.status_code", status);
      if (status >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
      scope.close();
      span.end();
    }
  }
}
