package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;

/** Batches in SQL: read from the sparse index, and as the condition that finds their lines. */
final class Batches {
  /**
   * The range of batches goes to the BRIN index; the list, which holes of other logs make
   * necessary, must not: each of its elements would scan the index anew.
   */
  static final String WHERE =
      " where batch between ? and ? and (batch + 0) = any (?) and stored_at between ? and ?";

  private Batches() {}

  /**
   * Binds the first parameters of a statement to {@link #WHERE}.
   *
   * @return the next parameter
   */
  static int bind(Connection connection, PreparedStatement select, List<BatchIndex.Batch> batches)
      throws SQLException {
    long[] ids = batches.stream().mapToLong(BatchIndex.Batch::id).sorted().toArray();
    select.setLong(1, ids.length == 0 ? 0 : ids[0]);
    select.setLong(2, ids.length == 0 ? 0 : ids[ids.length - 1]);
    select.setArray(3, connection.unwrap(PGConnection.class).createArrayOf("int8", ids));
    select.setObject(
        4, Micros.time(batches.stream().mapToLong(BatchIndex.Batch::storedMicros).min().orElse(0)));
    select.setObject(
        5, Micros.time(batches.stream().mapToLong(BatchIndex.Batch::storedMicros).max().orElse(0)));
    return 6;
  }

  /**
   * A row of {@code log_batch}.
   *
   * @param first column of five: its number, where it begins and ends, how many lines it has, and
   *     when it was stored in microseconds
   */
  static BatchIndex.Batch read(ResultSet rows, int first) throws SQLException {
    return new BatchIndex.Batch(
        rows.getLong(first),
        rows.getLong(first + 1),
        rows.getLong(first + 2),
        rows.getInt(first + 3),
        rows.getLong(first + 4));
  }
}
