package signalbox.application.run;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunParameters;

/** Puts the asked columns beside runs, for a whole page at once. Thread-safe. */
public final class RunRows {
  private final RunViews views;
  private final RunMetrics metrics;

  public RunRows(RunViews views, RunMetrics metrics) {
    this.views = views;
    this.metrics = metrics;
  }

  /**
   * In the same order. Columns other than metrics and parameters need no asking.
   *
   * @param runs of one project
   */
  public List<RunRow> of(List<Run> runs, List<RunField> columns) {
    Set<String> keys = new LinkedHashSet<>();
    Set<String> paths = new LinkedHashSet<>();
    for (RunField column : columns) {
      switch (column) {
        case RunField.Metric metric -> keys.add(metric.key());
        case RunField.Parameter parameter -> paths.add(parameter.path());
        case RunField.Attribute _ -> {}
      }
    }
    Map<RunId, Map<String, MetricSummary>> logged =
        keys.isEmpty() || runs.isEmpty()
            ? Map.of()
            : metrics.of(runs.getFirst().projectId(), runs.stream().map(Run::id).toList(), keys);
    return views.of(runs).stream()
        .map(view ->
            new RunRow(
                view,
                logged.getOrDefault(view.run().id(), Map.of()),
                parameters(view.run(), paths)))
        .toList();
  }

  private static Map<String, Object> parameters(Run run, Set<String> paths) {
    if (paths.isEmpty()) {
      return Map.of();
    }
    Map<String, Object> all = RunParameters.of(run.spec());
    Map<String, Object> asked = new HashMap<>(all);
    asked.keySet().retainAll(paths);
    return Map.copyOf(asked);
  }
}
