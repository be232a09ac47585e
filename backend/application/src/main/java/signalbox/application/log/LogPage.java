package signalbox.application.log;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of an attempt's log.
 *
 * @param lines in the order of numbers
 * @param gaps of {@code first} to {@code last}, without a filter
 * @param first the smallest number that it tells of; {@code last} + 1 when it tells of none
 * @param matches numbers of the lines that are no mere context; null when all are
 * @param anchor the line that was asked for, or the nearest
 * @param complete false when the time limit ended it
 */
public record LogPage(
    int attempt,
    List<ReadLine> lines,
    List<LogGap> gaps,
    long first,
    long last,
    @Nullable Set<Long> matches,
    @Nullable Long anchor,
    long highest,
    LogPosition position,
    boolean complete) {
  public LogPage {
    lines = List.copyOf(lines);
    gaps = List.copyOf(gaps);
  }
}
