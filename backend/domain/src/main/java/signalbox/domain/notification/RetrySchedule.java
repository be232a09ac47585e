package signalbox.domain.notification;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a delivery that failed is tried again: ever later, and never all at the same moment.
 *
 * @param first the pause after the first failure
 * @param longest no pause is longer, before the jitter
 * @param tries how many there are in all
 */
public record RetrySchedule(Duration first, Duration longest, int tries) {
  private static final int MOST_DOUBLINGS = 20;
  private static final double LEAST_JITTER = 0.5;

  public static final RetrySchedule STANDARD =
      new RetrySchedule(Duration.ofSeconds(5), Duration.ofHours(1), 8);

  /** True when a delivery that failed {@code tried} times is tried again. */
  public boolean again(int tried) {
    return tried < tries;
  }

  /** The pause after {@code tried} failures: doubled each time, times 0.5 to 1.5. */
  public Duration pause(int tried, RandomGenerator random) {
    long plain = first.toMillis() << Math.min(Math.max(tried - 1, 0), MOST_DOUBLINGS);
    long bounded = Math.min(plain, longest.toMillis());
    return Duration.ofMillis((long) (bounded * (LEAST_JITTER + random.nextDouble())));
  }
}
