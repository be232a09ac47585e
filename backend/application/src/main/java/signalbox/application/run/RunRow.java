package signalbox.application.run;

import java.util.Map;

/**
 * A run as a line of a table.
 *
 * @param metrics by key, those that were asked for
 * @param parameters by path, those that were asked for: numbers, texts, truth values
 */
public record RunRow(
    RunView view, Map<String, MetricSummary> metrics, Map<String, Object> parameters) {
  public RunRow {
    metrics = Map.copyOf(metrics);
    parameters = Map.copyOf(parameters);
  }
}
