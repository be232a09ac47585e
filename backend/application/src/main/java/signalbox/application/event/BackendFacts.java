package signalbox.application.event;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a backend tells of itself.
 *
 * @param name as the operator calls it
 * @param viewers open sockets of its live stream
 * @param partitions of the status topic that it reads, ascending
 */
public record BackendFacts(
    BackendId id,
    String name,
    String version,
    Instant startedAt,
    int viewers,
    List<Integer> partitions) {
  public BackendFacts {
    Objects.requireNonNull(id);
    Objects.requireNonNull(name);
    Objects.requireNonNull(version);
    Objects.requireNonNull(startedAt);
    partitions = List.copyOf(partitions);
  }
}
