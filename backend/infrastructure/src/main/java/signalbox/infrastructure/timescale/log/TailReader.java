package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import signalbox.application.log.LogReader.Tail;
import signalbox.application.log.ReadLine;
import signalbox.domain.log.LogId;

/** Reads the lines that were stored after a position, in the order of storing. */
final class TailReader {
  private static final int MAX_BATCHES = 64;
  private static final int FETCH = 200;

  /** After so much text a part of the tail ends early. */
  private static final long MAX_CHARACTERS = 1024 * 1024;

  // One statement, one view of the store: what is removed shows as a hole before the first batch.
  private static final String BATCHES =
      """
      select s.last_position,
             (select coalesce(sum(a.revision), 0) from telemetry.log_attempt a where a.stream_id = s.id),
             b.batch, b.from_position, b.to_position, b.lines,
             (extract(epoch from b.stored_at) * 1000000)::bigint
      from telemetry.log_stream s
      left join lateral (
        select * from telemetry.log_batch
        where stream_id = s.id and to_position > ? order by to_position limit ?) b on true
      where s.id = ? order by b.to_position
      """;
  private static final String LINES =
      "select "
          + LineRow.HEADS
          + " from telemetry.log_line"
          + Batches.WHERE
          + " and position > ? and position <= ? order by position limit ?";

  private final LogId log;
  private final long after;
  private final int limit;

  TailReader(LogId log, long after, int limit) {
    this.log = log;
    this.after = after;
    this.limit = limit;
  }

  Tail read(Connection connection) throws SQLException {
    List<BatchIndex.Batch> batches = new ArrayList<>();
    long position = 0;
    long revision = 0;
    try (PreparedStatement select = connection.prepareStatement(BATCHES)) {
      select.setLong(1, after);
      select.setInt(2, MAX_BATCHES);
      select.setObject(3, log.value());
      try (ResultSet rows = select.executeQuery()) {
        long lines = 0;
        while (rows.next()) {
          position = rows.getLong(1);
          revision = rows.getLong(2);
          if (rows.getObject(3) == null || lines >= limit) {
            continue;
          }
          BatchIndex.Batch batch = Batches.read(rows, 3);
          batches.add(batch);
          lines += batch.to() - Math.max(after, batch.from() - 1);
        }
      }
    }
    if (batches.isEmpty()) {
      return new Tail(List.of(), position, position, revision);
    }
    long firstPosition = batches.getFirst().from();
    if (firstPosition > after + 1) {
      return new Tail(List.of(), firstPosition - 1, position, revision);
    }
    return new Tail(lines(connection, batches), after, position, revision);
  }

  private List<ReadLine> lines(Connection connection, List<BatchIndex.Batch> batches)
      throws SQLException {
    // A cursor, which lives in a transaction: many long lines are not fetched at once.
    connection.setAutoCommit(false);
    try (PreparedStatement select = connection.prepareStatement(LINES)) {
      int at = Batches.bind(connection, select, batches);
      select.setLong(at++, after);
      select.setLong(at++, end(batches));
      select.setInt(at, limit);
      select.setFetchSize(FETCH);
      List<ReadLine> lines = new ArrayList<>();
      long characters = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (characters < MAX_CHARACTERS && rows.next()) {
          ReadLine line = LineRow.read(rows);
          lines.add(line);
          characters += line.line().text().length();
        }
      }
      connection.commit();
      return lines;
    }
  }

  /** A later hole, made by retention, ends this part; the next one tells of it. */
  private static long end(List<BatchIndex.Batch> batches) {
    long end = batches.getFirst().to();
    for (BatchIndex.Batch batch : batches) {
      if (batch.from() > end + 1) {
        break;
      }
      end = batch.to();
    }
    return end;
  }
}
