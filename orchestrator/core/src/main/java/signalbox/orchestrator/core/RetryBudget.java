package signalbox.orchestrator.core;

import java.time.Duration;
import java.time.Instant;

/**
 * How many retries a service may be given, so that one that loses every attempt is not stormed by
 * the runs that it lost. A bucket of tokens: each first attempt brings a part of one, time brings a
 * few, each retry takes one. Not thread-safe.
 */
public final class RetryBudget {
  /**
   * @param share of the first attempts, in [0, 1]
   * @param perMinute retries that are let through whatever else happens; at least 1
   * @param capacity how many can be saved; at least 1
   */
  public record Policy(double share, int perMinute, int capacity) {
    /** The documented defaults. */
    public static final Policy DEFAULT = new Policy(0.2, 30, 60);

    public Policy {
      if (!(share >= 0 && share <= 1) || perMinute < 1 || capacity < 1) {
        throw new IllegalArgumentException(
            "Not a retry budget: " + share + " of starts, " + perMinute + " a minute, " + capacity);
      }
    }
  }

  private final Policy policy;
  private double tokens;
  private Instant filledAt;

  /** A full budget. */
  public RetryBudget(Policy policy, Instant now) {
    this.policy = policy;
    this.tokens = policy.capacity();
    this.filledAt = now;
  }

  /** A first attempt was started. */
  void started(Instant now) {
    fill(now);
    tokens = Math.min(policy.capacity(), tokens + policy.share());
  }

  /** A retry was started. */
  void retried(Instant now) {
    fill(now);
    tokens -= 1;
  }

  /** A retry that was started was refused, so it has cost nothing. */
  void giveBack(Instant now) {
    fill(now);
    tokens = Math.min(policy.capacity(), tokens + 1);
  }

  /** How many retries it allows now. */
  public int left(Instant now) {
    fill(now);
    return Math.max(0, (int) Math.floor(tokens + 1e-9));
  }

  /** When it allows the next one, if nothing is started until then. */
  Instant next(Instant now) {
    if (left(now) > 0) {
      return now;
    }
    double missing = 1 - tokens;
    return now.plusMillis((long) Math.ceil(missing * 60_000 / policy.perMinute()));
  }

  private void fill(Instant now) {
    if (now.isAfter(filledAt)) {
      double minutes = Duration.between(filledAt, now).toNanos() / 60e9;
      tokens = Math.min(policy.capacity(), tokens + minutes * policy.perMinute());
      filledAt = now;
    }
  }
}
