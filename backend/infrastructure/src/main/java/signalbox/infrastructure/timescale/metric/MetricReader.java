package signalbox.infrastructure.timescale.metric;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import signalbox.application.event.MetricsReported;
import signalbox.application.metric.Entries;
import signalbox.application.metric.MetricCursor;
import signalbox.application.metric.MetricRepository;
import signalbox.application.metric.PointRange;
import signalbox.application.metric.SeriesTotals;
import signalbox.application.metric.StoredPoint;
import signalbox.application.metric.StoredSeries;
import signalbox.domain.run.RunId;

/** Reads series within a transaction. Used by one thread. */
final class MetricReader {
  /** Rows of raw points are up to 60 KB. */
  private static final int FETCH_CONTENT = 32;

  private static final int FETCH_BLOCKS = 512;
  private static final int MAX_FIRST_CAPACITY = 1 << 20;

  /** So much may lie in memory at once. */
  private static final long SMALL_BYTES = 1 << 20;

  /** Of a block, and of a point in the plain form; most points take 8 to 15. */
  private static final int BYTES_AN_ENTRY = 40;

  private static final int SPARE = 4;

  private static final int OF_CONTENT = 0;
  private static final int OF_FINE = 1;
  private static final int OF_COARSE = 2;

  private static final String FIND =
      """
      select s.id, s.run_id, s.attempt, s.key, s.role, s.ordered, s.points, s.nans, s.highs, s.lows,
             s.first_step, s.last_step, s.min_time, s.max_time, s.min, s.max, s.sum, s.newest,
             s.newest_step, s.newest_time, (extract(epoch from a.first_time) * 1000000)::bigint
      from unnest(?::uuid[], ?::integer[]) as wanted (run_id, attempt)
      cross join lateral (
        select m.attempt, m.first_time from telemetry.metric_attempt m
        where m.run_id = wanted.run_id and m.attempt = coalesce(wanted.attempt, m.attempt)
        order by m.attempt desc limit 1
      ) a
      join telemetry.metric_series s on s.run_id = wanted.run_id and s.attempt = a.attempt
      """;
  private static final String WITH_KEY = " and s.key = any (?::text[])";

  /** The tail of a series comes last, in the same snapshot as its segments. */
  private static final String READ =
      """
      select wanted.place, g.kind, g.points, g.bytes
      from unnest(?::bigint[], ?::integer[]) with ordinality as wanted (id, level, place)
      cross join lateral (
        select last_sequence, points,
               case when not inside or odd > 0 then 0 when level >= 2 and coarse is not null then 2
                    when level >= 1 and fine is not null then 1 else 0 end as kind,
               case when not inside or odd > 0 then content when level >= 2 and coarse is not null then coarse
                    when level >= 1 and fine is not null then fine else content end as bytes
        from (select *, min_step >= ? and max_step <= ? and min_time >= ? and max_time <= ? as inside
              from telemetry.metric_segment
              where series_id = wanted.id and max_step >= ? and min_step <= ? and max_time >= ? and min_time <= ?) s
        union all
        select 9223372036854775807, 0, 0, tail from telemetry.metric_series where id = wanted.id
      ) g
      order by wanted.place, g.last_sequence
      """;

  private static final String ATTEMPTS =
      "select attempt from telemetry.metric_attempt where run_id = ? and attempt >= ? order by"
          + " attempt";

  /** Of each series the next segment, or its tail when there is none. */
  private static final String NEXT =
      """
      select s.key, s.role, g.last_sequence, coalesce(g.content, s.tail)
      from telemetry.metric_series s
      left join lateral (
        select last_sequence, content from telemetry.metric_segment
        where series_id = s.id and last_sequence >= ? order by last_sequence limit 1
      ) g on true
      where s.run_id = ? and s.attempt = ? and s.last_sequence >= ?
      """;

  private final Connection connection;

  MetricReader(Connection connection) {
    this.connection = connection;
  }

  List<StoredSeries> find(Map<RunId, @Nullable Integer> attempts, Set<String> keys)
      throws SQLException {
    List<StoredSeries> found = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(keys.isEmpty() ? FIND : FIND + WITH_KEY)) {
      List<RunId> runs = List.copyOf(attempts.keySet());
      select.setArray(
          1,
          connection.createArrayOf("uuid", runs.stream().map(RunId::value).toArray(UUID[]::new)));
      select.setArray(
          2,
          connection.createArrayOf(
              "int4", runs.stream().map(attempts::get).toArray(Object[]::new)));
      if (!keys.isEmpty()) {
        select.setArray(3, connection.createArrayOf("text", keys.toArray()));
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(series(rows));
        }
      }
    }
    return found;
  }

  private static StoredSeries series(ResultSet rows) throws SQLException {
    long points = rows.getLong(7);
    long nans = rows.getLong(8);
    long highs = rows.getLong(9);
    long lows = rows.getLong(10);
    SeriesTotals totals =
        new SeriesTotals(
            new RunId(rows.getObject(2, UUID.class)),
            rows.getInt(3),
            rows.getString(4),
            rows.getString(5),
            points,
            points - nans - highs - lows,
            rows.getDouble(18),
            rows.getLong(19),
            Instant.EPOCH.plus(rows.getLong(20), ChronoUnit.MICROS),
            rows.getDouble(15),
            rows.getDouble(16),
            rows.getDouble(17));
    return new StoredSeries(
        rows.getLong(1),
        totals,
        rows.getBoolean(6),
        nans,
        highs,
        lows,
        rows.getLong(11),
        rows.getLong(12),
        rows.getLong(13),
        rows.getLong(14),
        rows.getLong(21));
  }

  void read(List<StoredSeries> series, PointRange range, int coarseness, MetricRepository.Sink sink)
      throws SQLException {
    int level = level(coarseness);
    try (PreparedStatement select = connection.prepareStatement(READ)) {
      MetricWriter.binary(select);
      select.setFetchSize(level == OF_CONTENT ? FETCH_CONTENT : FETCH_BLOCKS);
      PGConnection postgres = connection.unwrap(PGConnection.class);
      select.setArray(
          1, postgres.createArrayOf("int8", series.stream().mapToLong(StoredSeries::id).toArray()));
      select.setArray(
          2,
          postgres.createArrayOf(
              "int4", series.stream().mapToInt(each -> each.ordered() ? level : 0).toArray()));
      select.setLong(3, range.fromStep());
      select.setLong(4, range.toStep());
      select.setLong(5, range.fromMicros());
      select.setLong(6, range.toMicros());
      select.setLong(7, range.fromStep());
      select.setLong(8, range.toStep());
      select.setLong(9, range.fromMicros());
      select.setLong(10, range.toMicros());
      try (ResultSet rows = select.executeQuery()) {
        int open = -1;
        EntryColumns columns = null;
        while (rows.next()) {
          int place = (int) rows.getLong(1) - 1;
          if (columns == null || place != open) {
            if (columns != null) {
              sink.take(series.get(open), columns.entries());
            }
            nothing(series, open + 1, place, sink);
            open = place;
            columns = columns(series.get(place), level);
          }
          byte[] bytes = rows.getBytes(4);
          switch (rows.getInt(2)) {
            case OF_FINE -> columns.addBlocks(bytes, rows.getInt(3), SegmentFormat.FINE);
            case OF_COARSE -> columns.addBlocks(bytes, rows.getInt(3), SegmentFormat.COARSE);
            default -> columns.addContent(bytes, range);
          }
        }
        if (columns != null) {
          sink.take(series.get(open), columns.entries());
        }
        nothing(series, open + 1, series.size(), sink);
      }
    }
  }

  private static int level(int coarseness) {
    if (coarseness >= SegmentFormat.COARSE) {
      return OF_COARSE;
    }
    return coarseness >= SegmentFormat.FINE ? OF_FINE : OF_CONTENT;
  }

  /** Whether all that {@link #read} would get of the series may lie in memory together. */
  static boolean isSmall(List<StoredSeries> series, PointRange range, int coarseness) {
    // A segment over a bound of the range is read as a whole.
    long atBounds = range.equals(PointRange.ALL) ? 0 : 2L * OpenSeries.SEGMENT_POINTS;
    long entries = 0;
    for (StoredSeries each : series) {
      long points = each.totals().points();
      boolean finite = each.totals().finite() == points;
      int unit = each.ordered() && finite ? unit(level(coarseness)) : 1;
      entries += Math.min(points, points / unit + atBounds);
    }
    return entries * BYTES_AN_ENTRY <= SMALL_BYTES;
  }

  /** How many points an entry of a level stands for. */
  private static int unit(int level) {
    return switch (level) {
      case OF_COARSE -> SegmentFormat.COARSE;
      case OF_FINE -> SegmentFormat.FINE;
      default -> 1;
    };
  }

  /** Removed since they were found. */
  private static void nothing(
      List<StoredSeries> series, int from, int to, MetricRepository.Sink sink) {
    for (int i = from; i < to; i++) {
      sink.take(series.get(i), Entries.NONE);
    }
  }

  private static EntryColumns columns(StoredSeries series, int level) {
    boolean blocks = level > OF_CONTENT && series.ordered();
    int unit = blocks ? unit(level) / SPARE : 1;
    long expected = series.totals().points() / unit + 1;
    return new EntryColumns((int) Math.min(MAX_FIRST_CAPACITY, expected), blocks);
  }

  List<StoredPoint> after(RunId run, MetricCursor cursor, int limit) throws SQLException {
    List<Integer> attempts = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(ATTEMPTS)) {
      select.setObject(1, run.value());
      select.setInt(2, cursor.attempt());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          attempts.add(rows.getInt(1));
        }
      }
    }
    List<StoredPoint> points = new ArrayList<>();
    for (int attempt : attempts) {
      MetricCursor from =
          attempt == cursor.attempt() ? cursor : new MetricCursor(attempt, Long.MIN_VALUE, -1);
      while (from != null && points.size() < limit) {
        from = next(run, from, limit - points.size(), points);
      }
      if (points.size() >= limit) {
        break;
      }
    }
    return points;
  }

  /**
   * Adds points of one attempt after a place.
   *
   * @return from where to go on; null at the end of the attempt
   */
  private @Nullable MetricCursor next(
      RunId run, MetricCursor from, int limit, List<StoredPoint> into) throws SQLException {
    List<StoredPoint> found = new ArrayList<>();
    long complete = Long.MAX_VALUE;
    try (PreparedStatement select = connection.prepareStatement(NEXT)) {
      MetricWriter.binary(select);
      select.setFetchSize(FETCH_CONTENT);
      select.setLong(1, from.sequence());
      select.setObject(2, run.value());
      select.setInt(3, from.attempt());
      select.setLong(4, from.sequence());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          String key = rows.getString(1);
          String role = rows.getString(2);
          long lastOfSegment = rows.getLong(3);
          // Of a series with a segment more may come after it; a tail is the end.
          complete = rows.wasNull() ? complete : Math.min(complete, lastOfSegment);
          PointColumns columns = new PointColumns();
          SegmentFormat.decode(rows.getBytes(4), columns);
          for (int i = 0; i < columns.size; i++) {
            MetricCursor place =
                new MetricCursor(from.attempt(), columns.sequence[i], (int) columns.ordinal[i]);
            if (place.compareTo(from) > 0 && columns.sequence[i] <= complete) {
              found.add(
                  new StoredPoint(
                      place,
                      new MetricsReported.Point(
                          key,
                          role,
                          columns.step[i],
                          Instant.EPOCH.plus(columns.micros[i], ChronoUnit.MICROS),
                          columns.value[i])));
            }
          }
          if (found.size() > SPARE * limit + SegmentFormat.COARSE) {
            complete = trim(found, complete, limit);
          }
        }
      }
    }
    trim(found, complete, limit);
    into.addAll(found);
    return complete == Long.MAX_VALUE
        ? null
        // After all of that event, so that its segment is not the next one again.
        : new MetricCursor(from.attempt(), complete + 1, -1);
  }

  /** Keeps the first so many that are complete; up to which event they are. */
  private static long trim(List<StoredPoint> found, long complete, int limit) {
    found.removeIf(point -> point.cursor().sequence() > complete);
    found.sort(Comparator.comparing(StoredPoint::cursor));
    if (found.size() <= limit) {
      return complete;
    }
    found.subList(limit, found.size()).clear();
    return found.getLast().cursor().sequence();
  }
}
