package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.log.ExpiredLines;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.StoreFailures;

/** Removes whole batches, and drops chunks of a hypertable that no batch lies in any more. */
public final class TimescaleExpiredLines implements ExpiredLines {
  private static final Logger LOG = LoggerFactory.getLogger(TimescaleExpiredLines.class);
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private static final String EXPIRED =
      """
      select b.stream_id, b.attempt, b.batch, b.stored_at, s.project_id
      from telemetry.log_batch b
      join telemetry.log_stream s on s.id = b.stream_id
      join telemetry.log_attempt a on a.stream_id = b.stream_id and a.attempt = b.attempt
      left join unnest(?::uuid[], ?::timestamptz[]) as kept (project_id, since)
        on kept.project_id = s.project_id
      where b.stored_at < ? and coalesce(a.sealed_at, b.stored_at) < coalesce(kept.since, ?)
        and (a.seal in ('complete', 'incomplete', 'unknown_end') or a.attempt = 0)
      order by b.stored_at limit ?
      """;
  private static final String LOCK = "select 1 from telemetry.log_stream where id = ? for update";
  private static final String REMOVE =
      """
      with lines as (
        delete from telemetry.log_line
        where batch between ? and ? and (batch + 0) = any (?) and stored_at between ? and ?
        returning seq
      ), batches as (
        delete from telemetry.log_batch where batch = any (?)
      )
      update telemetry.log_attempt
      set removed = removed
        + coalesce((select range_agg(int8range(seq, seq, '[]')) from lines), '{}'::int8multirange)
      where stream_id = ? and attempt = ?
      returning (select count(*) from lines)
      """;

  /** Nothing without the extension, whose schema is its installer's choice. */
  private static final String DROP_CHUNKS =
      """
      select format('select %s.drop_chunks(''telemetry.log_line'', older_than => %L::timestamptz)',
                    e.extnamespace::regnamespace, b.oldest)
      from pg_extension e, (select min(stored_at) as oldest from telemetry.log_batch) b
      where e.extname = 'timescaledb' and b.oldest is not null
      """;

  private final PostgresDatabase telemetry;

  public TimescaleExpiredLines(PostgresDatabase telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public List<Removed> remove(Map<ProjectId, Instant> kept, Instant otherwise, int maxBatches) {
    try (Connection connection = telemetry.connection()) {
      Map<LogAttemptId, List<Batch>> expired = expired(connection, kept, otherwise, maxBatches);
      List<Removed> removed = new ArrayList<>();
      connection.setAutoCommit(false);
      for (Map.Entry<LogAttemptId, List<Batch>> entry : expired.entrySet()) {
        long lines = remove(connection, entry.getKey(), entry.getValue());
        connection.commit();
        UUID project = entry.getValue().getFirst().project();
        removed.add(
            new Removed(
                entry.getKey().log(), project == null ? null : new ProjectId(project), lines));
      }
      return removed;
    } catch (SQLException e) {
      throw StoreFailures.translate(e);
    }
  }

  private static Map<LogAttemptId, List<Batch>> expired(
      Connection connection, Map<ProjectId, Instant> kept, Instant otherwise, int maxBatches)
      throws SQLException {
    List<Map.Entry<ProjectId, Instant>> entries = List.copyOf(kept.entrySet());
    Instant latest =
        entries.stream().map(Map.Entry::getValue).max(Instant::compareTo).orElse(otherwise);
    try (PreparedStatement select = connection.prepareStatement(EXPIRED)) {
      select.setArray(
          1,
          connection.createArrayOf(
              "uuid", entries.stream().map(entry -> entry.getKey().value()).toArray(UUID[]::new)));
      select.setArray(
          2,
          connection.createArrayOf(
              "timestamptz",
              entries.stream().map(entry -> entry.getValue().toString()).toArray(String[]::new)));
      select.setObject(
          3, (latest.isAfter(otherwise) ? latest : otherwise).atOffset(ZoneOffset.UTC));
      select.setObject(4, otherwise.atOffset(ZoneOffset.UTC));
      select.setInt(5, maxBatches);
      Map<LogAttemptId, List<Batch>> expired = new LinkedHashMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          expired
              .computeIfAbsent(
                  new LogAttemptId(new LogId(rows.getObject(1, UUID.class)), rows.getInt(2)),
                  attempt -> new ArrayList<>())
              .add(
                  new Batch(
                      rows.getLong(3),
                      rows.getObject(4, OffsetDateTime.class),
                      rows.getObject(5, UUID.class)));
        }
      }
      return expired;
    }
  }

  private static long remove(Connection connection, LogAttemptId attempt, List<Batch> batches)
      throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setObject(1, attempt.log().value());
      lock.execute();
    }
    long[] ids = batches.stream().mapToLong(Batch::id).sorted().toArray();
    try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
      remove.setLong(1, ids[0]);
      remove.setLong(2, ids[ids.length - 1]);
      remove.setArray(3, connection.unwrap(PGConnection.class).createArrayOf("int8", ids));
      remove.setObject(4, batches.getFirst().storedAt());
      remove.setObject(5, batches.getLast().storedAt());
      remove.setArray(6, connection.unwrap(PGConnection.class).createArrayOf("int8", ids));
      remove.setObject(7, attempt.log().value());
      remove.setInt(8, attempt.attempt());
      try (ResultSet rows = remove.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  @Override
  public void releaseSpace() {
    try (Connection connection = telemetry.connection();
        Statement statement = connection.createStatement()) {
      String dropChunks = firstText(statement, DROP_CHUNKS);
      if (dropChunks != null) {
        statement.execute(dropChunks);
      }
    } catch (SQLException e) {
      if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        LOG.debug("Chunks stay: this role does not own them");
      } else {
        throw StoreFailures.translate(e);
      }
    }
  }

  private static @Nullable String firstText(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  private record Batch(long id, OffsetDateTime storedAt, @Nullable UUID project) {}
}
