package signalbox.application.event;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;

/**
 * A message that a reader could not take.
 *
 * @param cause why
 * @param topic where it lay before; empty when it does not say
 * @param partition where it lay before
 * @param offset where it lay before
 * @param headers as they were, without those that the burial added
 * @param time when it was put aside
 * @param arrivedAt when it was stored here
 * @param changedAt when somebody looked after it
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Nobody compares letters; a copy of each would only cost.
public record DeadLetter(
    UUID id,
    State state,
    String cause,
    String topic,
    @Nullable Integer partition,
    @Nullable Long offset,
    @Nullable String key,
    List<Header> headers,
    byte[] payload,
    Instant time,
    Instant arrivedAt,
    @Nullable Instant changedAt,
    @Nullable UserId changedBy) {
  public DeadLetter {
    headers = List.copyOf(headers);
  }

  /** What became of it. The lower-case name is the public word. */
  public enum State {
    /** Nobody has looked after it. */
    OPEN,
    /** The same bytes were sent again. */
    REPLAYED,
    /** It is not needed. */
    DISCARDED
  }

  /** A header as text. */
  public record Header(String name, String value) {}

  /** The value of the first header of this name; null when there is none. */
  public @Nullable String header(String name) {
    return headers.stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .findFirst()
        .orElse(null);
  }

  /** The same letter after somebody looked after it. */
  public DeadLetter changed(State newState, Instant now, UserId by) {
    return new DeadLetter(
        id, newState, cause, topic, partition, offset, key, headers, payload, time, arrivedAt, now,
        by);
  }
}
