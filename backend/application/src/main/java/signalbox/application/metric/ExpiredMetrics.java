package signalbox.application.metric;

import java.time.Instant;
import java.util.List;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** Runs whose points have been kept for as long as their project wants. Thread-safe. */
public interface ExpiredMetrics {
  /** Ended runs that are due, the first ended first. */
  List<Due> due(Instant now, int most);

  /** Remembers that the points of a run are gone. */
  void removed(RunId run);

  /** A run and whose it is. */
  record Due(RunId run, ProjectId project) {}
}
