package signalbox.application.log;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.application.log.LogRepository.Due;
import signalbox.application.log.LogRuns.LogRun;
import signalbox.application.run.RunReported;
import signalbox.application.shared.UuidV7;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogTotals;
import signalbox.domain.log.RollingHash;
import signalbox.domain.log.Seal;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;
import signalbox.domain.service.ServiceInstance;

/**
 * Asks for lines that are missing and seals logs that have ended. Everything it must remember is in
 * the ledgers: after a restart it goes on where it was. Who is asked sends its lines here from then
 * on, so senders whose backend may be gone are asked as well. {@link #look} and {@link #noticeEnds}
 * are called by one thread, {@link #sealNext} by another.
 */
public final class RepairLogs {
  /** A gap is asked for when it is seen again after this time. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** The totals of an attempt that has ended may be on their way for so long. */
  private static final Duration TOTALS_ON_THEIR_WAY = Duration.ofSeconds(2);

  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(4);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);

  /** So long after the end lines are asked for whose sender cannot be reached. */
  static final Duration GIVE_UP_AFTER = Duration.ofHours(24);

  /** An attempt that was silent for so long may have ended without our hearing of it. */
  private static final Duration SILENT = Duration.ofSeconds(60);

  private static final int LOOK_AT_ONCE = 100;
  private static final int SILENT_AT_ONCE = 200;

  /** More attempts do not execute at a time. */
  private static final int OPEN_AT_ONCE = 5_000;

  private static final int MOST_RANGES = 2_000;
  private static final long MOST_LINES = 20_000;

  /** How many lines may be asked for in a second, of all senders together. */
  private static final long LINES_PER_SECOND = 50_000;

  private static final int MOST_SEALS_WAITING = 1_000;
  private static final int MOST_SEALED_AT_ONCE = 100;
  private static final long LINES_SEALED_AT_ONCE = 20_000;
  private static final int MOST_SIGHTINGS = 10_000;

  private final LogRepository logs;
  private final KnownRuns runs;
  private final ResendCommands commands;
  private final Backends backends;
  private final ChangeSignal signal;
  private final IntakeStatistics statistics;
  private final LogWriterObserver observer;
  private final InstantSource clock;
  private volatile boolean backendGone;
  private final Map<LogAttemptId, Sighting> sightings =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<LogAttemptId, Sighting> eldest) {
          return size() > MOST_SIGHTINGS;
        }
      };
  private final BlockingQueue<LogAttempt> toSeal = new ArrayBlockingQueue<>(MOST_SEALS_WAITING);
  private final Set<LogAttemptId> sealing = ConcurrentHashMap.newKeySet();
  private final Map<String, String> instances = new ConcurrentHashMap<>();
  private Instant allowanceAt = Instant.MIN;
  private long allowance;

  /**
   * What is known of the other backends.
   *
   * @param leads whether this one does what one of them is to do
   * @param lastLoss when one was last lost, as far as it is known
   */
  public record Backends(BooleanSupplier leads, Supplier<Instant> lastLoss) {}

  public RepairLogs(
      LogRepository logs,
      KnownRuns runs,
      ResendCommands commands,
      Backends backends,
      ChangeSignal signal,
      IntakeStatistics statistics,
      LogWriterObserver observer,
      InstantSource clock) {
    this.logs = logs;
    this.runs = runs;
    this.commands = commands;
    this.backends = backends;
    this.signal = signal;
    this.statistics = statistics;
    this.observer = observer;
    this.clock = clock;
  }

  /** Looks at the logs whose time has come. */
  public void look() {
    Instant now = clock.instant();
    refill(now);
    if (backendGone) {
      inherit();
    }
    for (Due due : logs.claimDue(now, LOOK_AGAIN, LOOK_AT_ONCE)) {
      look(due, now);
    }
  }

  /** A backend is gone, and lines may be on their way to it. Never blocks. */
  public void backendGone() {
    backendGone = true;
  }

  /**
   * What senders have sent since the last line that is stored may have gone to the one that is
   * gone.
   */
  private void inherit() {
    backendGone = false;
    if (!backends.leads().getAsBoolean()) {
      return;
    }
    try {
      List<LogAttempt> open = logs.open(OPEN_AT_ONCE);
      runs.learn(open.stream().map(log -> log.id().log().run()).toList());
      open.forEach(this::inherit);
    } catch (RuntimeException e) {
      // The store is away: again with the next look.
      backendGone = true;
      throw e;
    }
  }

  private void inherit(LogAttempt log) {
    String instance = log.instance();
    if (instance != null) {
      LineRanges unseen = LineRanges.of(log.highest() + 1, log.highest() + MOST_LINES);
      commands.resend(log.id(), root(log.id()), instance, unseen, log.storedThrough());
    }
  }

  private void look(Due due, Instant now) {
    LogAttempt log = due.attempt();
    LineRanges wanted = log.wanted();
    LogTotals totals = log.totals();
    Instant ended = log.endedAt();
    if (ended != null && wanted.isEmpty() && totals != null) {
      sightings.remove(log.id());
      sealLater(log);
      return;
    }
    if (ended != null && isHopeless(due, ended, now)) {
      sightings.remove(log.id());
      if (totals == null && !wanted.isEmpty()) {
        logs.answered(log.id(), "gone", wanted, null);
      }
      Seal seal = totals == null ? Seal.UNKNOWN_END : Seal.INCOMPLETE;
      seal(List.of(new Checked(log, seal, null)));
      return;
    }
    Sighting before = sightings.get(log.id());
    if (before == null) {
      sightings.put(log.id(), new Sighting(now, wanted));
      return;
    }
    if (now.isBefore(before.at().plus(LOOK_AGAIN))) {
      return;
    }
    LineRanges old = before.wanted().intersect(wanted);
    boolean endUnknown =
        ended != null && totals == null && !now.isBefore(ended.plus(TOTALS_ON_THEIR_WAY));
    sightings.put(log.id(), new Sighting(now, wanted));
    if (!old.isEmpty() || endUnknown) {
      ask(due, old, now);
    }
  }

  private static boolean isHopeless(Due due, Instant ended, Instant now) {
    boolean nobodyToAsk = due.attempt().instance() == null;
    return "gone".equals(due.outcome())
        || (nobodyToAsk && !now.isBefore(ended.plus(SILENT)))
        || !now.isBefore(ended.plus(GIVE_UP_AFTER));
  }

  private void ask(Due due, LineRanges old, Instant now) {
    LogAttempt log = due.attempt();
    String instance = log.instance();
    if (instance == null || (!old.isEmpty() && allowance <= 0)) {
      return;
    }
    LineRanges some = old.first(MOST_RANGES, Math.min(MOST_LINES, Math.max(allowance, 1)));
    commands.resend(log.id(), root(log.id()), instance, some, log.storedThrough());
    allowance -= some.lines();
    statistics.askedAgain(some.lines());
    logs.asked(log.id(), now.plus(backOff(due.tries())));
  }

  private RunId root(LogAttemptId attempt) {
    return runs.root(attempt.log().run());
  }

  /** How long an answer may take before the same is asked again. */
  private static Duration backOff(int tries) {
    Duration wait = FIRST_BACK_OFF.multipliedBy(1L << Math.min(tries, 10));
    return wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
  }

  private void refill(Instant now) {
    if (allowanceAt.equals(Instant.MIN)) {
      allowance = LINES_PER_SECOND;
    } else {
      long millis = Math.clamp(Duration.between(allowanceAt, now).toMillis(), 0, 1_000);
      allowance = Math.min(LINES_PER_SECOND, allowance + LINES_PER_SECOND * millis / 1_000);
    }
    allowanceAt = now;
  }

  private void sealLater(LogAttempt log) {
    if (sealing.add(log.id()) && !toSeal.offer(log)) {
      sealing.remove(log.id());
    }
  }

  /**
   * Checks and seals what waits for it; reads every line of those logs. They are sealed together,
   * and none of them waits long for the others, or because another one cannot be read.
   */
  public void sealNext() {
    List<Checked> checked = new ArrayList<>();
    long lines = 0;
    try {
      for (LogAttempt log = toSeal.poll(); log != null; log = toSeal.poll()) {
        sealing.remove(log.id());
        check(log).ifPresent(checked::add);
        lines += log.stored();
        if (checked.size() >= MOST_SEALED_AT_ONCE || lines >= LINES_SEALED_AT_ONCE) {
          seal(List.copyOf(checked));
          checked.clear();
          lines = 0;
        }
      }
    } finally {
      seal(checked);
    }
  }

  /** A log that was looked at, and what it is to be sealed as. */
  private record Checked(LogAttempt log, Seal seal, @Nullable String hash) {
    LogRepository.Sealing sealing() {
      return new LogRepository.Sealing(log.id(), seal, hash, log.stored());
    }
  }

  /** Empty when the log is not to be sealed now. */
  private Optional<Checked> check(LogAttempt log) {
    LogTotals totals = log.totals();
    if (totals == null) {
      return Optional.empty();
    }
    if (!log.missing().isEmpty()) {
      return Optional.of(new Checked(log, Seal.INCOMPLETE, null));
    }
    RollingHash hash = new RollingHash();
    List<LineRange> absent = new ArrayList<>();
    long[] next = {1};
    logs.read(
        log.id(),
        1,
        log.highest(),
        line -> {
          if (line.seq() > next[0]) {
            absent.add(new LineRange(next[0], line.seq() - 1));
          }
          next[0] = line.seq() + 1;
          hash.add(line);
        });
    if (next[0] <= log.highest()) {
      absent.add(new LineRange(next[0], log.highest()));
    }
    if (!absent.isEmpty()) {
      logs.lost(log.id(), LineRanges.of(absent));
      return Optional.empty();
    }
    if (log.stored() == totals.lines() && hash.hex().equals(totals.hash())) {
      return Optional.of(new Checked(log, Seal.COMPLETE, hash.hex()));
    }
    observer.hashDiffers(log.id());
    return Optional.of(new Checked(log, Seal.INCOMPLETE, hash.hex()));
  }

  private void seal(List<Checked> checked) {
    Set<LogAttemptId> sealed =
        logs.seal(checked.stream().map(Checked::sealing).toList(), clock.instant());
    for (Checked one : checked) {
      LogAttempt log = one.log();
      if (!sealed.contains(log.id())) {
        continue;
      }
      String instance = log.instance();
      if (instance != null && one.seal() == Seal.COMPLETE && log.highest() > 0) {
        // Lets the sender drop what it keeps: of a log without lines, nothing.
        commands.resend(log.id(), root(log.id()), instance, LineRanges.EMPTY, log.highest());
      }
      signal.changed(new Topic.RunLog(log.id().log().run()));
    }
  }

  /** Finds attempts whose end we were not told of: the truth is in the store of runs. */
  public void noticeEnds() {
    Instant now = clock.instant();
    List<LogAttemptId> silent = logs.openAndQuietSince(now.minus(SILENT), SILENT_AT_ONCE);
    Map<RunId, LogRun> found =
        runs.find(silent.stream().map(id -> id.log().run()).collect(Collectors.toSet()));
    List<LedgerEntry> ended = new ArrayList<>();
    for (LogAttemptId attempt : silent) {
      LogRun run = found.get(attempt.log().run());
      if (run != null && run.endedAt() != null) {
        ended.add(new LedgerEntry.Ended(attempt, run.endedAt()));
      } else if (run == null || run.attempt() > attempt.attempt()) {
        ended.add(new LedgerEntry.Ended(attempt, now));
      }
    }
    logs.enter(ended);
  }

  /**
   * What is said of runs: an attempt that begins now was told of the backend that published the
   * run's command, perhaps long ago.
   */
  public void handleRuns(List<RunReported> messages) {
    for (RunReported message : messages) {
      RunReport report = message.report();
      if (report.content() instanceof RunReport.Started(String _, String instance)
          && !instance.isEmpty()) {
        RunId root = runs.root(message.runId());
        boolean perhapsGone = !UuidV7.timeOf(root.value()).isAfter(backends.lastLoss().get());
        if (perhapsGone && runs.find(message.runId()).isPresent()) {
          LogAttemptId attempt = new LogAttemptId(LogId.of(message.runId()), report.attempt());
          commands.resend(attempt, root, instance, LineRanges.EMPTY, 0);
        }
      }
    }
  }

  /** What is said of ML services: who came back is asked at once for what could not be had. */
  public void handleServices(List<ServiceInstance> messages) {
    for (ServiceInstance service : messages) {
      if (!service.up()) {
        instances.remove(service.instance());
      } else if (!service
          .instanceId()
          .equals(instances.put(service.instance(), service.instanceId()))) {
        logs.instanceUp(service.instance());
      }
    }
  }

  /** What was missing when a log was last looked at. */
  private record Sighting(Instant at, LineRanges wanted) {}
}
