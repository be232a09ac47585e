package signalbox.application.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks for lines by level over time. The answer is a {@link LogVolume}.
 *
 * @param attempt null for the newest that has lines
 * @param since where the first bucket starts; null for the first line
 * @param until where the last one ends; null for the last line
 */
public record MeasureLogVolume(
    LogTarget target,
    @Nullable Integer attempt,
    @Nullable Instant since,
    @Nullable Instant until,
    int buckets) {
  public static final int DEFAULT_BUCKETS = 100;
  public static final int MAX_BUCKETS = 500;
}
