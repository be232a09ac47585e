package signalbox.application.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs side by side.
 *
 * @param runs in the order in which they were asked for; those that are gone are left out
 * @param parameters by path
 * @param metrics by key
 * @param truncated true when there are more metrics or parameters than are told
 */
public record RunComparison(
    List<RunView> runs,
    List<Line<Object>> parameters,
    List<Line<MetricSummary>> metrics,
    boolean truncated) {
  public RunComparison {
    runs = List.copyOf(runs);
    parameters = List.copyOf(parameters);
    metrics = List.copyOf(metrics);
  }

  /**
   * One thing of all runs.
   *
   * @param differs true when not all have the same
   * @param values of each run; null where it has none
   */
  public record Line<T>(String name, boolean differs, List<@Nullable T> values) {}
}
