package signalbox.orchestrator.service.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * What a dead letter says beside the record as it came: where it lay, why it could not be handled,
 * and when. {@code contracts/kafka.md} lists the headers.
 */
final class DeadLetters {
  private static final String PREFIX = "dead_";

  private DeadLetters() {}

  /** Adds it to the record's own headers; what an earlier burial said is replaced. */
  static void describe(
      Headers headers,
      ConsumerRecord<String, byte[]> poison,
      String cause,
      String errorClass,
      Instant now) {
    List<String> names = new java.util.ArrayList<>();
    headers.forEach(header -> names.add(header.key()));
    names.stream().filter(name -> name.startsWith(PREFIX)).forEach(headers::remove);
    put(headers, "topic", poison.topic());
    put(headers, "partition", Integer.toString(poison.partition()));
    put(headers, "offset", Long.toString(poison.offset()));
    put(headers, "key", poison.key() == null ? "" : poison.key());
    put(headers, "record_time", Instant.ofEpochMilli(poison.timestamp()).toString());
    put(headers, "time", now.toString());
    put(headers, "cause", cause);
    put(headers, "error_class", errorClass);
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
  }
}
