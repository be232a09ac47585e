package signalbox.application.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import signalbox.application.shared.Handler;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogId;

/** Searches a whole attempt, as far as the time limit lets it. */
public final class SearchLogHandler implements Handler<SearchLog, LogMatches> {
  private final LogAccess access;
  private final LogReader logs;
  private final LogLimits limits;

  public SearchLogHandler(LogAccess access, LogReader logs, LogLimits limits) {
    this.access = access;
    this.logs = logs;
    this.limits = limits;
  }

  @Override
  public LogMatches handle(Principal caller, SearchLog query) {
    LogId log = access.require(caller, query.target());
    if (query.filter().isEmpty()) {
      throw SignalboxException.invalid("q", "a text or another filter must be given");
    }
    LogOverview overview = logs.overview(log);
    Integer asked = query.attempt();
    LogLedger ledger = (asked == null ? overview.newest() : overview.attempt(asked)).orElse(null);
    if (ledger == null || ledger.attempt().highest() < query.start()) {
      return new LogMatches(asked == null ? 0 : asked, 0, true, 0, query.start() - 1, List.of(), 1);
    }
    LogAttempt attempt = ledger.attempt();
    Found found = new Found(query);
    LogScan.End end =
        logs.numbers(
            new LogScan(
                attempt.id(),
                LineRanges.of(query.start(), attempt.highest()),
                overview.position(),
                query.filter(),
                false,
                Long.MAX_VALUE,
                limits.search()),
            found);
    return new LogMatches(
        attempt.id().attempt(),
        found.total,
        end.complete(),
        end.lines(),
        end.complete() ? attempt.highest() : end.reached(),
        found.numbers,
        found.before + 1);
  }

  /** Counts all, lists some. */
  private static final class Found implements LongConsumer {
    private final SearchLog query;
    final List<Long> numbers = new ArrayList<>();
    long total;
    long before;

    Found(SearchLog query) {
      this.query = query;
    }

    @Override
    public void accept(long number) {
      total++;
      if (number <= query.after()) {
        before++;
      } else if (numbers.size() < query.limit()) {
        numbers.add(number);
      }
    }
  }
}
