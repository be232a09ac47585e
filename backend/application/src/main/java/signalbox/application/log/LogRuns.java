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
   * Those of the runs that exist and may have lines: a study has none of its own.
   *
   * @throws signalbox.domain.error.SignalboxException {@code store.unavailable}
   */
  Map<RunId, LogRun> find(Collection<RunId> runs);

  /**
   * A run.
   *
   * @param attempt the newest one; 0 before the first
   * @param endedAt null while it may still go on
   * @param study whose trial it is; null for a run of its own
   */
  record LogRun(ProjectId project, int attempt, @Nullable Instant endedAt, @Nullable RunId study) {
    /** A run of its own. */
    public LogRun(ProjectId project, int attempt, @Nullable Instant endedAt) {
      this(project, attempt, endedAt, null);
    }
  }
}
