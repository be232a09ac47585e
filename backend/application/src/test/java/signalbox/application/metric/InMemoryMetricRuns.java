package signalbox.application.metric;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import signalbox.domain.run.RunId;

/** Names of runs in memory. */
final class InMemoryMetricRuns implements MetricRuns {
  private final Map<RunId, Named> runs = new HashMap<>();

  void put(Named run) {
    runs.put(run.id(), run);
  }

  @Override
  public List<Named> find(Collection<RunId> asked) {
    return asked.stream().filter(runs::containsKey).map(runs::get).toList();
  }
}
