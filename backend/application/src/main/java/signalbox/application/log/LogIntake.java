package signalbox.application.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.KnownRuns.Knowledge;
import signalbox.domain.log.CanonicalLine;
import signalbox.domain.log.LineSignatures;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogKeys;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/**
 * Checks lines and hands those that are genuine to the writer. Used by one thread. Asks no store: a
 * signed line of a run that is not known yet waits, in bounded memory, until somebody has looked. A
 * line whose signature is not that of a run of its own may be one of a trial, whose key comes from
 * its study: only who knows the trial can tell. Few of those wait, so that forgeries take little.
 */
public final class LogIntake {
  private static final int MOST_ATTEMPTS = 10_000;
  private static final int MOST_WAITING = 10_000;
  private static final long MOST_WAITING_WEIGHT = 8L * 1024 * 1024;
  private static final int MOST_DOUBTFUL_RUNS = 200;
  private static final long MOST_DOUBTFUL_WEIGHT = 2L * 1024 * 1024;

  private final LogKeys keys;
  private final KnownRuns runs;
  private final AddressRanges sources;
  private final LogWriter writer;
  private final IntakeStatistics statistics;
  private final CanonicalLine canonical = new CanonicalLine();
  private final Map<LogAttemptId, Admitted> admitted =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<LogAttemptId, Admitted> eldest) {
          return size() > MOST_ATTEMPTS;
        }
      };
  private final Map<RunId, Deque<ReceivedLine.OfRun>> waiting = new LinkedHashMap<>();
  private final Map<RunId, Deque<ReceivedLine.OfRun>> doubtful = new LinkedHashMap<>();
  private List<LogWriter.Entry> genuine = new ArrayList<>();
  private @Nullable LogAttemptId lastId;
  private @Nullable Admitted last;
  private int waitingLines;
  private long waitingWeight;
  private long doubtfulWeight;

  public LogIntake(
      LogKeys keys,
      KnownRuns runs,
      AddressRanges sources,
      LogWriter writer,
      IntakeStatistics statistics) {
    this.keys = keys;
    this.runs = runs;
    this.sources = sources;
    this.writer = writer;
    this.statistics = statistics;
  }

  public void take(ReceivedLine received) {
    switch (received) {
      case ReceivedLine.OfRun line -> take(line);
      case ReceivedLine.OfSource line -> {
        if (sources.contains(line.sender())) {
          genuine.add(
              new LogWriter.Entry.OfSource(
                  line.host(), line.sender().getHostAddress(), line.line()));
        } else {
          statistics.dropped(DropCause.SOURCE_NOT_ALLOWED, 1);
        }
      }
    }
  }

  private void take(ReceivedLine.OfRun received) {
    LogAttemptId attempt = received.attempt();
    canonical.put(received.line());
    Admitted known = attempt.equals(lastId) ? last : admitted.get(attempt);
    if (known != null) {
      lastId = attempt;
      last = known;
      if (known.signatures.valid(canonical, received.signature())) {
        genuine.add(new LogWriter.Entry.OfRun(attempt, known.project, received.line()));
      } else {
        statistics.dropped(DropCause.FORGED, 1);
      }
      return;
    }
    RunId run = attempt.log().run();
    Optional<KnownRuns.Known> there = runs.find(run);
    LineSignatures signatures = new LineSignatures(attempt, key(attempt, there.orElse(null)));
    boolean valid = signatures.valid(canonical, received.signature());
    if (there.isPresent() && valid) {
      ProjectId project = there.get().project();
      admitted.put(attempt, new Admitted(signatures, project));
      genuine.add(new LogWriter.Entry.OfRun(attempt, project, received.line()));
    } else if (there.isPresent()) {
      statistics.dropped(DropCause.FORGED, 1);
    } else if (runs.of(run) == Knowledge.NOT_THERE) {
      // Only who knows the attempt can tell a forgery from nonsense.
      statistics.dropped(DropCause.UNKNOWN_RUN, 1);
    } else if (valid) {
      hold(run, received);
    } else {
      doubt(run, received);
    }
  }

  /** A run that is not known is taken for one of its own. */
  private byte[] key(LogAttemptId attempt, KnownRuns.@Nullable Known there) {
    RunId run = attempt.log().run();
    RunId study = there == null ? null : there.study();
    return study == null
        ? keys.attemptKey(run, attempt.attempt())
        : keys.attemptKey(study, run, attempt.attempt());
  }

  /** It may be a line of a trial. */
  private void doubt(RunId run, ReceivedLine.OfRun received) {
    long weight = LogWriter.weight(received.line());
    boolean asked = doubtful.containsKey(run);
    if (doubtfulWeight + weight > MOST_DOUBTFUL_WEIGHT
        || (!asked && (doubtful.size() >= MOST_DOUBTFUL_RUNS || !runs.ask(run)))) {
      statistics.dropped(DropCause.UNKNOWN_RUN, 1);
      return;
    }
    doubtfulWeight += weight;
    doubtful.computeIfAbsent(run, _ -> new ArrayDeque<>()).add(received);
  }

  private void hold(RunId run, ReceivedLine.OfRun received) {
    long weight = LogWriter.weight(received.line());
    if (waitingLines >= MOST_WAITING
        || waitingWeight + weight > MOST_WAITING_WEIGHT
        || (!waiting.containsKey(run) && !runs.ask(run))) {
      statistics.dropped(DropCause.QUEUE_FULL, 1);
      return;
    }
    waitingLines++;
    waitingWeight += weight;
    waiting.computeIfAbsent(run, _ -> new ArrayDeque<>()).add(received);
  }

  /** True when lines wait for a look at their runs: call {@link #flush} soon. */
  public boolean waits() {
    return waitingLines > 0 || !doubtful.isEmpty();
  }

  /** Hands everything that is genuine to the writer; waits while that has too much. */
  public void flush() throws InterruptedException {
    if (waits()) {
      release();
    }
    if (!genuine.isEmpty()) {
      List<LogWriter.Entry> full = genuine;
      genuine = new ArrayList<>(full.size());
      writer.put(full);
    }
  }

  private void release() {
    for (ReceivedLine.OfRun line : answered(waiting)) {
      waitingLines--;
      waitingWeight -= LogWriter.weight(line.line());
      take(line);
    }
    for (ReceivedLine.OfRun line : answered(doubtful)) {
      doubtfulWeight -= LogWriter.weight(line.line());
      take(line);
    }
  }

  /** Takes out the lines whose runs somebody has looked for. */
  private List<ReceivedLine.OfRun> answered(Map<RunId, Deque<ReceivedLine.OfRun>> lines) {
    List<ReceivedLine.OfRun> answered = new ArrayList<>();
    for (RunId run : List.copyOf(lines.keySet())) {
      if (runs.of(run) == Knowledge.OPEN) {
        // An answer that nobody fetched in time is forgotten.
        runs.ask(run);
        continue;
      }
      Deque<ReceivedLine.OfRun> ofRun = lines.remove(run);
      if (ofRun != null) {
        answered.addAll(ofRun);
      }
    }
    return answered;
  }

  private record Admitted(LineSignatures signatures, ProjectId project) {}
}
