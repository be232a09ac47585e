package signalbox.application.log;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Reads the ledgers of a log. */
public final class SummariseLogHandler implements Handler<SummariseLog, LogSummary> {
  private final LogAccess access;
  private final LogSummaries summaries;

  public SummariseLogHandler(LogAccess access, LogSummaries summaries) {
    this.access = access;
    this.summaries = summaries;
  }

  @Override
  public LogSummary handle(Principal caller, SummariseLog query) {
    LogAccess.Opened log = access.open(caller, query.target());
    return summaries.of(log.id(), log.project());
  }
}
