package signalbox.application.metric;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** What charts must know of runs. Thread-safe. */
public interface MetricRuns {
  /** Those that exist, in no order. */
  List<Found> find(Collection<RunId> runs, UserId reader);

  /**
   * A run, and who wants to see it.
   *
   * @param membership what the reader is in its project; null when he is no member
   */
  record Found(Named run, @Nullable Role membership) {}

  /**
   * A run.
   *
   * @param expired its points were removed after the project's retention time
   */
  record Named(RunId id, ProjectId project, String name, boolean expired) {}
}
