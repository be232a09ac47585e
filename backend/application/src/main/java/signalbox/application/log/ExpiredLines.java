package signalbox.application.log;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import signalbox.domain.log.LogId;
import signalbox.domain.project.ProjectId;

/** Removes what retention does not keep. Thread-safe, also against other processes. */
public interface ExpiredLines {
  /**
   * Removes some of the lines of attempts that were sealed, and lines of sources that were stored,
   * before their time. Their numbers and positions stay taken.
   *
   * @param kept lines of a project's attempts that were sealed before its time go
   * @param otherwise the time for sources, and for projects that are not named
   * @param maxBatches bounds the work
   * @return the logs that lost lines; empty when there is nothing left to do
   */
  Set<LogId> remove(Map<ProjectId, Instant> kept, Instant otherwise, int maxBatches);

  /** Gives back the space of whole partitions that hold nothing any more, where the store can. */
  void releaseSpace();
}
