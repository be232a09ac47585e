package signalbox.application.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message in the dead-letter topic.
 *
 * @param deadPartition where it lies now
 * @param deadOffset where it lies now
 * @param topic where it lay before; empty when it does not say
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them; a copy of each would only cost.
public record DeadLetterArrived(
    int deadPartition,
    long deadOffset,
    String cause,
    String topic,
    @Nullable Integer partition,
    @Nullable Long offset,
    @Nullable String key,
    List<DeadLetter.Header> headers,
    byte[] payload,
    Instant time) {
  public DeadLetterArrived {
    headers = List.copyOf(headers);
  }
}
