package signalbox.presentation.kafka.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import signalbox.application.shared.RecordedSpans;
import signalbox.application.shared.StoredTraces;
import signalbox.application.shared.TraceSpans;

final class StatusSpansTest {
  private static final String ONE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String OTHER = "0af7651916cd43dd8448eb211c80319c";

  private final RecordedSpans recorded = new RecordedSpans();
  private final StoredTraces traces = new StoredTraces(recorded);
  private final StatusSpans spans = new StatusSpans(recorded, traces, "backends");
  private long offset;

  @Test
  void eachStatusIsHandledUnderItsSendAndEachTraceIsStoredOnce() {
    List<ConsumerRecord<String, byte[]>> batch =
        List.of(
            record("run_queued", sent(ONE, 1)),
            record("run_started", sent(OTHER, 2)),
            record("run_starting", sent(ONE, 3)));

    spans.begin(batch).close();

    assertThat(named("process signalbox.status"))
        .extracting(RecordedSpans.Recorded::parent)
        .containsExactlyInAnyOrder(sent(ONE, 1), sent(OTHER, 2), sent(ONE, 3));
    assertThat(named("process signalbox.status"))
        .allSatisfy(span -> {
          assertThat(span.kind()).isEqualTo(TraceSpans.Kind.CONSUMER);
          assertThat(span.attributes())
              .containsEntry("messaging.system", "kafka")
              .containsEntry("messaging.consumer.group.name", "backends")
              .containsEntry("messaging.kafka.message.key", "a run")
              .containsKey("messaging.kafka.offset");
        });
    assertThat(named("store statuses"))
        .extracting(RecordedSpans.Recorded::parent)
        .containsExactlyInAnyOrder(process(sent(OTHER, 2)).own(), process(sent(ONE, 3)).own());
  }

  @Test
  void whoeverTellsViewersContinuesTheTrace() {
    try (StatusSpans.Batch _ = spans.begin(List.of(record("run_queued", sent(ONE, 1))))) {
      traces.telling("push run", ONE).orElseThrow().close();
    }

    assertThat(recorded.only("push run").parent()).isEqualTo(recorded.only("store statuses").own());
  }

  @Test
  void telemetryHasNoSpansAndIsInTheLogUnderItsTrace() {
    List<ConsumerRecord<String, byte[]>> batch =
        List.of(record("metrics_reported", sent(ONE, 1)), record("run_progressed", sent(ONE, 2)));

    try (StatusSpans.Batch _ = spans.begin(batch)) {
      assertThat(MDC.get("trace_id")).isEqualTo(ONE);
    }

    assertThat(MDC.get("trace_id")).isNull();
    assertThat(recorded.ended).isEmpty();
  }

  @Test
  void whatNobodysTraceHasCausedHasNoSpans() {
    spans.begin(List.of(record("service_described", null))).close();

    assertThat(recorded.ended).isEmpty();
  }

  @Test
  void aBigBatchHasSpansOfItsFirstStatusesAlone() {
    List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
    for (int i = 1; i <= StatusSpans.MOST + 10; i++) {
      batch.add(record("run_queued", sent(ONE, i)));
    }

    spans.begin(batch).close();

    assertThat(named("process signalbox.status")).hasSize(StatusSpans.MOST);
  }

  @Test
  void aFailureIsToldAndAForgottenTryIsNot() {
    List<ConsumerRecord<String, byte[]>> batch = List.of(record("run_queued", sent(ONE, 1)));
    try (StatusSpans.Batch failing = spans.begin(batch)) {
      failing.failed(new IllegalStateException("away"));
    }
    try (StatusSpans.Batch again = spans.begin(batch)) {
      again.forget();
    }

    assertThat(recorded.only("process signalbox.status").attributes())
        .containsEntry("error.type", "java.lang.IllegalStateException");
  }

  private List<RecordedSpans.Recorded> named(String name) {
    return recorded.ended.stream().filter(span -> span.name().equals(name)).toList();
  }

  private RecordedSpans.Recorded process(String parent) {
    return named("process signalbox.status").stream()
        .filter(span -> span.parent().equals(parent))
        .findFirst()
        .orElseThrow();
  }

  private static String sent(String trace, int span) {
    return "00-%s-%016x-01".formatted(trace, 0xabc000 + span);
  }

  private ConsumerRecord<String, byte[]> record(String kind, @Nullable String traceparent) {
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>("signalbox.status", 3, offset++, "a run", new byte[0]);
    record.headers().add("ce_type", ("signalbox.status." + kind).getBytes(StandardCharsets.UTF_8));
    if (traceparent != null) {
      record.headers().add("traceparent", traceparent.getBytes(StandardCharsets.UTF_8));
    }
    return record;
  }
}
