package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import signalbox.domain.log.LevelCounts;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogLevel;

/**
 * Counts lines by level in equal buckets of time, by whole batches where these lie in one bucket.
 * Used once, by one thread.
 */
final class VolumeBuckets {
  private static final String BATCHES =
      """
      select batch, from_seq, to_seq, lines, (extract(epoch from stored_at) * 1000000)::bigint,
             (extract(epoch from from_time) * 1000000)::bigint,
             (extract(epoch from to_time) * 1000000)::bigint, critical, error, warning, info, debug
      from telemetry.log_batch
      where stream_id = ? and attempt = ? and to_position <= ? and to_time >= ? and from_time < ?
      """;
  private static final String LINES =
      "with counted as (select "
          + Micros.OF_LINE
          + " as micros, level from telemetry.log_line"
          + Batches.WHERE
          + ") select (micros - ?) / ?, level, count(*) from counted"
          + " where micros >= ? and micros < ? group by 1, 2";

  private final long start;
  private final long bucketMicros;
  private final LevelCounts[] counts;

  VolumeBuckets(Instant from, long bucketMicros, int buckets) {
    start = ChronoUnit.MICROS.between(Instant.EPOCH, from);
    this.bucketMicros = bucketMicros;
    counts = new LevelCounts[buckets];
    Arrays.fill(counts, LevelCounts.NONE);
  }

  List<LevelCounts> count(Connection connection, LogAttemptId attempt, long through)
      throws SQLException {
    List<BatchIndex.Batch> straddling = countBatches(connection, attempt, through);
    if (!straddling.isEmpty()) {
      connection.setAutoCommit(false);
      new Deadline(null).limit(connection);
      countLines(connection, straddling);
      connection.commit();
    }
    return List.of(counts);
  }

  /** Counts the batches that lie in one bucket, and answers the others. */
  private List<BatchIndex.Batch> countBatches(
      Connection connection, LogAttemptId attempt, long through) throws SQLException {
    List<BatchIndex.Batch> straddling = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(BATCHES)) {
      select.setObject(1, attempt.log().value());
      select.setInt(2, attempt.attempt());
      select.setLong(3, through);
      select.setObject(4, Micros.time(start));
      select.setObject(5, Micros.time(start + bucketMicros * counts.length));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          long first = Math.floorDiv(rows.getLong(6) - start, bucketMicros);
          long last = Math.floorDiv(rows.getLong(7) - start, bucketMicros);
          if (first == last && first >= 0 && first < counts.length) {
            int bucket = (int) first;
            counts[bucket] =
                counts[bucket].plus(
                    new LevelCounts(
                        rows.getLong(8),
                        rows.getLong(9),
                        rows.getLong(10),
                        rows.getLong(11),
                        rows.getLong(12)));
          } else {
            straddling.add(Batches.read(rows, 1));
          }
        }
      }
    }
    return straddling;
  }

  /** Batches that lie in more than one bucket are counted line by line. */
  private void countLines(Connection connection, List<BatchIndex.Batch> straddling)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LINES)) {
      int at = Batches.bind(connection, select, straddling);
      select.setLong(at++, start);
      select.setLong(at++, bucketMicros);
      select.setLong(at++, start);
      select.setLong(at, start + bucketMicros * counts.length);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          int bucket = rows.getInt(1);
          counts[bucket] = counts[bucket].plus(only(LogLevel.of(rows.getInt(2)), rows.getLong(3)));
        }
      }
    }
  }

  private static LevelCounts only(LogLevel level, long lines) {
    return switch (level) {
      case CRITICAL -> new LevelCounts(lines, 0, 0, 0, 0);
      case ERROR -> new LevelCounts(0, lines, 0, 0, 0);
      case WARNING -> new LevelCounts(0, 0, lines, 0, 0);
      case INFO -> new LevelCounts(0, 0, 0, lines, 0);
      case DEBUG -> new LevelCounts(0, 0, 0, 0, lines);
    };
  }
}
