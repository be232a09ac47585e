package signalbox.application.run;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Failure;
import signalbox.domain.run.RunId;

/** Finds runs that failed in the same way. Thread-safe. */
public interface SimilarFailures {
  /**
   * Failed runs of the project with the same code and the same type of exception, the newest first.
   * Trials are left out: those of one study fail alike by the hundred.
   *
   * @param except is left out
   */
  Found find(ProjectId project, Failure failure, RunId except, int limit);

  /**
   * @param total how many there are in all
   */
  record Found(List<SimilarRun> runs, long total) {
    public Found {
      runs = List.copyOf(runs);
    }
  }

  /** A run that failed in the same way. */
  record SimilarRun(RunId id, String name, @Nullable Instant endedAt) {}
}
