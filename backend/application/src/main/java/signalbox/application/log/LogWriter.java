package signalbox.application.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.application.log.LogRepository.Appended;
import signalbox.application.log.LogRepository.AttemptLines;
import signalbox.application.shared.IdGenerator;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.project.ProjectId;

/**
 * Stores lines in batches and then wakes those who watch them. While the store is away it holds
 * what it has, and {@link #put} waits: whoever calls it decides what to drop.
 */
public final class LogWriter implements AutoCloseable {
  /** How much may wait, in bytes of heap, roughly. */
  private static final int MOST_WEIGHT = 24 * 1024 * 1024;

  private static final int MOST_LINES_OF_A_BATCH = 10_000;
  private static final long MOST_WEIGHT_OF_A_BATCH = 6L * 1024 * 1024;
  private static final Duration LINGER = Duration.ofMillis(20);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final int WEIGHT_OF_A_LINE = 200;
  private static final int MOST_SOURCES = 1_000;
  private static final int MOST_HOST_LENGTH = 255;

  private final LogRepository logs;
  private final RecentLines recent;
  private final ChangeSignal signal;
  private final IdGenerator ids;
  private final IntakeStatistics statistics;
  private final LogWriterObserver observer;
  private final BlockingQueue<List<Entry>> queue = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(MOST_WEIGHT);
  private final Map<Source, LogId> sources = new HashMap<>();
  private final Thread thread;
  private volatile boolean closing;

  public LogWriter(
      LogRepository logs,
      RecentLines recent,
      ChangeSignal signal,
      IdGenerator ids,
      IntakeStatistics statistics,
      LogWriterObserver observer) {
    this.logs = logs;
    this.recent = recent;
    this.signal = signal;
    this.ids = ids;
    this.statistics = statistics;
    this.observer = observer;
    this.thread = Thread.ofPlatform().name("log-writer").unstarted(this::run);
  }

  /** A genuine line. */
  public sealed interface Entry {
    LogLine line();

    record OfRun(LogAttemptId attempt, ProjectId project, LogLine line) implements Entry {}

    record OfSource(String host, String address, LogLine line) implements Entry {}
  }

  static int weight(LogLine line) {
    byte[] raw = line.raw();
    return WEIGHT_OF_A_LINE
        + 2 * line.text().length()
        + line.logger().length()
        + (raw == null ? 0 : raw.length);
  }

  public void start() {
    thread.start();
  }

  /** Waits while too much waits already. */
  public void put(List<Entry> entries) throws InterruptedException {
    room.acquire(weight(entries));
    queue.add(entries);
  }

  private static int weight(List<Entry> entries) {
    long sum = 0;
    for (Entry entry : entries) {
      sum += weight(entry.line());
    }
    return (int) Math.min(sum, MOST_WEIGHT);
  }

  /** Stores what waits, for a bounded time. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(STOP_LIMIT)) {
        thread.interrupt();
        thread.join(STOP_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        List<Entry> first = queue.poll(LINGER.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
          if (closing) {
            return;
          }
          continue;
        }
        write(first);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<Entry> first) throws InterruptedException {
    List<Entry> batch = new ArrayList<>(first);
    long weight = weight(first);
    long until = System.nanoTime() + LINGER.toNanos();
    while (batch.size() < MOST_LINES_OF_A_BATCH && weight < MOST_WEIGHT_OF_A_BATCH) {
      long left = until - System.nanoTime();
      List<Entry> more = left <= 0 ? queue.poll() : queue.poll(left, TimeUnit.NANOSECONDS);
      if (more == null) {
        break;
      }
      batch.addAll(more);
      weight += weight(more);
    }
    try {
      store(batch);
    } finally {
      room.release((int) Math.min(weight, Integer.MAX_VALUE));
    }
  }

  private void store(List<Entry> batch) throws InterruptedException {
    List<AttemptLines> lines = persistently(() -> grouped(batch));
    if (lines != null) {
      append(lines);
    }
  }

  private void append(List<AttemptLines> lines) throws InterruptedException {
    try {
      List<Appended> outcome = persistently(() -> logs.append(lines));
      if (outcome != null) {
        account(outcome);
      }
    } catch (RuntimeException e) {
      // One odd line must not stop the others: it is looked for by halves.
      List<List<AttemptLines>> halves = halves(lines);
      if (halves.isEmpty()) {
        statistics.dropped(DropCause.UNSTORABLE, 1);
        observer.unstorable(lines.getFirst().attempt(), e);
        return;
      }
      for (List<AttemptLines> half : halves) {
        append(half);
      }
    }
  }

  private static List<List<AttemptLines>> halves(List<AttemptLines> lines) {
    if (lines.size() > 1) {
      int middle = lines.size() / 2;
      return List.of(lines.subList(0, middle), lines.subList(middle, lines.size()));
    }
    AttemptLines one = lines.getFirst();
    int middle = one.lines().size() / 2;
    if (middle == 0) {
      return List.of();
    }
    return List.of(
        List.of(new AttemptLines(one.attempt(), one.project(), one.lines().subList(0, middle))),
        List.of(
            new AttemptLines(
                one.attempt(), one.project(), one.lines().subList(middle, one.lines().size()))));
  }

  private void account(List<Appended> outcome) {
    Set<Topic> changed = new LinkedHashSet<>();
    for (Appended appended : outcome) {
      statistics.stored(appended.stored());
      statistics.dropped(DropCause.DUPLICATE, appended.duplicates());
      statistics.dropped(DropCause.LEDGER_REFUSED, appended.refused());
      if (appended.stored() > 0) {
        recent.add(appended);
        LogId log = appended.attempt().log();
        boolean ofRun = appended.attempt().attempt() > 0;
        changed.add(ofRun ? new Topic.RunLog(log.run()) : new Topic.SourceLog(log));
      }
    }
    changed.forEach(signal::changed);
  }

  /** In the order in which the attempts first appear. */
  private List<AttemptLines> grouped(List<Entry> batch) {
    Map<LogAttemptId, AttemptLines> groups = new LinkedHashMap<>();
    AttemptLines last = null;
    for (Entry entry : batch) {
      LogAttemptId attempt =
          switch (entry) {
            case Entry.OfRun line -> line.attempt();
            case Entry.OfSource line -> new LogAttemptId(source(line.host(), line.address()), 0);
          };
      if (last == null || !last.attempt().equals(attempt)) {
        ProjectId project = entry instanceof Entry.OfRun line ? line.project() : null;
        last =
            groups.computeIfAbsent(attempt, id -> new AttemptLines(id, project, new ArrayList<>()));
      }
      last.lines().add(entry.line());
    }
    return List.copyOf(groups.values());
  }

  /** Names come from senders: so many are told apart, all others of an address share one log. */
  private LogId source(String host, String address) {
    String name = host.length() > MOST_HOST_LENGTH ? host.substring(0, MOST_HOST_LENGTH) : host;
    Source wanted = new Source(name, address);
    LogId known = sources.get(wanted);
    if (known == null) {
      Source asked = sources.size() < MOST_SOURCES ? wanted : new Source("", address);
      known = sources.get(asked);
      if (known == null) {
        known = logs.source(new LogId(ids.next()), asked.name(), asked.address());
        if (sources.size() < 2 * MOST_SOURCES) {
          sources.put(asked, known);
        }
      }
    }
    return known;
  }

  /** Goes on while the store is away; null when the program ends meanwhile. */
  private <T> @Nullable T persistently(Work<T> work) throws InterruptedException {
    Duration pause = SHORTEST_PAUSE;
    while (true) {
      try {
        T result = work.get();
        statistics.storeAway(false);
        return result;
      } catch (SignalboxException e) {
        if (e.code() != ErrorCode.STORE_UNAVAILABLE) {
          throw e;
        }
        statistics.storeAway(true);
        observer.storeAway(e);
        if (closing) {
          return null;
        }
        Thread.sleep(pause);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : pause.multipliedBy(2);
      }
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T get();
  }

  private record Source(String name, String address) {}
}
