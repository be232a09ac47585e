package signalbox.application.log;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import signalbox.domain.log.LogId;
import signalbox.domain.project.ProjectId;

/** Puts a log's overview and its retention together. Thread-safe. */
public final class LogSummaries {
  private final LogReader logs;
  private final LogRetention retention;

  public LogSummaries(LogReader logs, LogRetention retention) {
    this.logs = logs;
    this.retention = retention;
  }

  /**
   * @param project null for a source
   */
  public LogSummary of(LogId log, @Nullable ProjectId project) {
    return new LogSummary(
        logs.overview(log),
        project == null ? OptionalInt.of(LogRetention.DEFAULT_DAYS) : retention.days(project));
  }
}
