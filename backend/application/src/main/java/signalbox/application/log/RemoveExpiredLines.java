package signalbox.application.log;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.application.storage.RetentionHistory;
import signalbox.domain.project.ProjectId;

/** Removes old lines, a bounded number at a time. Called by a timer. */
public final class RemoveExpiredLines implements Runnable {
  /** The pause between two calls. */
  public static final Duration BETWEEN = Duration.ofMinutes(10);

  private static final int BATCHES = 200;
  private static final int MAX_ROUNDS = 50;

  private final ExpiredLines lines;
  private final LogRetention retention;
  private final RetentionHistory history;
  private final ChangeSignal signal;
  private final InstantSource clock;
  private final LongAdder removed = new LongAdder();

  public RemoveExpiredLines(
      ExpiredLines lines,
      LogRetention retention,
      RetentionHistory history,
      ChangeSignal signal,
      InstantSource clock) {
    this.lines = lines;
    this.retention = retention;
    this.history = history;
    this.signal = signal;
    this.clock = clock;
  }

  /** Leaves the rest to the next call when there is very much. */
  @Override
  public void run() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Map<ProjectId, Instant> kept = new HashMap<>();
    retention
        .days()
        .forEach((project, days) ->
            kept.put(
                project,
                days.isEmpty() ? Instant.EPOCH : now.minus(Duration.ofDays(days.getAsInt()))));
    Instant otherwise = now.minus(Duration.ofDays(LogRetention.DEFAULT_DAYS));
    for (int round = 0; round < MAX_ROUNDS; round++) {
      List<ExpiredLines.Removed> gone = lines.remove(kept, otherwise, BATCHES);
      if (gone.isEmpty()) {
        break;
      }
      note(gone, now);
    }
    lines.releaseSpace();
  }

  private void note(List<ExpiredLines.Removed> gone, Instant ranAt) {
    Map<ProjectId, Long> ofProjects = new HashMap<>();
    for (ExpiredLines.Removed one : gone) {
      removed.add(one.lines());
      ProjectId project = one.project();
      if (project != null) {
        ofProjects.merge(project, one.lines(), Long::sum);
      }
      signal.changed(new Topic.RunLog(one.log().run()));
      signal.changed(new Topic.SourceLog(one.log()));
    }
    ofProjects.forEach(
        (project, count) -> history.removed(project, RetentionHistory.Subject.LINES, ranAt, count));
  }

  /** How many lines were removed since the start. */
  public long removedLines() {
    return removed.sum();
  }
}
