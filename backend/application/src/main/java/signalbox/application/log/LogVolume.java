package signalbox.application.log;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.log.LevelCounts;

/**
 * Lines by level in equal buckets of time.
 *
 * @param from where the first bucket starts; null when there is no line
 */
public record LogVolume(
    int attempt, @Nullable Instant from, long bucketMicros, List<LevelCounts> buckets) {
  public LogVolume {
    buckets = List.copyOf(buckets);
  }
}
