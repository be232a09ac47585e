package signalbox.application.log;

import java.util.ArrayList;
import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;

/** Reads one line; {@code log.line_not_found} when it is not there. */
public final class FindLogLineHandler implements Handler<FindLogLine, ReadLine> {
  private final LogAccess access;
  private final LogReader logs;

  public FindLogLineHandler(LogAccess access, LogReader logs) {
    this.access = access;
    this.logs = logs;
  }

  @Override
  public ReadLine handle(Principal caller, FindLogLine query) {
    LogId log = access.require(caller, query.target());
    List<ReadLine> found = new ArrayList<>(1);
    var _ =
        logs.whole(
            new LogScan(
                new LogAttemptId(log, query.attempt()),
                LineRanges.of(query.seq(), query.seq()),
                Long.MAX_VALUE,
                LogFilter.NONE,
                false,
                1,
                null),
            found::add);
    if (found.isEmpty()) {
      throw SignalboxException.of(ErrorCode.LOG_LINE_NOT_FOUND)
          .safe("seq", query.seq())
          .safe("attempt", query.attempt());
    }
    return found.getFirst();
  }
}
