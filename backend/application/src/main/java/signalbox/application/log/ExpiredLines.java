package signalbox.application.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
   * @return what was removed, by attempt; empty when there is nothing left to do
   */
  List<Removed> remove(Map<ProjectId, Instant> kept, Instant otherwise, int maxBatches);

  /** Gives back the space of whole partitions that hold nothing any more, where the store can. */
  void releaseSpace();

  /**
   * Lines that a log has lost.
   *
   * @param project null for a source
   */
  record Removed(LogId log, @Nullable ProjectId project, long lines) {}
}
