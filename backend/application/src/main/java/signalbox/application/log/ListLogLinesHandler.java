package signalbox.application.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogId;

/** Reads a page of a log: by numbers, and with a filter by searching from there. */
public final class ListLogLinesHandler implements Handler<ListLogLines, LogPage> {
  /** Most lines of a page with context. */
  private static final int MAX_WITH_CONTEXT = 5000;

  private final LogAccess access;
  private final LogReader logs;
  private final LogLimits limits;

  public ListLogLinesHandler(LogAccess access, LogReader logs, LogLimits limits) {
    this.access = access;
    this.logs = logs;
    this.limits = limits;
  }

  @Override
  public LogPage handle(Principal caller, ListLogLines query) {
    LogId log = access.require(caller, query.target());
    LogOverview overview = logs.overview(log);
    Integer asked = query.attempt();
    Optional<LogLedger> found = asked == null ? overview.newest() : overview.attempt(asked);
    if (found.isEmpty() || found.get().attempt().highest() == 0) {
      return new LogPage(
          asked == null ? 0 : asked,
          List.of(),
          List.of(),
          1,
          0,
          null,
          null,
          0,
          overview.cursor(),
          true);
    }
    Reading reading = new Reading(query, overview, found.get());
    return query.filter().isEmpty() ? reading.plain() : reading.filtered();
  }

  /** One page. */
  private final class Reading {
    private final ListLogLines query;
    private final LogOverview overview;
    private final LogLedger ledger;
    private final LogAttempt attempt;
    private final LineRanges readable;
    private final long highest;

    Reading(ListLogLines query, LogOverview overview, LogLedger ledger) {
      this.query = query;
      this.overview = overview;
      this.ledger = ledger;
      attempt = ledger.attempt();
      readable = ledger.readable();
      highest = attempt.highest();
    }

    LogPage plain() {
      return switch (query.place()) {
        case LogPlace.After(long seq) -> {
          long from = Math.min(seq, highest) + 1;
          yield plain(from, PageRanges.forward(readable, highest, from, query.limit()), null);
        }
        case LogPlace.Before(long seq) -> {
          long to = Math.min(seq - 1, highest);
          yield plain(to < 1 ? 1 : PageRanges.backward(readable, to, query.limit()), to, null);
        }
        case LogPlace.Around(long seq) -> plainAround(PageRanges.nearest(readable, seq));
        case LogPlace.AtTime(Instant time) -> plainAround(firstAt(time));
        case LogPlace.Tail _ ->
            plain(PageRanges.backward(readable, highest, query.limit()), highest, null);
      };
    }

    private LogPage plainAround(@Nullable Long anchor) {
      if (anchor == null) {
        return plain(1, highest, null);
      }
      int before = query.limit() / 2;
      long from =
          before == 0 || anchor == 1 ? anchor : PageRanges.backward(readable, anchor - 1, before);
      return plain(
          from, PageRanges.forward(readable, highest, anchor, query.limit() - before), anchor);
    }

    private LogPage plain(long from, long to, @Nullable Long anchor) {
      List<ReadLine> lines = new ArrayList<>();
      LineRanges page = from > to ? LineRanges.EMPTY : LineRanges.of(from, to);
      LineRanges there = readable.intersect(page);
      if (!there.isEmpty()) {
        LineRange ends =
            new LineRange(there.ranges().getFirst().from(), there.ranges().getLast().to());
        var _ =
            logs.heads(
                scan(LineRanges.of(ends.from(), ends.to()), LogFilter.NONE, false, Long.MAX_VALUE),
                lines::add);
      }
      List<LogGap> gaps = new ArrayList<>();
      for (LogGap gap : ledger.gaps()) {
        if (gap.lines().to() >= from && gap.lines().from() <= to) {
          gaps.add(
              new LogGap(
                  new LineRange(Math.max(gap.lines().from(), from), Math.min(gap.lines().to(), to)),
                  gap.kind()));
        }
      }
      return page(lines, gaps, from, to, null, anchor, true);
    }

    /** The first line of this time or later; the last line when there is none. */
    private @Nullable Long firstAt(Instant time) {
      List<Long> first = new ArrayList<>(1);
      var _ =
          logs.numbers(
              scan(LineRanges.of(1, highest), LogFilter.since(time), false, 1), first::add);
      return first.isEmpty() ? PageRanges.nearest(readable, highest) : first.getFirst();
    }

    LogPage filtered() {
      int limit =
          query.context() == 0
              ? query.limit()
              : Math.min(query.limit(), Math.max(1, MAX_WITH_CONTEXT / (2 * query.context() + 1)));
      return switch (query.place()) {
        case LogPlace.After(long seq) -> {
          long from = Math.min(seq, highest) + 1;
          yield joined(null, matches(from, highest, false, limit), from, null);
        }
        case LogPlace.Before(long seq) -> {
          long to = Math.min(seq - 1, highest);
          yield joined(matches(1, to, true, limit), null, to + 1, null);
        }
        case LogPlace.Tail _ -> joined(matches(1, highest, true, limit), null, highest + 1, null);
        case LogPlace.Around(long seq) -> around(seq, limit);
        case LogPlace.AtTime(Instant time) -> {
          Long first = firstAt(time);
          yield around(first == null ? highest : first, limit);
        }
      };
    }

    private LogPage around(long seq, int limit) {
      long middle = Math.min(seq, highest);
      int before = limit / 2;
      Matches earlier = before == 0 ? null : matches(1, middle - 1, true, before);
      Matches later = matches(middle, highest, false, limit - before);
      Long anchor =
          !later.numbers().isEmpty()
              ? later.numbers().getFirst()
              : earlier == null || earlier.numbers().isEmpty() ? null : earlier.numbers().getLast();
      return joined(earlier, later, middle, anchor);
    }

    /** Matching numbers, ascending, and the range that was searched for them. */
    private Matches matches(long from, long to, boolean backwards, int limit) {
      List<Long> numbers = new ArrayList<>();
      if (from > to) {
        return new Matches(numbers, from, to, true);
      }
      LogScan.End end =
          logs.numbers(
              scan(LineRanges.of(from, to), query.filter(), backwards, limit), numbers::add);
      boolean full = numbers.size() >= limit;
      if (backwards) {
        java.util.Collections.reverse(numbers);
        long first = full ? numbers.getFirst() : end.complete() ? from : end.reached();
        return new Matches(numbers, first, to, full || end.complete());
      }
      long last = full ? numbers.getLast() : end.complete() ? to : end.reached();
      return new Matches(numbers, from, last, full || end.complete());
    }

    private LogPage joined(
        @Nullable Matches earlier, @Nullable Matches later, long middle, @Nullable Long anchor) {
      TreeSet<Long> numbers = new TreeSet<>();
      List<LineRange> wanted = new ArrayList<>();
      for (Matches part : new Matches[] {earlier, later}) {
        if (part != null) {
          numbers.addAll(part.numbers());
        }
      }
      for (long number : numbers) {
        wanted.add(
            new LineRange(
                Math.max(1, number - query.context()),
                Math.min(highest, number + query.context())));
      }
      List<ReadLine> lines = new ArrayList<>();
      if (!wanted.isEmpty()) {
        var _ =
            logs.heads(
                scan(LineRanges.of(wanted), LogFilter.NONE, false, Long.MAX_VALUE), lines::add);
      }
      return page(
          lines,
          List.of(),
          earlier == null ? middle : earlier.first(),
          later == null ? middle - 1 : later.last(),
          query.context() == 0 ? null : numbers,
          anchor,
          (earlier == null || earlier.complete()) && (later == null || later.complete()));
    }

    private LogScan scan(LineRanges numbers, LogFilter filter, boolean backwards, long limit) {
      return new LogScan(
          attempt.id(),
          numbers,
          overview.position(),
          filter,
          backwards,
          limit,
          filter.isEmpty() ? null : limits.page());
    }

    private LogPage page(
        List<ReadLine> lines,
        List<LogGap> gaps,
        long first,
        long last,
        @Nullable Set<Long> matches,
        @Nullable Long anchor,
        boolean complete) {
      return new LogPage(
          attempt.id().attempt(),
          lines,
          gaps,
          first,
          last,
          matches,
          anchor,
          highest,
          overview.cursor(),
          complete);
    }
  }

  private record Matches(List<Long> numbers, long first, long last, boolean complete) {}
}
