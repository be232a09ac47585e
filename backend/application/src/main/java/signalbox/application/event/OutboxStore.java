package signalbox.application.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Messages that have not reached the broker yet. Thread-safe. */
public interface OutboxStore {
  /** Stores a message in the current transaction. */
  void append(Message message);

  /**
   * Takes the oldest messages in a transaction of its own, hands them to {@code send} and removes
   * those whose numbers that answers. Whoever else drains meanwhile gets none, so that messages
   * leave in the order of their numbers.
   *
   * @return how many were taken and how many removed
   */
  Drained drain(int limit, Function<List<Numbered>, Set<Long>> send);

  /** How much waits. */
  Backlog backlog();

  /**
   * A message.
   *
   * @param key messages of one key keep their order
   */
  @SuppressWarnings(
      "ArrayRecordComponent") // Nobody compares messages; a copy of each would only cost.
  record Message(
      String topic, String key, Map<String, String> headers, byte[] payload, Instant createdAt) {
    public Message {
      headers = Map.copyOf(headers);
    }
  }

  /** A stored message with its number; later messages of a key have larger ones. */
  record Numbered(long number, Message message) {}

  /** The outcome of a drain. */
  record Drained(int taken, int removed) {}

  /** What waits. */
  record Backlog(long messages, Optional<Instant> oldest) {}
}
