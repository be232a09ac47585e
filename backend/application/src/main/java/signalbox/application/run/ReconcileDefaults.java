package signalbox.application.run;

import java.time.Duration;

/**
 * When a run counts as quiet, and what is done then. All in one place; documented in {@code
 * docs/configuration.md}.
 *
 * @param waiting how long a run may be quiet that is created, queued, starting, retrying or
 *     cancelling
 * @param executing how long a run may be quiet that is running or has lost contact
 * @param firstPause after the first publication; doubles with each that follows
 * @param longestPause the largest pause between two publications
 * @param mostAtOnce how many runs one look may take up
 * @param between the pause between two looks
 * @param silence when no orchestrator has spoken for so long, nothing is published: its commands
 *     lie in Kafka, and will be read
 */
public record ReconcileDefaults(
    Duration waiting,
    Duration executing,
    Duration firstPause,
    Duration longestPause,
    int mostAtOnce,
    Duration between,
    Duration silence) {
  public static final ReconcileDefaults STANDARD =
      new ReconcileDefaults(
          Duration.ofSeconds(60),
          Duration.ofSeconds(120),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          50,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30));

  /** The pause after the {@code times}-th publication in a row. */
  Duration pauseAfter(int times) {
    Duration pause = firstPause;
    for (int i = 1; i < times && pause.compareTo(longestPause) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
