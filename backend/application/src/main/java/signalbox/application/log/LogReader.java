package signalbox.application.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.log.LevelCounts;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;

/**
 * Stored lines, read. In a store of its own: no part of a metadata transaction. Thread-safe.
 *
 * <p>Every method throws {@link signalbox.domain.error.SignalboxException} with {@code
 * store.unavailable} when the store does not answer, and {@code log.bad_pattern} for a regular
 * expression that it does not understand.
 */
public interface LogReader {
  /** {@link LogOverview#NOTHING} when there is no such log. */
  LogOverview overview(LogId log);

  /** The beginnings of lines, for screens: no bytes, and at most so much text. */
  LogScan.End heads(LogScan scan, Consumer<ReadLine> sink);

  /** Whole lines, in bounded memory. */
  LogScan.End whole(LogScan scan, Consumer<ReadLine> sink);

  /** Numbers of lines. */
  LogScan.End numbers(LogScan scan, LongConsumer sink);

  /** How many lines of an attempt are stored up to a position. */
  long stored(LogAttemptId attempt, long through);

  /**
   * Lines by level in equal buckets of time.
   *
   * @param from where the first bucket starts
   * @param bucketMicros length of a bucket in microseconds
   */
  List<LevelCounts> volume(
      LogAttemptId attempt, long through, Instant from, long bucketMicros, int buckets);

  /**
   * The beginnings of lines stored after a position, in that order.
   *
   * @param limit most lines
   */
  Tail tail(LogId log, long after, int limit);

  /** Senders without a run, by name. */
  Page<LogSource> sources(PageRequest page);

  Optional<LogSource> source(LogId id);

  /**
   * What was stored after a position.
   *
   * @param removedThrough lines after the asked position up to this one were removed; then there
   *     are no lines here
   * @param position of the newest line there is
   * @param revision of the log
   */
  record Tail(List<ReadLine> lines, long removedThrough, long position, long revision) {
    public Tail {
      lines = List.copyOf(lines);
    }
  }
}
