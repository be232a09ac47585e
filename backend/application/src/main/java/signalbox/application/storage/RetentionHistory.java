package signalbox.application.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.project.ProjectId;

/** What retention removed of each project. Thread-safe. */
public interface RetentionHistory {
  /**
   * Notes what was removed of a project. What is noted with the same {@code ranAt} adds up. No
   * effect when the project is gone.
   *
   * @param ranAt when the chore was begun
   */
  void removed(ProjectId project, Subject subject, Instant ranAt, long count);

  /** Every project, the oldest first. */
  Page<ProjectRetention> list(PageRequest page);

  /** What is kept for a while. The lower-case name is the word in the table. */
  enum Subject {
    LINES,
    POINTS
  }

  /**
   * How long a project keeps what, and what was last removed of it.
   *
   * @param logDays 0 for ever; {@code metricDays} likewise
   * @param lines null when nothing was ever removed; {@code points} likewise
   */
  record ProjectRetention(
      ProjectId project,
      String name,
      int logDays,
      int metricDays,
      @Nullable Removed lines,
      @Nullable Removed points) {}

  /**
   * @param total since it is counted
   */
  record Removed(Instant ranAt, long count, long total) {}
}
