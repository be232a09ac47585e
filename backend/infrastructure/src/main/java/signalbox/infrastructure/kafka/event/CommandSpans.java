package signalbox.infrastructure.kafka.event;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.OutboxStore;
import signalbox.application.shared.TraceSpans;

/**
 * The hops of a message from the outbox to Kafka, in the words of OpenTelemetry's conventions for
 * messaging. A message that nobody's trace has caused has none.
 */
final class CommandSpans {
  static final String TRACEPARENT = "traceparent";

  private final TraceSpans spans;

  CommandSpans(TraceSpans spans) {
    this.spans = spans;
  }

  /**
   * The message is put into the outbox.
   *
   * @param traceparent of who has asked for it
   * @param since when the message was made: what comes later must not seem to begin before it
   */
  TraceSpans.Span create(
      String topic, String key, String messageId, String traceparent, Instant since) {
    return producer("create", topic, key, traceparent, since)
        .with("messaging.message.id", messageId);
  }

  /** The relay has taken the message; what it says ends with {@link Sending#sent}. */
  Optional<Sending> sending(OutboxStore.Message message) {
    String cause = message.headers().get(TRACEPARENT);
    return cause == null ? Optional.empty() : Optional.of(begin(message, cause));
  }

  private Sending begin(OutboxStore.Message message, String cause) {
    // Since it was stored: how long a command lies in the outbox is what one wants to see here.
    TraceSpans.Span relay =
        spans.start(
            TraceSpans.Kind.INTERNAL, "relay " + message.topic(), cause, message.createdAt());
    TraceSpans.Span send =
        producer("send", message.topic(), message.key(), relay.traceparent().orElse(cause), null);
    String id = message.headers().get("ce_id");
    if (id != null) {
      var _ = send.with("messaging.message.id", id);
    }
    return new Sending(relay, send, send.traceparent().orElse(cause));
  }

  private TraceSpans.Span producer(
      String operation, String topic, String key, String traceparent, @Nullable Instant since) {
    return spans
        .start(TraceSpans.Kind.PRODUCER, operation + " " + topic, traceparent, since)
        .with("messaging.system", "kafka")
        .with("messaging.operation.name", operation)
        .with("messaging.operation.type", operation)
        .with("messaging.destination.name", topic)
        .with("messaging.kafka.message.key", key);
  }

  /**
   * A message on its way to the broker. A try that fails is told of by nobody: the one that
   * succeeds has begun when the message was stored.
   *
   * @param traceparent for who receives it
   */
  record Sending(TraceSpans.Span relay, TraceSpans.Span send, String traceparent) {
    /** The broker has it. */
    void sent(OutboxStore.Place place) {
      var _ =
          send.with("messaging.destination.partition.id", Integer.toString(place.partition()))
              .with("messaging.kafka.offset", place.offset());
      send.close();
      relay.close();
    }
  }
}
