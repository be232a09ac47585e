package signalbox.infrastructure.timescale.metric;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.MetricsReported;
import signalbox.application.metric.Appended;
import signalbox.application.metric.MetricCursor;
import signalbox.application.metric.MetricQuery;
import signalbox.application.metric.MetricRepository;
import signalbox.application.metric.MetricSeries;
import signalbox.application.metric.PointRange;
import signalbox.application.metric.StoredPoint;
import signalbox.application.metric.StoredSeries;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.timescale.shared.CopyStatistics;

/**
 * Points as columns in the telemetry store: each series has a row with its totals and its newest
 * points, and closed segments with the rest.
 */
public final class TimescaleMetricRepository implements MetricRepository {
  private static final String NEWEST =
      "select run_id, max(attempt) from telemetry.metric_attempt where run_id = any (?) group by"
          + " run_id";
  private static final String LAST =
      "select attempt, last_sequence, last_ordinal from telemetry.metric_attempt where run_id = ?"
          + " order by attempt desc limit 1";

  /** Waits for who is adding points. */
  private static final String LOCK_RUN =
      "select 1 from telemetry.metric_attempt where run_id = ? order by attempt for update";

  private static final String REMOVE_SEGMENTS =
      "delete from telemetry.metric_segment where series_id in"
          + " (select id from telemetry.metric_series where run_id = ?)";
  private static final String REMOVE_SERIES =
      "with gone as (delete from telemetry.metric_series where run_id = ? returning points)"
          + " select coalesce(sum(points), 0)::bigint from gone";
  private static final String REMOVE_ATTEMPTS =
      "delete from telemetry.metric_attempt where run_id = ?";

  private final PostgresDatabase telemetry;
  private final CopyStatistics copies = new CopyStatistics();

  public TimescaleMetricRepository(PostgresDatabase telemetry) {
    this.telemetry = telemetry;
  }

  /** What this repository has written with COPY. */
  public CopyStatistics copies() {
    return copies;
  }

  @Override
  public Appended append(List<MetricsReported> reports) {
    if (reports.stream().allMatch(report -> report.points().isEmpty())) {
      return Appended.NOTHING;
    }
    return inTransaction(connection -> new MetricWriter(connection, copies).append(reports));
  }

  @Override
  public Map<RunId, Integer> newestAttempts(Collection<RunId> runs) {
    if (runs.isEmpty()) {
      return Map.of();
    }
    return telemetry.withConnection(connection -> {
      Map<RunId, Integer> found = new HashMap<>();
      try (PreparedStatement select = connection.prepareStatement(NEWEST)) {
        select.setArray(
            1,
            connection.createArrayOf("uuid", runs.stream().map(RunId::value).toArray(UUID[]::new)));
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found.put(new RunId(rows.getObject(1, UUID.class)), rows.getInt(2));
          }
        }
      }
      return found;
    });
  }

  @Override
  public List<MetricSeries> series(MetricQuery query) {
    Long from = query.fromStep();
    Long to = query.toStep();
    PointRange range =
        PointRange.ofSteps(from == null ? Long.MIN_VALUE : from, to == null ? Long.MAX_VALUE : to);
    List<StoredSeries> series =
        new ArrayList<>(find(Collections.singletonMap(query.run(), query.attempt()), query.keys()));
    series.sort(Comparator.comparing((StoredSeries each) -> each.totals().key()));
    List<MetricSeries> answer = new ArrayList<>();
    read(
        series,
        range,
        1,
        (each, entries) -> {
          if (entries.size() > 0) {
            answer.add(MetricSeries.of(each, entries, query.width()));
          }
        });
    return answer;
  }

  @Override
  public List<StoredSeries> find(Map<RunId, @Nullable Integer> attempts, Set<String> keys) {
    return attempts.isEmpty()
        ? List.of()
        : telemetry.withConnection(connection -> new MetricReader(connection).find(attempts, keys));
  }

  @Override
  public void read(List<StoredSeries> series, PointRange range, int coarseness, Sink sink) {
    if (series.isEmpty()) {
      return;
    }
    PostgresDatabase.Work<Integer> read =
        connection -> {
          new MetricReader(connection).read(series, range, coarseness, sink);
          return series.size();
        };
    // Only in a transaction does the driver take an answer in parts; without, it ends by itself.
    boolean small = MetricReader.isSmall(series, range, coarseness);
    var _ = small ? telemetry.withConnection(read) : inTransaction(read);
  }

  @Override
  public List<StoredPoint> after(RunId run, MetricCursor cursor, int limit) {
    return inTransaction(connection -> new MetricReader(connection).after(run, cursor, limit));
  }

  @Override
  public MetricCursor last(RunId run) {
    return telemetry.withConnection(connection -> {
      try (PreparedStatement select = connection.prepareStatement(LAST)) {
        select.setObject(1, run.value());
        try (ResultSet rows = select.executeQuery()) {
          return rows.next()
              ? new MetricCursor(rows.getInt(1), rows.getLong(2), rows.getInt(3))
              : MetricCursor.START;
        }
      }
    });
  }

  @Override
  public long remove(RunId run) {
    return inTransaction(connection -> {
      execute(connection, LOCK_RUN, run);
      execute(connection, REMOVE_SEGMENTS, run);
      long points;
      try (PreparedStatement delete = connection.prepareStatement(REMOVE_SERIES)) {
        delete.setObject(1, run.value());
        try (ResultSet rows = delete.executeQuery()) {
          points = rows.next() ? rows.getLong(1) : 0;
        }
      }
      execute(connection, REMOVE_ATTEMPTS, run);
      return points;
    });
  }

  private static void execute(Connection connection, String sql, RunId run) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, run.value());
      statement.execute();
    }
  }

  private <T> T inTransaction(PostgresDatabase.Work<T> work) {
    return telemetry.withConnection(connection -> {
      connection.setAutoCommit(false);
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    });
  }

  private static void rollBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
