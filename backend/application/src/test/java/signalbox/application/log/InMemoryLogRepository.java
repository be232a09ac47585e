package signalbox.application.log;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.log.Ledger;
import signalbox.domain.log.LevelCounts;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLevel;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.LogTotals;
import signalbox.domain.log.Seal;
import signalbox.domain.project.ProjectId;

/** Lines in memory. Thread-safe. Can be told to be away. */
public final class InMemoryLogRepository implements LogRepository {
  private final Map<LogAttemptId, Account> accounts = new LinkedHashMap<>();
  private final Map<LogId, Long> positions = new HashMap<>();
  private final Map<String, LogId> sources = new HashMap<>();
  private final Set<LogAttemptId> unreadable = new HashSet<>();
  private volatile boolean away;

  /** From now on nothing answers, or everything again. */
  public void away(boolean isAway) {
    away = isAway;
  }

  /** From now on reading the lines of this attempt fails. */
  public synchronized void unreadable(LogAttemptId attempt) {
    unreadable.add(attempt);
  }

  /** Loses stored lines without a word, as a broken disk would. */
  public synchronized void destroy(LogAttemptId attempt, long seq) {
    account(attempt).lines.remove(seq);
  }

  @Override
  public synchronized List<Appended> append(List<AttemptLines> attempts) {
    answer();
    return attempts.stream().map(this::append).toList();
  }

  private Appended append(AttemptLines news) {
    Account account = accounts.computeIfAbsent(news.attempt(), Account::new);
    LogAttempt before = account.ledger;
    boolean source = news.attempt().attempt() == 0;
    List<LogLine> sorted =
        source
            ? news.lines()
            : news.lines().stream().sorted(Comparator.comparingLong(LogLine::seq)).toList();
    Ledger ledger = new Ledger(before.highest(), before.missing(), before.totals());
    LevelCounts levels = before.levels();
    Long firstError = before.firstErrorSeq();
    Instant first = before.firstTime();
    Instant last = before.lastTime();
    List<LogLine> stored = new ArrayList<>();
    int duplicates = 0;
    int refused = 0;
    long position = positions.getOrDefault(news.attempt().log(), 0L);
    for (LogLine given : sorted) {
      LogLine line = source ? given.numbered(ledger.highest() + 1) : given;
      switch (ledger.take(line.seq())) {
        case NEW -> {
          account.lines.put(line.seq(), line);
          stored.add(line);
          position++;
          LogLevel level = LogLevel.of(line.level());
          levels = levels.plus(one(level));
          if (level.compareTo(LogLevel.ERROR) <= 0
              && (firstError == null || line.seq() < firstError)) {
            firstError = line.seq();
          }
          first = first == null || line.time().isBefore(first) ? line.time() : first;
          last = last == null || line.time().isAfter(last) ? line.time() : last;
        }
        case DUPLICATE -> duplicates++;
        case REFUSED -> refused++;
      }
    }
    positions.put(news.attempt().log(), position);
    if (ledger.hasFilled()) {
      account.tries = 0;
    }
    Seal seal =
        !stored.isEmpty() && (before.seal() == Seal.INCOMPLETE || before.seal() == Seal.UNKNOWN_END)
            ? Seal.REPAIRING
            : before.seal();
    account.ledger =
        new LogAttempt(
            before.id(),
            before.instance(),
            before.stored() + stored.size(),
            ledger.highest(),
            ledger.missing(),
            before.gone().intersect(ledger.missing()),
            before.totals(),
            before.endedAt(),
            seal,
            before.sealedAt(),
            before.hash(),
            levels,
            firstError,
            first,
            last);
    return new Appended(news.attempt(), stored, duplicates, refused, position);
  }

  private static LevelCounts one(LogLevel level) {
    return new LevelCounts(
        level == LogLevel.CRITICAL ? 1 : 0,
        level == LogLevel.ERROR ? 1 : 0,
        level == LogLevel.WARNING ? 1 : 0,
        level == LogLevel.INFO ? 1 : 0,
        level == LogLevel.DEBUG ? 1 : 0);
  }

  @Override
  public synchronized void enter(List<LedgerEntry> entries) {
    answer();
    entries.forEach(this::take);
  }

  private void take(LedgerEntry entry) {
    switch (entry) {
      case LedgerEntry.Started started -> {
        Account account = accounts.computeIfAbsent(started.attempt(), Account::new);
        if (started.instance() != null) {
          account.change(change -> change.instance = started.instance());
        }
      }
      case LedgerEntry.Totals said -> {
        Account account =
            said.project() == null
                ? accounts.get(said.attempt())
                : accounts.computeIfAbsent(said.attempt(), Account::new);
        if (account != null) {
          totals(account, said.totals());
        }
      }
      case LedgerEntry.Ended ended -> ended(ended.attempt(), ended.at());
      case LedgerEntry.EndedBefore ended -> {
        for (LogAttempt earlier : attempts(ended.attempt().log())) {
          int number = earlier.id().attempt();
          if (number > 0 && number < ended.attempt().attempt()) {
            ended(earlier.id(), ended.at());
          }
        }
      }
    }
  }

  private void ended(LogAttemptId attempt, Instant at) {
    Account account = accounts.get(attempt);
    if (account != null && account.ledger.endedAt() == null) {
      account.tries = 0;
      account.change(change -> {
        change.endedAt = at;
        change.seal = change.seal == Seal.OPEN ? Seal.REPAIRING : change.seal;
      });
    }
  }

  private static void totals(Account account, LogTotals totals) {
    if (account.ledger.seal() == Seal.COMPLETE || totals.equals(account.ledger.totals())) {
      return;
    }
    account.change(change -> {
      if (totals.lines() > change.highest) {
        change.missing = change.missing.plus(LineRanges.of(change.highest + 1, totals.lines()));
        change.highest = totals.lines();
      }
      change.totals = totals;
      change.seal = change.seal.closed() ? Seal.REPAIRING : change.seal;
    });
  }

  @Override
  public synchronized void answered(
      LogAttemptId attempt, String outcome, LineRanges gone, @Nullable Instant nextAt) {
    answer();
    Account account = accounts.get(attempt);
    if (account == null) {
      return;
    }
    account.outcome = outcome;
    account.dueAt = nextAt == null || account.tries >= TRIES_IN_VAIN ? account.dueAt : nextAt;
    account.change(change -> change.gone = change.missing.intersect(change.gone.plus(gone)));
  }

  @Override
  public synchronized void instanceUp(String instance) {
    answer();
    for (Account account : accounts.values()) {
      if (instance.equals(account.ledger.instance()) && !account.ledger.seal().closed()) {
        account.dueAt = Instant.MIN;
        account.tries = 0;
      }
    }
  }

  @Override
  public synchronized List<Due> claimDue(Instant now, Duration lease, int limit) {
    answer();
    List<Due> due = new ArrayList<>();
    for (Account account : accounts.values()) {
      LogAttempt ledger = account.ledger;
      if (due.size() < limit
          && ledger.id().attempt() > 0
          && !ledger.seal().closed()
          && !account.dueAt.isAfter(now)
          && (!ledger.wanted().isEmpty() || ledger.endedAt() != null)) {
        account.dueAt = now.plus(lease);
        due.add(new Due(ledger, account.tries, account.outcome));
      }
    }
    return due;
  }

  @Override
  public synchronized void asked(LogAttemptId attempt, Instant nextAt) {
    answer();
    account(attempt).tries++;
    account(attempt).dueAt = nextAt;
  }

  @Override
  public synchronized Set<LogAttemptId> seal(List<Sealing> sealings, Instant at) {
    answer();
    Set<LogAttemptId> sealed = new HashSet<>();
    for (Sealing sealing : sealings) {
      Account account = account(sealing.attempt());
      if (!account.ledger.seal().closed() && account.ledger.stored() == sealing.stored()) {
        account.change(change -> {
          change.seal = sealing.seal();
          change.hash = sealing.hash();
          change.sealedAt = at;
        });
        sealed.add(sealing.attempt());
      }
    }
    return sealed;
  }

  @Override
  public synchronized void lost(LogAttemptId attempt, LineRanges lines) {
    answer();
    account(attempt)
        .change(change -> {
          change.stored -= lines.lines();
          change.missing = change.missing.plus(lines);
        });
  }

  @Override
  public synchronized void restore(LogLedger ledger, ProjectId project) {
    answer();
    LogAttempt there = ledger.attempt();
    Account account = accounts.computeIfAbsent(there.id(), Account::new);
    account.removed = ledger.removed();
    account.change(change -> {
      change.instance = there.instance();
      change.stored = account.lines.size() + ledger.removed().lines();
      change.highest = there.highest();
      change.missing = there.missing();
      change.gone = there.gone();
      change.totals = there.totals();
      change.endedAt = there.endedAt();
      change.seal = there.seal();
      change.sealedAt = there.sealedAt();
      change.hash = there.hash();
    });
  }

  /** What is said to have been removed by retention. */
  public synchronized LineRanges removed(LogAttemptId attempt) {
    return account(attempt).removed;
  }

  @Override
  public synchronized void read(LogAttemptId attempt, long from, long to, Consumer<LogLine> sink) {
    answer();
    if (unreadable.contains(attempt)) {
      throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
    }
    if (from <= to) {
      account(attempt).lines.subMap(from, true, to, true).values().forEach(sink);
    }
  }

  @Override
  public synchronized Optional<LogAttempt> find(LogAttemptId attempt) {
    answer();
    return Optional.ofNullable(accounts.get(attempt)).map(account -> account.ledger);
  }

  @Override
  public synchronized List<LogAttempt> attempts(LogId log) {
    answer();
    return accounts.values().stream()
        .map(account -> account.ledger)
        .filter(ledger -> ledger.id().log().equals(log))
        .sorted(Comparator.comparingInt(ledger -> ledger.id().attempt()))
        .toList();
  }

  @Override
  public synchronized List<LogAttempt> open(int limit) {
    answer();
    return accounts.values().stream()
        .map(account -> account.ledger)
        .filter(ledger -> ledger.id().attempt() > 0)
        .filter(ledger -> !ledger.seal().closed() && ledger.endedAt() == null)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<LogAttemptId> openAndQuietSince(Instant time, int limit) {
    return open(limit).stream().map(LogAttempt::id).toList();
  }

  @Override
  public synchronized LogId source(LogId candidate, String name, String address) {
    answer();
    return sources.computeIfAbsent(name + "\n" + address, _ -> candidate);
  }

  private Account account(LogAttemptId attempt) {
    Account account = accounts.get(attempt);
    if (account == null) {
      throw new IllegalStateException("No ledger of " + attempt);
    }
    return account;
  }

  private void answer() {
    if (away) {
      throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
    }
  }

  private static final class Account {
    private final TreeMap<Long, LogLine> lines = new TreeMap<>();
    private LogAttempt ledger;
    private Instant dueAt = Instant.MIN;
    private int tries;
    private @Nullable String outcome;
    private LineRanges removed = LineRanges.EMPTY;

    Account(LogAttemptId id) {
      ledger =
          new LogAttempt(
              id,
              null,
              0,
              0,
              LineRanges.EMPTY,
              LineRanges.EMPTY,
              null,
              null,
              Seal.OPEN,
              null,
              null,
              LevelCounts.NONE,
              null,
              null,
              null);
    }

    void change(Consumer<Change> how) {
      Change change = new Change(ledger);
      how.accept(change);
      ledger = change.done();
    }
  }

  private static final class Change {
    private final LogAttempt from;
    private @Nullable String instance;
    private long stored;
    private long highest;
    private LineRanges missing;
    private LineRanges gone;
    private @Nullable LogTotals totals;
    private @Nullable Instant endedAt;
    private Seal seal;
    private @Nullable Instant sealedAt;
    private @Nullable String hash;

    Change(LogAttempt from) {
      this.from = from;
      instance = from.instance();
      stored = from.stored();
      highest = from.highest();
      missing = from.missing();
      gone = from.gone();
      totals = from.totals();
      endedAt = from.endedAt();
      seal = from.seal();
      sealedAt = from.sealedAt();
      hash = from.hash();
    }

    LogAttempt done() {
      return new LogAttempt(
          from.id(),
          instance,
          stored,
          highest,
          missing,
          gone,
          totals,
          endedAt,
          seal,
          sealedAt,
          hash,
          from.levels(),
          from.firstErrorSeq(),
          from.firstTime(),
          from.lastTime());
    }
  }
}
