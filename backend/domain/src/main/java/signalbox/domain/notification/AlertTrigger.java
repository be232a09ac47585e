package signalbox.domain.notification;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunStatus;

/** What a rule waits for. */
public sealed interface AlertTrigger {
  /** A run reaches one of these statuses. */
  record OnStatus(Set<RunStatus> statuses) implements AlertTrigger {
    /**
     * @throws SignalboxException {@code request.invalid} with the field {@code trigger.statuses}
     */
    public OnStatus {
      if (statuses.isEmpty() || !NotificationKind.STATUSES.containsAll(statuses)) {
        throw SignalboxException.invalid(
            "trigger.statuses",
            "must name one or more of succeeded, failed, timed_out, cancelled, lost_contact");
      }
      // In the order of the enum, so that the same rule always reads the same.
      statuses = Collections.unmodifiableSet(EnumSet.copyOf(statuses));
    }
  }

  /**
   * A metric meets a comparison.
   *
   * @param aggregate of the attempt so far, looked at after each point
   * @param points after how many points in a row the comparison must hold
   */
  record OnMetric(String key, Aggregate aggregate, Comparison comparison, double value, int points)
      implements AlertTrigger {
    public static final int MAX_KEY_LENGTH = 200;
    public static final int MAX_POINTS = 1000;

    /**
     * @throws SignalboxException {@code request.invalid} naming the field below {@code
     *     trigger.metric}
     */
    public OnMetric {
      if (key.isBlank() || key.length() > MAX_KEY_LENGTH || key.indexOf('\u0000') >= 0) {
        throw SignalboxException.invalid(
            "trigger.metric.key", "must have 1 to " + MAX_KEY_LENGTH + " characters");
      }
      if (!Double.isFinite(value)) {
        throw SignalboxException.invalid("trigger.metric.value", "must be a finite number");
      }
      if (points < 1 || points > MAX_POINTS) {
        throw SignalboxException.invalid(
            "trigger.metric.points", "must be from 1 to " + MAX_POINTS);
      }
    }

    /**
     * The condition in one line: the cause that is remembered. A changed condition is a new one.
     */
    public String cause() {
      return aggregate.name().toLowerCase(Locale.ROOT)
          + " "
          + key
          + " "
          + comparison.sign()
          + " "
          + value
          + " x"
          + points;
    }
  }

  /**
   * Something happens to a study.
   *
   * @param improved a trial beats the best before it, or is new on the Pareto front
   * @param by with one objective: by how much it beats what the rule told last; null for any
   * @param ended the study ends, in whatever way
   */
  record OnStudy(boolean improved, @Nullable Double by, boolean ended) implements AlertTrigger {
    /**
     * @throws SignalboxException {@code request.invalid} with the field {@code trigger.study}, or
     *     the one below it
     */
    public OnStudy {
      if (!improved && !ended) {
        throw SignalboxException.invalid(
            "trigger.study", "must wait for an improvement, for the end, or for both");
      }
      if (by != null && !improved) {
        throw SignalboxException.invalid("trigger.study.by", "is only for an improvement");
      }
      if (by != null && (!Double.isFinite(by) || by <= 0)) {
        throw SignalboxException.invalid("trigger.study.by", "must be a finite number above 0");
      }
    }
  }

  /** What is compared. The lower-case name is the public word. */
  enum Aggregate {
    LAST,
    MIN,
    MAX
  }

  /** How it is compared. The lower-case name is the public word. NaN never holds. */
  enum Comparison {
    ABOVE(">"),
    AT_LEAST("≥"),
    BELOW("<"),
    AT_MOST("≤");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }

    /** True when it holds between {@code left} and {@code right}. */
    public boolean holds(double left, double right) {
      return switch (this) {
        case ABOVE -> left > right;
        case AT_LEAST -> left >= right;
        case BELOW -> left < right;
        case AT_MOST -> left <= right;
      };
    }
  }
}
