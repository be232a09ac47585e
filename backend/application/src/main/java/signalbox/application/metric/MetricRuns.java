package signalbox.application.metric;

import java.util.Collection;
import java.util.List;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** What charts must know of runs. Thread-safe. */
public interface MetricRuns {
  /** Those that exist, in no order. */
  List<Named> find(Collection<RunId> runs);

  /**
   * A run.
   *
   * @param expired its points were removed after the project's retention time
   */
  record Named(RunId id, ProjectId project, String name, boolean expired) {}
}
