package signalbox.application.log;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.log.LineRanges;

/** Opens a log for reading as a whole. At most so many are read at once. */
public final class DownloadLogHandler implements Handler<DownloadLog, LogDownload> {
  private final LogAccess access;
  private final LogReader logs;
  private final LogLimits limits;
  private final Semaphore places;

  public DownloadLogHandler(LogAccess access, LogReader logs, LogLimits limits) {
    this.access = access;
    this.logs = logs;
    this.limits = limits;
    places = new Semaphore(limits.downloads());
  }

  @Override
  public LogDownload handle(Principal caller, DownloadLog query) {
    LogOverview overview = logs.overview(access.require(caller, query.target()));
    Integer asked = query.attempt();
    List<LogScan> scans =
        overview.attempts().stream()
            .map(LogLedger::attempt)
            .filter(attempt -> asked == null || attempt.id().attempt() == asked)
            .filter(attempt -> attempt.highest() > 0)
            .map(attempt ->
                new LogScan(
                    attempt.id(),
                    LineRanges.of(1, attempt.highest()),
                    overview.position(),
                    query.filter(),
                    false,
                    Long.MAX_VALUE,
                    null))
            .toList();
    OptionalLong lines = query.filter().isEmpty() ? stored(scans) : matching(scans);
    return new LogDownload() {
      @Override
      public OptionalLong lines() {
        return lines;
      }

      @Override
      public void read(Consumer<ReadLine> sink) {
        if (!places.tryAcquire()) {
          throw SignalboxException.of(ErrorCode.SYSTEM_OVERLOADED);
        }
        try {
          scans.forEach(scan -> logs.whole(scan, sink));
        } finally {
          places.release();
        }
      }
    };
  }

  private OptionalLong stored(List<LogScan> scans) {
    return OptionalLong.of(
        scans.stream().mapToLong(scan -> logs.stored(scan.attempt(), scan.through())).sum());
  }

  private OptionalLong matching(List<LogScan> scans) {
    long[] total = new long[1];
    for (LogScan scan : scans) {
      LogScan limited =
          new LogScan(
              scan.attempt(),
              scan.numbers(),
              scan.through(),
              scan.filter(),
              scan.backwards(),
              scan.limit(),
              limits.search());
      if (!logs.numbers(limited, number -> total[0]++).complete()) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(total[0]);
  }
}
