package signalbox.application.log;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogLevel;

/**
 * Which lines are wanted. Empty sets and null mean all.
 *
 * @param since the first time
 * @param until the time after the last
 */
public record LogFilter(
    Set<LogLevel> levels,
    Set<LineStream> streams,
    Set<String> phases,
    Set<String> loggers,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable LogPattern pattern) {
  /** All lines. */
  public static final LogFilter NONE =
      new LogFilter(Set.of(), Set.of(), Set.of(), Set.of(), null, null, null);

  public LogFilter {
    levels = Set.copyOf(levels);
    streams = Set.copyOf(streams);
    phases = Set.copyOf(phases);
    loggers = Set.copyOf(loggers);
    if (since != null && until != null && since.isAfter(until)) {
      throw SignalboxException.invalid("until", "must not be before since");
    }
  }

  /** Lines of this time or later. */
  public static LogFilter since(Instant time) {
    return new LogFilter(Set.of(), Set.of(), Set.of(), Set.of(), time, null, null);
  }

  public boolean isEmpty() {
    return equals(NONE);
  }
}
