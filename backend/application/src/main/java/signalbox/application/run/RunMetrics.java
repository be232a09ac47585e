package signalbox.application.run;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** What lists of runs show of metrics. Thread-safe; takes part in the current transaction. */
public interface RunMetrics {
  /**
   * By run and key; what a run has not logged is absent.
   *
   * @param runs of the project
   */
  Map<RunId, Map<String, MetricSummary>> of(
      ProjectId project, Collection<RunId> runs, Set<String> keys);

  /**
   * Everything the runs have logged, by run and key.
   *
   * @param mostKeys bounds the answer: so many keys at most, the first by name
   */
  Map<RunId, Map<String, MetricSummary>> all(Collection<RunId> runs, int mostKeys);
}
