package signalbox.orchestrator.core;

import java.time.Duration;

/**
 * How a study talks with the tuning service.
 *
 * @param patience how long an answer may take; longer than the deadline of the call
 * @param backoffBase the pause after the first question without a good answer; it doubles
 * @param backoffMax the longest pause
 * @param reportPause how far apart questions are that only tell of reported values
 * @param troubleAfter after how many questions in a row without a good answer a person is told
 */
public record StudyPolicy(
    Duration patience,
    Duration backoffBase,
    Duration backoffMax,
    Duration reportPause,
    int troubleAfter) {

  /** The documented defaults. */
  public static final StudyPolicy DEFAULT =
      new StudyPolicy(
          Duration.ofSeconds(30),
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofMillis(250),
          2);

  /**
   * The pause after this many questions in a row without a good answer.
   *
   * @param jitter in [0, 1)
   */
  Duration backoff(int refusals, double jitter) {
    long doubled = backoffBase.toMillis() << Math.min(20, Math.max(0, refusals - 1));
    long bound = Math.min(doubled, backoffMax.toMillis());
    return Duration.ofMillis((long) (bound * (0.5 + jitter / 2)));
  }
}
