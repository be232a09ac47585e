package signalbox.presentation.kafka.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import signalbox.application.shared.CurrentTrace;
import signalbox.application.shared.StoredTraces;
import signalbox.application.shared.TraceSpans;

/**
 * The spans of the statuses in a batch: one of handling for each, and under the last one of each
 * trace one of storing. Telemetry has none, or the trace of a long training would never end.
 */
final class StatusSpans {
  /** How many statuses of a batch have spans. */
  static final int MOST = 64;

  private static final Set<String> TELEMETRY =
      Set.of("signalbox.status.metrics_reported", "signalbox.status.run_progressed");

  private final TraceSpans spans;
  private final StoredTraces traces;
  private final String group;

  StatusSpans(TraceSpans spans, StoredTraces traces, String group) {
    this.spans = spans;
    this.traces = traces;
    this.group = group;
  }

  /** Begins the spans of a batch that is about to be handled by this thread. */
  Batch begin(List<ConsumerRecord<String, byte[]>> records) {
    List<TraceSpans.Span> begun = new ArrayList<>();
    Map<String, TraceSpans.Span> lastOfTrace = new LinkedHashMap<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      String cause = header(record, "traceparent");
      String type = header(record, "ce_type");
      if (cause != null && (type == null || !TELEMETRY.contains(type)) && begun.size() < MOST) {
        TraceSpans.Span span = process(record, cause);
        begun.add(span);
        lastOfTrace.put(CurrentTrace.traceId(cause), span);
      }
    }
    int firstStore = begun.size();
    for (TraceSpans.Span span : lastOfTrace.values()) {
      TraceSpans.Span store =
          spans.start(TraceSpans.Kind.INTERNAL, "store statuses", span.traceparent().orElse(null));
      traces.storing(store);
      begun.add(store);
    }
    String first = records.isEmpty() ? null : header(records.getFirst(), "traceparent");
    return new Batch(begun, begun.isEmpty() ? logContext(first) : begun.get(firstStore).enter());
  }

  private TraceSpans.Span process(ConsumerRecord<String, byte[]> record, String cause) {
    TraceSpans.Span span =
        spans
            .start(TraceSpans.Kind.CONSUMER, "process " + record.topic(), cause)
            .with("messaging.system", "kafka")
            .with("messaging.operation.name", "process")
            .with("messaging.operation.type", "process")
            .with("messaging.destination.name", record.topic())
            .with("messaging.destination.partition.id", Integer.toString(record.partition()))
            .with("messaging.kafka.offset", record.offset())
            .with("messaging.consumer.group.name", group);
    String id = header(record, "ce_id");
    String key = record.key();
    return (id == null ? span : span.with("messaging.message.id", id))
        .with("messaging.kafka.message.key", key == null ? "" : key);
  }

  private static TraceSpans.Scope logContext(@Nullable String traceparent) {
    if (traceparent == null) {
      return () -> {};
    }
    MDC.MDCCloseable entry = MDC.putCloseable("trace_id", CurrentTrace.traceId(traceparent));
    return entry::close;
  }

  private static @Nullable String header(ConsumerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** The spans of one batch. Used by one thread. */
  static final class Batch implements AutoCloseable {
    private final List<TraceSpans.Span> begun;
    private final TraceSpans.Scope scope;

    private Batch(List<TraceSpans.Span> begun, TraceSpans.Scope scope) {
      this.begun = begun;
      this.scope = scope;
    }

    /** The batch could not be stored. */
    void failed(Throwable cause) {
      begun.forEach(span -> span.failed(cause));
    }

    /** Nobody needs to be told of this try. */
    void forget() {
      begun.clear();
    }

    @Override
    public void close() {
      scope.close();
      begun.reversed().forEach(TraceSpans.Span::close);
    }
  }
}
