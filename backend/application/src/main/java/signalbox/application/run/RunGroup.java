package signalbox.application.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.Comparison;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunValue;

/**
 * Runs that have something in common.
 *
 * @param value a text or a number; null for runs without one
 * @param metrics in the order in which they were asked for
 */
public record RunGroup(@Nullable Object value, long runs, List<Values> metrics) {
  public RunGroup {
    metrics = List.copyOf(metrics);
  }

  /** What selects these runs and no others. */
  public RunCondition condition(RunField by) {
    if (value == null) {
      return new RunCondition.Not(new RunCondition.Has(by));
    }
    return new RunCondition.Compare(
        by,
        Comparison.EQUAL,
        value instanceof Number number
            ? new RunValue.Numeric(number.doubleValue())
            : new RunValue.Text(value.toString()));
  }

  /**
   * The finite values of a metric in a group.
   *
   * @param runs how many runs have one; everything else is null when that is 0
   * @param std of the sample; null for fewer than two
   */
  public record Values(
      long runs,
      @Nullable Double mean,
      @Nullable Double std,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable RunId minRun,
      @Nullable RunId maxRun) {
    public static final Values NONE = new Values(0, null, null, null, null, null, null);
  }
}
