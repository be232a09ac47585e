package signalbox.application.event;

import signalbox.application.log.LogAccess;
import signalbox.application.log.LogReader;
import signalbox.application.log.LogSummaries;
import signalbox.application.log.LogTarget;
import signalbox.application.log.RecentLines;
import signalbox.domain.identity.Principal;

/** Logs as topics. */
public final class LogTopics {
  private final LogAccess access;
  private final LogReader logs;
  private final RecentLines recent;
  private final LogSummaries summaries;

  public LogTopics(LogAccess access, LogReader logs, RecentLines recent, LogSummaries summaries) {
    this.access = access;
    this.logs = logs;
    this.recent = recent;
    this.summaries = summaries;
  }

  /** Throws what {@link LogAccess#open} throws. */
  TopicSource open(Principal caller, LogTarget target) {
    return new LogTopicSource(access.open(caller, target), logs, recent, summaries);
  }
}
