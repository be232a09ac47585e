package signalbox.application.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttemptId;

/**
 * Lines to look at, in the order of their numbers.
 *
 * @param numbers only lines with these numbers
 * @param through only lines stored up to this position: what is stored meanwhile changes nothing
 * @param backwards the last number first
 * @param limit most lines
 * @param timeLimit how long it may take; null for as long as it does
 */
public record LogScan(
    LogAttemptId attempt,
    LineRanges numbers,
    long through,
    LogFilter filter,
    boolean backwards,
    long limit,
    @Nullable Duration timeLimit) {

  /**
   * How it ended.
   *
   * @param complete false when the time limit ended it
   * @param reached all lines up to this number (down to it, backwards) were looked at
   * @param lines how many lines were looked at, as good as known: whole batches count
   */
  public record End(boolean complete, long reached, long lines) {}
}
