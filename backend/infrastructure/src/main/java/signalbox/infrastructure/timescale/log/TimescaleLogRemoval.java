package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import signalbox.application.log.LogRemoval;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.StoreFailures;

/** Removes lines by the batches that the sparse index knows of, some at a time, then the log. */
public final class TimescaleLogRemoval implements LogRemoval {
  private static final int BATCHES = 200;

  private static final String LOCK = "select 1 from telemetry.log_stream where id = ? for update";

  /** The bounds of numbers and times let the server find partitions and blocks. */
  private static final String REMOVE =
      """
      with chosen as (
        select batch, stored_at from telemetry.log_batch where stream_id = ? order by to_position limit ?
      ), lines as (
        delete from telemetry.log_line
        where batch between (select min(batch) from chosen) and (select max(batch) from chosen)
          and stored_at between (select min(stored_at) from chosen) and (select max(stored_at) from chosen)
          and (batch + 0) in (select batch from chosen)
      )
      delete from telemetry.log_batch where batch in (select batch from chosen)
      """;

  private static final String FORGET = "delete from telemetry.log_stream where id = ?";

  private final PostgresDatabase telemetry;

  public TimescaleLogRemoval(PostgresDatabase telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public void remove(RunId run) {
    try (Connection connection = telemetry.connection()) {
      connection.setAutoCommit(false);
      int removed;
      do {
        execute(connection, LOCK, run);
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
          remove.setObject(1, run.value());
          remove.setInt(2, BATCHES);
          removed = remove.executeUpdate();
        }
        if (removed < BATCHES) {
          execute(connection, FORGET, run);
        }
        connection.commit();
      } while (removed == BATCHES);
    } catch (SQLException e) {
      throw StoreFailures.translate(e);
    }
  }

  private static void execute(Connection connection, String sql, RunId run) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, run.value());
      statement.execute();
    }
  }
}
