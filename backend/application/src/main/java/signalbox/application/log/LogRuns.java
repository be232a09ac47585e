package signalbox.application.log;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** What the log needs to know of runs. Thread-safe. */
public interface LogRuns {
  /**
   * Those of the runs that exist.
   *
   * @throws signalbox.domain.error.SignalboxException {@code store.unavailable}
   */
  Map<RunId, LogRun> find(Collection<RunId> runs);

  /**
   * A run.
   *
   * @param attempt the newest one; 0 before the first
   * @param endedAt null while it may still go on
   */
  record LogRun(ProjectId project, int attempt, @Nullable Instant endedAt) {}
}
