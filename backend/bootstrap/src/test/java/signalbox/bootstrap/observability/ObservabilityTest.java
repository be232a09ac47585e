package signalbox.bootstrap.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import signalbox.application.shared.Handler;
import signalbox.application.shared.TraceSpans;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;
import signalbox.presentation.rest.RequestObserver;

class ObservabilityTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
  private static final Principal ALICE = new Principal(new UserId(UUID.randomUUID()), false);

  private final KeptSpans spans = new KeptSpans();
  private final Observability observability = Observability.processingWith(spans, "north");

  @AfterEach
  void close() {
    observability.close();
  }

  @Test
  void carriesOneTraceFromTheRequestThroughTheCommandToTheStatus() {
    RequestObserver.Observation request =
        observability
            .requestObserver()
            .started("POST", "/runs", name -> name.equals("traceparent") ? PARENT : null);
    assertThat(request.traceId()).isEqualTo(TRACE);
    String inCommand =
        observability
            .<String, String>handler(
                "StartRun",
                (caller, command) -> observability.currentTrace().traceparent().orElseThrow())
            .handle(ALICE, "run");
    request.finished(201);
    assertThat(inCommand).startsWith("00-" + TRACE + "-").endsWith("-01").isNotEqualTo(PARENT);
    assertThat(observability.currentTrace().traceparent()).isEmpty();

    try (TraceSpans.Span span =
            observability
                .traceSpans()
                .start(TraceSpans.Kind.CONSUMER, "status run", inCommand)
                .with("messaging.system", "kafka")
                .with("messaging.kafka.offset", 7);
        TraceSpans.Scope _ = span.enter()) {
      assertThat(observability.currentTrace().traceparent()).isEqualTo(span.traceparent());
      assertThat(span.traceparent().orElseThrow()).startsWith("00-" + TRACE + "-");
      assertThat(MDC.get("trace_id")).isEqualTo(TRACE);
    }
    assertThat(MDC.get("trace_id")).isNull();
    assertThat(observability.currentTrace().traceparent()).isEmpty();
    assertThat(spans.ended)
        .extracting(SpanData::getName)
        .containsExactly("StartRun", "POST /runs", "status run");
    assertThat(spans.ended).extracting(SpanData::getTraceId).containsOnly(TRACE);
    SpanData status = spans.ended.getLast();
    assertThat(status.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(inCommand).contains(status.getParentSpanId());
    assertThat(status.getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("messaging.system"), "kafka")
        .containsEntry(AttributeKey.longKey("messaging.kafka.offset"), 7L);
  }

  @Test
  void aSpanMayHaveBegunBeforeAndTellsOfAFailureWithoutItsWords() {
    Instant stored = Instant.parse("2026-01-01T00:00:00Z");

    try (TraceSpans.Span span =
        observability
            .traceSpans()
            .start(TraceSpans.Kind.INTERNAL, "relay signalbox.commands", PARENT, stored)) {
      span.failed(new IllegalStateException("what a user has written"));
    }

    SpanData relay = spans.ended.getFirst();
    assertThat(relay.getStartEpochNanos()).isEqualTo(stored.getEpochSecond() * 1_000_000_000L);
    assertThat(relay.getParentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(relay.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(relay.toString()).doesNotContain("what a user has written");
  }

  @Test
  void beginsATraceWhereTheCallerSentNoneThatCanBeRead() {
    RequestObserver.Observation request =
        observability.requestObserver().started("GET", "/me", name -> "nonsense");
    assertThat(request.traceId()).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
    request.finished(200);
  }

  @Test
  void timesUseCasesByOutcome() {
    Handler<String, String> handler =
        observability.handler(
            "FindRun",
            (caller, id) -> {
              if (id.equals("lost")) {
                throw SignalboxException.of(ErrorCode.RUN_NOT_FOUND);
              }
              return id;
            });
    assertThat(handler.handle(ALICE, "there")).isEqualTo("there");
    assertThatThrownBy(() -> handler.handle(ALICE, "lost")).isInstanceOf(SignalboxException.class);
    assertThat(observability.scrape())
        .contains("signalbox_handler_seconds_count{handler=\"FindRun\",outcome=\"ok\"")
        .contains("signalbox_handler_seconds_count{handler=\"FindRun\",outcome=\"run.not_found\"");
  }

  @Test
  void aSpanSaysWhichBackendItIsOf() {
    observability.requestObserver().started("GET", "/runs", name -> null).finished(200);
    assertThat(spans.ended)
        .isNotEmpty()
        .allSatisfy(span ->
            assertThat(
                    span.getResource().getAttribute(AttributeKey.stringKey("service.instance.id")))
                .isEqualTo("north"));
  }

  @Test
  void aUseCaseHasItsTimerBeforeTheFirstCall() {
    Handler<String, String> _ = observability.handler("FindRun", (caller, id) -> id);
    assertThat(observability.scrape())
        .contains(
            "signalbox_handler_seconds_count{handler=\"FindRun\",outcome=\"ok\",part=\"backend\"}"
                + " 0");
  }

  @Test
  void countsOnAfterTheGarbageCollectorHasRun() {
    AtomicLong stored = new AtomicLong(1);
    observability.counter("signalbox.kept", "Kept", stored::get);
    observability.timer("signalbox.taken", "Taken", stored::get, () -> stored.get() * 500_000_000);
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    await("what nobody holds is gone")
        .until(() -> {
          System.gc();
          return garbage.get() == null;
        });
    stored.set(3);
    assertThat(observability.scrape())
        .contains("signalbox_kept_total{part=\"backend\"} 3.0")
        .contains("signalbox_taken_seconds_count{part=\"backend\"} 3")
        .contains("signalbox_taken_seconds_sum{part=\"backend\"} 1.5");
  }

  @Test
  void answersHealthAndMetricsOnTheManagementPort() throws Exception {
    observability.requestObserver().started("GET", "/runs/{runId}", name -> null).finished(200);
    AtomicBoolean ready = new AtomicBoolean();
    try (ManagementServer server =
            new ManagementServer("127.0.0.1", 0, observability::scrape, ready::get);
        HttpClient client = HttpClient.newHttpClient()) {
      server.start();
      assertThat(get(client, server, "/health/live").statusCode()).isEqualTo(200);
      assertThat(get(client, server, "/health/ready").statusCode()).isEqualTo(503);
      ready.set(true);
      assertThat(get(client, server, "/health/ready").statusCode()).isEqualTo(200);
      assertThat(get(client, server, "/anything").statusCode()).isEqualTo(404);
      HttpResponse<String> metrics = get(client, server, "/metrics");
      assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
      assertThat(metrics.body())
          .contains(
              "http_server_requests_seconds_count{method=\"GET\",part=\"backend\",route=\"/runs/{runId}\",status=\"200\"}"
                  + " 1")
          .contains("jvm_memory_used_bytes")
          .contains("process_uptime_seconds");
    }
  }

  private static HttpResponse<String> get(HttpClient client, ManagementServer server, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Keeps what ended. */
  private static final class KeptSpans implements SpanProcessor {
    final List<SpanData> ended = new CopyOnWriteArrayList<>();

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      ended.add(span.toSpanData());
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
