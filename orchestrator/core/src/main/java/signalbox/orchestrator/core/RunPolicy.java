package signalbox.orchestrator.core;

import java.time.Duration;

/**
 * How patient the machine is.
 *
 * @param offerTimeout how long an instance may leave an offered attempt unanswered
 * @param lease silence after which contact counts as lost
 * @param lostAfter silence after which the attempt counts as lost
 * @param backoffBase the first pause's upper bound; it doubles with each loss
 * @param backoffMax the largest upper bound
 * @param grace of a stop whose command names none
 * @param killPatience how long a killed attempt may take to say so
 * @param limitSlack how much longer than its limit an attempt may take to end itself
 * @param reattachMax the longest pause between two tries to attach
 */
public record RunPolicy(
    Duration offerTimeout,
    Duration lease,
    Duration lostAfter,
    Duration backoffBase,
    Duration backoffMax,
    Duration grace,
    Duration killPatience,
    Duration limitSlack,
    Duration reattachMax) {

  /** The documented defaults. */
  public static final RunPolicy DEFAULT =
      new RunPolicy(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(90),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));

  /**
   * Of the trials of a study: all of them have to end, and one that waits keeps another one of its
   * study from beginning. The service is spared by its retry budget.
   */
  public static final RunPolicy TRIAL =
      new RunPolicy(
          DEFAULT.offerTimeout,
          DEFAULT.lease,
          DEFAULT.lostAfter,
          DEFAULT.backoffBase,
          Duration.ofSeconds(8),
          DEFAULT.grace,
          DEFAULT.killPatience,
          DEFAULT.limitSlack,
          DEFAULT.reattachMax);

  /** The upper bound of the pause after this many losses. */
  Duration backoff(int losses) {
    long doubled = backoffBase.toMillis() << Math.min(20, Math.max(0, losses - 1));
    return Duration.ofMillis(Math.min(doubled, backoffMax.toMillis()));
  }

  /** The pause before the next try to attach. */
  Duration reattachDelay(int inARow) {
    if (inARow <= 1) {
      return Duration.ZERO;
    }
    long doubled = 50L << Math.min(20, inARow - 2);
    return Duration.ofMillis(Math.min(doubled, reattachMax.toMillis()));
  }
}
