package signalbox.application.log;

import java.time.Duration;

/**
 * How much a question about a log may cost.
 *
 * @param page how long a filtered page may take
 * @param search how long a search or a count may take
 * @param downloads at the same time; more are refused
 */
public record LogLimits(Duration page, Duration search, int downloads) {
  public static final LogLimits STANDARD =
      new LogLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), 6);
}
