package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import signalbox.application.log.LogScan;
import signalbox.domain.log.LineRange;

/**
 * Reads the lines of one scan window by window, each a statement and a transaction of its own. Used
 * once, by one thread.
 */
final class ScanReader {
  private static final long FIRST_WINDOW = 20_000;
  private static final long LARGEST_WINDOW = 400_000;
  private static final Duration GROW_BELOW = Duration.ofMillis(150);

  private static final String CANCELLED = "57014";

  private final LogScan scan;
  private final LineRange bounds;
  private final FilterCondition condition;
  private final String columns;
  private final int fetch;
  private final RowSink sink;
  private final Deadline deadline;

  @FunctionalInterface
  interface RowSink {
    void accept(ResultSet rows) throws SQLException;
  }

  /**
   * The time limit of the scan begins here: waiting for a connection is part of it.
   *
   * @param columns of {@code log_line}, for the sink
   * @param fetch how many rows the driver takes at once
   */
  ScanReader(LogScan scan, String columns, int fetch, RowSink sink) {
    deadline = new Deadline(scan.timeLimit());
    this.scan = scan;
    bounds =
        new LineRange(
            scan.numbers().ranges().getFirst().from(), scan.numbers().ranges().getLast().to());
    condition = new FilterCondition(scan.filter());
    this.columns = columns;
    this.fetch = fetch;
    this.sink = sink;
  }

  LogScan.End read(Connection connection) throws SQLException {
    condition.check(connection);
    BatchIndex index = new BatchIndex(batches(connection), scan.numbers(), scan.backwards());
    long left = scan.limit();
    long lines = 0;
    long window = Math.min(FIRST_WINDOW, Math.max(scan.limit(), 1000));
    long end = scan.backwards() ? bounds.from() : bounds.to();
    long reached = scan.backwards() ? bounds.to() + 1 : bounds.from() - 1;
    connection.setAutoCommit(false);
    while (left > 0 && index.hasNext()) {
      BatchIndex.Window next = index.next(window);
      long began = System.nanoTime();
      if (deadline.passed()) {
        return new LogScan.End(false, reached, lines);
      }
      try {
        left -= readWindow(connection, next, left);
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        if (CANCELLED.equals(e.getSQLState()) && scan.timeLimit() != null) {
          return new LogScan.End(false, reached, lines);
        }
        throw e;
      }
      lines += next.lines();
      reached = scan.backwards() ? next.from() : next.to();
      if (System.nanoTime() - began < GROW_BELOW.toNanos()) {
        window = Math.min(LARGEST_WINDOW, window * 2);
      }
    }
    return new LogScan.End(true, left > 0 ? end : reached, lines);
  }

  private List<BatchIndex.Batch> batches(Connection connection) throws SQLException {
    String sql =
        "select batch, from_seq, to_seq, lines, (extract(epoch from stored_at) * 1000000)::bigint"
            + " from telemetry.log_batch where stream_id = ? and attempt = ? and to_seq >= ?"
            + " and from_seq <= ? and to_position <= ?"
            + condition.ofBatches();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, scan.attempt().log().value());
      select.setInt(2, scan.attempt().attempt());
      select.setLong(3, bounds.from());
      select.setLong(4, bounds.to());
      select.setLong(5, scan.through());
      condition.bindBatches(select, 6);
      List<BatchIndex.Batch> found = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(Batches.read(rows, 1));
        }
      }
      return found;
    }
  }

  /** Reads one window, and answers how many lines it gave. */
  private long readWindow(Connection connection, BatchIndex.Window window, long limit)
      throws SQLException {
    boolean scattered = scan.numbers().ranges().size() > 1;
    String sql =
        "select "
            + columns
            + " from telemetry.log_line"
            + Batches.WHERE
            + " and seq between ? and ?"
            + (scattered ? " and seq <@ ?::int8multirange" : "")
            + condition.ofLines()
            + " order by seq"
            + (scan.backwards() ? " desc" : "")
            + (limit < LARGEST_WINDOW ? " limit " + limit : "");
    deadline.limit(connection);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int at = Batches.bind(connection, select, window.batches());
      select.setLong(at++, window.from());
      select.setLong(at++, window.to());
      if (scattered) {
        select.setString(at++, Multiranges.write(scan.numbers()));
      }
      condition.bindLines(connection, select, at);
      select.setFetchSize(fetch);
      long count = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          sink.accept(rows);
          count++;
        }
      }
      return count;
    }
  }
}
