package signalbox.application.log;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.domain.log.LogId;
import signalbox.domain.project.ProjectId;

/** Removes old lines, a bounded number at a time. Called by a timer. */
public final class RemoveExpiredLines {
  private static final int BATCHES = 200;
  private static final int MAX_ROUNDS = 50;

  private final ExpiredLines lines;
  private final LogRetention retention;
  private final ChangeSignal signal;
  private final InstantSource clock;

  public RemoveExpiredLines(
      ExpiredLines lines, LogRetention retention, ChangeSignal signal, InstantSource clock) {
    this.lines = lines;
    this.retention = retention;
    this.signal = signal;
    this.clock = clock;
  }

  /** Leaves the rest to the next call when there is very much. */
  public void removeExpired() {
    Instant now = clock.instant();
    Map<ProjectId, Instant> kept = new HashMap<>();
    retention
        .days()
        .forEach((project, days) ->
            kept.put(
                project,
                days.isEmpty() ? Instant.EPOCH : now.minus(Duration.ofDays(days.getAsInt()))));
    Instant otherwise = now.minus(Duration.ofDays(LogRetention.DEFAULT_DAYS));
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Set<LogId> changed = lines.remove(kept, otherwise, BATCHES);
      if (changed.isEmpty()) {
        break;
      }
      for (LogId log : changed) {
        signal.changed(new Topic.RunLog(log.run()));
        signal.changed(new Topic.SourceLog(log));
      }
    }
    lines.releaseSpace();
  }
}
