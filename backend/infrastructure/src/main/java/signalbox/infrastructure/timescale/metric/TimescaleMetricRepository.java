package signalbox.infrastructure.timescale.metric;

import static signalbox.schema.telemetry.tables.MetricPoint.METRIC_POINT;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import signalbox.application.event.MetricsReported;
import signalbox.application.metric.MetricCursor;
import signalbox.application.metric.MetricQuery;
import signalbox.application.metric.MetricRepository;
import signalbox.application.metric.MetricSeries;
import signalbox.application.metric.StoredPoint;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.StoreFailures;
import signalbox.infrastructure.timescale.shared.BinaryCopy;

/**
 * Points in the telemetry store. A big batch goes through binary COPY into a temporary table, since
 * COPY itself cannot skip what is there; a small one through arrays, which needs one round trip.
 */
public final class TimescaleMetricRepository implements MetricRepository {
  /** From this size on COPY is faster than arrays. */
  static final int COPY_FROM_POINTS = 500;

  private static final String COLUMNS =
      "run_id, attempt, sequence, ordinal, key, role, step, time, value";
  private static final String INSERT_ARRAYS =
      "insert into telemetry.metric_point ("
          + COLUMNS
          + ") select * from unnest(?::uuid[], ?::integer[], ?::bigint[], ?::integer[], ?::text[],"
          + " ?::text[], ?::bigint[], ?::timestamptz[], ?::double precision[])"
          + " on conflict do nothing";
  private static final String CREATE_BATCH =
      "create temporary table if not exists metric_point_batch (run_id uuid, attempt integer,"
          + " sequence bigint, ordinal integer, key text, role text, step bigint,"
          + " time timestamptz, value double precision) on commit delete rows";
  private static final String COPY_BATCH =
      "copy metric_point_batch (" + COLUMNS + ") from stdin (format binary)";
  private static final String INSERT_BATCH =
      "insert into telemetry.metric_point ("
          + COLUMNS
          + ") select "
          + COLUMNS
          + " from metric_point_batch on conflict do nothing";

  /**
   * One pass over all asked keys. Up to {@code width} points stay as they are; more are put into
   * equal ranges of steps. NaN and infinities do not enter min and max unless there is nothing
   * else.
   */
  private static final String SERIES =
      """
      with asked as (
        select key, role, attempt, step, sequence, ordinal, time, value
        from telemetry.metric_point
        where run_id = ?
          and attempt = coalesce(?, (select max(attempt) from telemetry.metric_point where run_id = ?))
          and (?::text[] is null or key = any (?::text[]))
          and (?::bigint is null or step >= ?::bigint)
          and (?::bigint is null or step <= ?::bigint)
      ), extent as (
        select key, count(*) as points, min(step)::double precision as first_step,
               max(step)::double precision - min(step)::double precision + 1 as steps
        from asked
        group by key
      ), placed as (
        select asked.*, extent.points,
               value not in ('NaN', 'Infinity', '-Infinity') as finite,
               case when extent.points <= ?
                 then row_number() over (partition by key order by step, sequence, ordinal)
                 else least(? - 1, floor((step - first_step) * ? / steps))::bigint
               end as bucket
        from asked join extent using (key)
      )
      select key, attempt, max(points) as points,
             coalesce(min(value) filter (where finite), min(value)) as min,
             coalesce(max(value) filter (where finite), max(value)) as max,
             (array_agg(value order by step desc, sequence desc, ordinal desc))[1] as last,
             max(step) as step,
             extract(epoch from (array_agg(time order by step desc, sequence desc, ordinal desc))[1])
               ::double precision as seconds,
             (array_agg(role order by step desc, sequence desc, ordinal desc))[1] as role
      from placed
      group by key, attempt, bucket
      order by key, bucket
      """;

  private static final String AFTER =
      "select attempt, sequence, ordinal, key, role, step, time, value from telemetry.metric_point"
          + " where run_id = ? and (attempt, sequence, ordinal) > (?, ?, ?)"
          + " order by attempt, sequence, ordinal limit ?";
  private static final String LAST =
      "select attempt, sequence, ordinal from telemetry.metric_point where run_id = ?"
          + " order by attempt desc, sequence desc, ordinal desc limit 1";

  private final PostgresDatabase telemetry;

  public TimescaleMetricRepository(PostgresDatabase telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public long append(List<MetricsReported> reports) {
    int points = reports.stream().mapToInt(report -> report.points().size()).sum();
    if (points == 0) {
      return 0;
    }
    return points < COPY_FROM_POINTS ? appendArrays(reports, points) : appendCopy(reports);
  }

  private long appendArrays(List<MetricsReported> reports, int points) {
    UUID[] runs = new UUID[points];
    Integer[] attempts = new Integer[points];
    Long[] sequences = new Long[points];
    Integer[] ordinals = new Integer[points];
    String[] keys = new String[points];
    String[] roles = new String[points];
    Long[] steps = new Long[points];
    String[] times = new String[points];
    Double[] values = new Double[points];
    int row = 0;
    for (MetricsReported report : reports) {
      for (int ordinal = 0; ordinal < report.points().size(); ordinal++, row++) {
        MetricsReported.Point point = report.points().get(ordinal);
        runs[row] = report.runId().value();
        attempts[row] = report.attempt();
        sequences[row] = report.sequence();
        ordinals[row] = ordinal;
        keys[row] = point.key();
        roles[row] = point.role();
        steps[row] = point.step();
        // The time is a part of the key: both ways of writing must cut it the same.
        times[row] = point.time().truncatedTo(ChronoUnit.MICROS).toString();
        values[row] = point.value();
      }
    }
    return withConnection(connection -> {
      try (PreparedStatement insert = connection.prepareStatement(INSERT_ARRAYS)) {
        insert.setArray(1, connection.createArrayOf("uuid", runs));
        insert.setArray(2, connection.createArrayOf("int4", attempts));
        insert.setArray(3, connection.createArrayOf("int8", sequences));
        insert.setArray(4, connection.createArrayOf("int4", ordinals));
        insert.setArray(5, connection.createArrayOf("text", keys));
        insert.setArray(6, connection.createArrayOf("text", roles));
        insert.setArray(7, connection.createArrayOf("int8", steps));
        insert.setArray(8, connection.createArrayOf("timestamptz", times));
        insert.setArray(9, connection.createArrayOf("float8", values));
        return insert.executeLargeUpdate();
      }
    });
  }

  private long appendCopy(List<MetricsReported> reports) {
    return withConnection(connection -> {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(CREATE_BATCH);
        BinaryCopy copy =
            new BinaryCopy(connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY_BATCH));
        for (MetricsReported report : reports) {
          write(copy, report);
        }
        copy.finish();
        long stored = statement.executeLargeUpdate(INSERT_BATCH);
        connection.commit();
        return stored;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    });
  }

  private static void write(BinaryCopy copy, MetricsReported report) throws SQLException {
    for (int ordinal = 0; ordinal < report.points().size(); ordinal++) {
      MetricsReported.Point point = report.points().get(ordinal);
      copy.row(9);
      copy.uuid(report.runId().value());
      copy.integer(report.attempt());
      copy.bigint(report.sequence());
      copy.integer(ordinal);
      copy.text(point.key());
      copy.text(point.role());
      copy.bigint(point.step());
      copy.timestamptz(point.time());
      copy.float8(point.value());
    }
  }

  @Override
  public Map<RunId, Integer> newestAttempts(Collection<RunId> runs) {
    if (runs.isEmpty()) {
      return Map.of();
    }
    var newest = DSL.max(METRIC_POINT.ATTEMPT);
    Map<RunId, Integer> found = new HashMap<>();
    telemetry
        .sql()
        .select(METRIC_POINT.RUN_ID, newest)
        .from(METRIC_POINT)
        .where(METRIC_POINT.RUN_ID.in(runs.stream().map(RunId::value).toList()))
        .groupBy(METRIC_POINT.RUN_ID)
        .forEach(row -> found.put(new RunId(row.value1()), row.value2()));
    return found;
  }

  @Override
  public List<MetricSeries> series(MetricQuery query) {
    return withConnection(connection -> {
      try (PreparedStatement select = connection.prepareStatement(SERIES)) {
        @Nullable Array keys =
            query.keys().isEmpty()
                ? null
                : connection.createArrayOf("text", query.keys().toArray());
        select.setObject(1, query.run().value());
        setNullable(select, 2, query.attempt(), Types.INTEGER);
        select.setObject(3, query.run().value());
        setNullable(select, 4, keys, Types.ARRAY);
        setNullable(select, 5, keys, Types.ARRAY);
        setNullable(select, 6, query.fromStep(), Types.BIGINT);
        setNullable(select, 7, query.fromStep(), Types.BIGINT);
        setNullable(select, 8, query.toStep(), Types.BIGINT);
        setNullable(select, 9, query.toStep(), Types.BIGINT);
        select.setInt(10, query.width());
        select.setInt(11, query.width());
        select.setInt(12, query.width());
        try (ResultSet rows = select.executeQuery()) {
          return read(rows, query.width());
        }
      }
    });
  }

  private static List<MetricSeries> read(ResultSet rows, int width) throws SQLException {
    List<MetricSeries> series = new ArrayList<>();
    List<MetricSeries.Bucket> buckets = new ArrayList<>();
    @Nullable String key = null;
    String role = "";
    int attempt = 0;
    long points = 0;
    while (rows.next()) {
      String rowKey = rows.getString("key");
      if (key != null && !key.equals(rowKey)) {
        series.add(new MetricSeries(key, role, attempt, points, points > width, buckets));
        buckets.clear();
      }
      key = rowKey;
      role = rows.getString("role");
      attempt = rows.getInt("attempt");
      points = rows.getLong("points");
      buckets.add(
          new MetricSeries.Bucket(
              rows.getLong("step"),
              rows.getDouble("seconds"),
              rows.getDouble("min"),
              rows.getDouble("max"),
              rows.getDouble("last")));
    }
    if (key != null) {
      series.add(new MetricSeries(key, role, attempt, points, points > width, buckets));
    }
    return series;
  }

  @Override
  public List<StoredPoint> after(RunId run, MetricCursor cursor, int limit) {
    return withConnection(connection -> {
      try (PreparedStatement select = connection.prepareStatement(AFTER)) {
        select.setObject(1, run.value());
        select.setInt(2, cursor.attempt());
        select.setLong(3, cursor.sequence());
        select.setInt(4, cursor.ordinal());
        select.setInt(5, limit);
        List<StoredPoint> points = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            points.add(
                new StoredPoint(
                    cursor(rows),
                    new MetricsReported.Point(
                        rows.getString("key"),
                        rows.getString("role"),
                        rows.getLong("step"),
                        rows.getObject("time", java.time.OffsetDateTime.class).toInstant(),
                        rows.getDouble("value"))));
          }
        }
        return points;
      }
    });
  }

  @Override
  public MetricCursor last(RunId run) {
    return withConnection(connection -> {
      try (PreparedStatement select = connection.prepareStatement(LAST)) {
        select.setObject(1, run.value());
        try (ResultSet rows = select.executeQuery()) {
          return rows.next() ? cursor(rows) : MetricCursor.START;
        }
      }
    });
  }

  @Override
  public long remove(RunId run) {
    return telemetry
        .sql()
        .deleteFrom(METRIC_POINT)
        .where(METRIC_POINT.RUN_ID.eq(run.value()))
        .execute();
  }

  private static MetricCursor cursor(ResultSet rows) throws SQLException {
    return new MetricCursor(
        rows.getInt("attempt"), rows.getLong("sequence"), rows.getInt("ordinal"));
  }

  private static void setNullable(
      PreparedStatement statement, int index, @Nullable Object value, int type)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, type);
    } else {
      statement.setObject(index, value);
    }
  }

  private static void rollBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private <T> T withConnection(Work<T> work) {
    try (Connection connection = telemetry.connection()) {
      return work.on(connection);
    } catch (SQLException e) {
      throw StoreFailures.translate(e);
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }
}
