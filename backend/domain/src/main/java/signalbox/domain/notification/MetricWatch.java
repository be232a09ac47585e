package signalbox.domain.notification;

import org.jspecify.annotations.Nullable;

/**
 * What a metric rule has seen of one run. A report that was seen before, or that belongs to an
 * attempt that a newer one has overtaken, changes nothing: so a batch that comes again counts once.
 * Of a rule for studies, what it told last of one.
 *
 * @param attempt the newest that was seen; 0 before the first
 * @param sequence of the last report of that attempt
 * @param extreme the minimum or maximum of the attempt so far; null before the first number. Of a
 *     study, the best value that was told last; until then, the best when the rule first looked
 * @param streak how many points in a row have met the rule
 */
public record MetricWatch(int attempt, long sequence, @Nullable Double extreme, int streak) {
  public static final MetricWatch START = new MetricWatch(0, -1, null, 0);

  /** True when a report is new to this watch. */
  public boolean awaits(int reportAttempt, long reportSequence) {
    return reportAttempt > attempt || (reportAttempt == attempt && reportSequence > sequence);
  }

  /** The watch before the first point of a report that {@link #awaits} let in. */
  public MetricWatch entering(int reportAttempt, long reportSequence) {
    return reportAttempt == attempt
        ? new MetricWatch(attempt, reportSequence, extreme, streak)
        : new MetricWatch(reportAttempt, reportSequence, null, 0);
  }

  /** The watch after one more point of the rule's key. NaN breaks a streak and is no extreme. */
  public MetricWatch after(AlertTrigger.OnMetric trigger, double point) {
    Double next = extreme;
    if (!Double.isNaN(point)) {
      next =
          switch (trigger.aggregate()) {
            case LAST -> null;
            case MIN -> extreme == null ? point : Math.min(extreme, point);
            case MAX -> extreme == null ? point : Math.max(extreme, point);
          };
    }
    double compared = value(trigger, next, point);
    boolean holds = trigger.comparison().holds(compared, trigger.value());
    return new MetricWatch(
        attempt, sequence, next, holds ? Math.min(streak + 1, trigger.points()) : 0);
  }

  /** The watch of a study whose best value was told, or stands at the beginning. */
  public MetricWatch told(double best) {
    return new MetricWatch(attempt, sequence, best, streak);
  }

  /** True when the rule is met. */
  public boolean met(AlertTrigger.OnMetric trigger) {
    return streak >= trigger.points();
  }

  private static double value(
      AlertTrigger.OnMetric trigger, @Nullable Double extreme, double point) {
    return switch (trigger.aggregate()) {
      case LAST -> point;
      case MIN, MAX -> extreme == null ? Double.NaN : extreme;
    };
  }
}
