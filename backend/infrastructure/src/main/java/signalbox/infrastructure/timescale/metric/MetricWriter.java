package signalbox.infrastructure.timescale.metric;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import signalbox.application.event.MetricsReported;
import signalbox.application.metric.Appended;
import signalbox.infrastructure.timescale.shared.BinaryCopy;
import signalbox.infrastructure.timescale.shared.CopyStatistics;

/**
 * Stores one batch of reports within a transaction: locks its attempts, leaves out what they have,
 * adds the rest to the tails, and writes the segments that come off. Used once, by one thread.
 */
final class MetricWriter {
  /** From so many points in short segments on, they are packed into long ones. */
  private static final int LOOSE_POINTS = OpenSeries.SEGMENT_POINTS;

  /** So many series are packed by one batch at most; the others by the next ones. */
  private static final int MOST_PACKED = 16;

  private static final int SEGMENT_COLUMNS = 12;

  private static final String LOCK =
      """
      select a.run_id, a.attempt, a.last_sequence, a.last_ordinal
      from unnest(?::uuid[], ?::integer[]) as wanted (run_id, attempt)
      join telemetry.metric_attempt a using (run_id, attempt)
      order by a.run_id, a.attempt
      for update of a
      """;
  private static final String BEGIN =
      """
      insert into telemetry.metric_attempt (run_id, attempt, last_sequence, last_ordinal, first_time)
      select run_id, attempt, -1, 0, 'infinity'
      from unnest(?::uuid[], ?::integer[]) as wanted (run_id, attempt) order by 1, 2
      on conflict do nothing
      """;
  private static final String STORED =
      """
      select tail from telemetry.metric_series where run_id = ? and attempt = ? and last_sequence >= ?
      union all
      select g.content from telemetry.metric_series s join telemetry.metric_segment g on g.series_id = s.id
      where s.run_id = ? and s.attempt = ? and g.last_sequence >= ? and g.first_sequence <= ?
      """;
  private static final String SERIES =
      """
      select coalesce(s.id, nextval('telemetry.metric_series_id_seq')), wanted.place, s.id is not null,
             s.role, s.ordered, s.points, s.nans, s.highs, s.lows, s.first_step, s.last_step, s.min_time,
             s.max_time, s.min, s.max, s.sum, s.newest, s.newest_step, s.newest_time, s.last_sequence,
             s.packed_until, s.loose, s.tail
      from unnest(?::uuid[], ?::integer[], ?::text[]) with ordinality as wanted (run_id, attempt, key, place)
      left join telemetry.metric_series s using (run_id, attempt, key)
      """;
  private static final String KEEP =
      """
      insert into telemetry.metric_series (id, run_id, attempt, key, role, ordered, points, nans, highs, lows,
                                           first_step, last_step, min_time, max_time, min, max, sum, newest,
                                           newest_step, newest_time, last_sequence, packed_until, loose, tail)
      select * from unnest(?::bigint[], ?::uuid[], ?::integer[], ?::text[], ?::text[], ?::boolean[], ?::bigint[],
                           ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                           ?::float8[], ?::float8[], ?::float8[], ?::float8[], ?::bigint[], ?::bigint[], ?::bigint[],
                           ?::bigint[], ?::integer[], ?::bytea[])
      on conflict (id) do update set
        role = excluded.role, ordered = excluded.ordered, points = excluded.points, nans = excluded.nans,
        highs = excluded.highs, lows = excluded.lows, first_step = excluded.first_step,
        last_step = excluded.last_step, min_time = excluded.min_time, max_time = excluded.max_time,
        min = excluded.min, max = excluded.max, sum = excluded.sum, newest = excluded.newest,
        newest_step = excluded.newest_step, newest_time = excluded.newest_time,
        last_sequence = excluded.last_sequence, packed_until = excluded.packed_until,
        loose = excluded.loose, tail = excluded.tail
      """;
  private static final String ADVANCE =
      """
      update telemetry.metric_attempt a
      set last_sequence = n.last_sequence, last_ordinal = n.last_ordinal,
          first_time = least(a.first_time, 'epoch'::timestamptz + n.first_micros * interval '1 microsecond')
      from unnest(?::uuid[], ?::integer[], ?::bigint[], ?::integer[], ?::bigint[])
           as n (run_id, attempt, last_sequence, last_ordinal, first_micros)
      where a.run_id = n.run_id and a.attempt = n.attempt
      """;
  private static final String COPY =
      "copy telemetry.metric_segment (series_id, last_sequence, first_sequence, points, odd,"
          + " min_step, max_step, min_time, max_time, coarse, fine, content) from stdin (format"
          + " binary)";
  private static final String TAKE_LOOSE =
      """
      delete from telemetry.metric_segment g using unnest(?::bigint[], ?::bigint[]) as p (series_id, packed_until)
      where g.series_id = p.series_id and g.last_sequence > p.packed_until
      returning g.series_id, g.last_sequence, g.content
      """;

  private final Connection connection;
  private final CopyStatistics copies;
  private final Map<AttemptKey, Attempt> attempts = new LinkedHashMap<>();

  MetricWriter(Connection connection, CopyStatistics copies) {
    this.connection = connection;
    this.copies = copies;
  }

  private record AttemptKey(UUID run, int number) {}

  /** An attempt of the batch. */
  private static final class Attempt {
    final Map<String, OpenSeries> series = new LinkedHashMap<>();
    final Set<Long> taken = new HashSet<>();
    long before = -1;
    long lastSequence = -1;
    int lastOrdinal;
    long firstMicros = Long.MAX_VALUE;

    /** What was stored of the events that are not larger than the largest stored one. */
    Set<Long> stored = Set.of();
  }

  Appended append(List<MetricsReported> reports) throws SQLException {
    for (MetricsReported report : reports) {
      if (!report.points().isEmpty()) {
        attempts.computeIfAbsent(
            new AttemptKey(report.runId().value(), report.attempt()), key -> new Attempt());
      }
    }
    if (attempts.isEmpty()) {
      return Appended.NOTHING;
    }
    if (lock() < attempts.size()) {
      begin();
      lock();
    }
    findRepeats(reports);
    long stored = 0;
    for (MetricsReported report : reports) {
      if (!report.points().isEmpty()) {
        stored += sort(report);
      }
    }
    List<OpenSeries> named =
        attempts.values().stream().flatMap(attempt -> attempt.series.values().stream()).toList();
    fetch(named);
    if (stored > 0) {
      List<OpenSeries> grown = named.stream().filter(each -> each.added.size > 0).toList();
      List<OpenSeries.Segment> segments = new ArrayList<>();
      grown.forEach(each -> segments.addAll(each.grow()));
      keep(grown, segments);
      advance();
    }
    return new Appended(
        stored, named.stream().filter(each -> each.points > 0).map(OpenSeries::totals).toList());
  }

  private int lock() throws SQLException {
    int found = 0;
    try (PreparedStatement select = connection.prepareStatement(LOCK)) {
      attemptArrays(select);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Attempt attempt =
              attempts.get(new AttemptKey(rows.getObject(1, UUID.class), rows.getInt(2)));
          if (attempt != null) {
            attempt.before = rows.getLong(3);
            attempt.lastSequence = attempt.before;
            attempt.lastOrdinal = rows.getInt(4);
            found++;
          }
        }
      }
    }
    return found;
  }

  private void begin() throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(BEGIN)) {
      attemptArrays(insert);
      insert.execute();
    }
  }

  private void attemptArrays(PreparedStatement statement) throws SQLException {
    statement.setArray(
        1,
        connection.createArrayOf(
            "uuid", attempts.keySet().stream().map(AttemptKey::run).toArray(UUID[]::new)));
    statement.setArray(
        2,
        connection.createArrayOf(
            "int4", attempts.keySet().stream().map(AttemptKey::number).toArray(Integer[]::new)));
  }

  /** An event that is not larger than the largest stored one is nearly always a repeat. */
  private void findRepeats(List<MetricsReported> reports) throws SQLException {
    Map<AttemptKey, long[]> doubtful = new HashMap<>();
    for (MetricsReported report : reports) {
      AttemptKey key = new AttemptKey(report.runId().value(), report.attempt());
      Attempt attempt = attempts.get(key);
      if (attempt != null && report.sequence() <= attempt.before) {
        long sequence = report.sequence();
        long[] range = doubtful.computeIfAbsent(key, each -> new long[] {sequence, sequence});
        range[0] = Math.min(range[0], sequence);
        range[1] = Math.max(range[1], sequence);
      }
    }
    for (Map.Entry<AttemptKey, long[]> each : doubtful.entrySet()) {
      Attempt attempt = attempts.get(each.getKey());
      if (attempt != null) {
        attempt.stored = stored(each.getKey(), each.getValue()[0], each.getValue()[1]);
      }
    }
  }

  private Set<Long> stored(AttemptKey attempt, long first, long last) throws SQLException {
    Set<Long> found = new HashSet<>();
    try (PreparedStatement select = connection.prepareStatement(STORED)) {
      select.setObject(1, attempt.run());
      select.setInt(2, attempt.number());
      select.setLong(3, first);
      select.setObject(4, attempt.run());
      select.setInt(5, attempt.number());
      select.setLong(6, first);
      select.setLong(7, last);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          PointColumns points = new PointColumns();
          SegmentFormat.decode(rows.getBytes(1), points);
          for (int i = 0; i < points.size; i++) {
            if (points.sequence[i] >= first && points.sequence[i] <= last) {
              found.add(points.sequence[i]);
            }
          }
        }
      }
    }
    return found;
  }

  /** Puts the points of an event to their series unless it is a repeat; how many. */
  private int sort(MetricsReported report) {
    UUID run = report.runId().value();
    Attempt attempt = attempts.get(new AttemptKey(run, report.attempt()));
    if (attempt == null) {
      throw new IllegalStateException("No attempt of " + report.runId());
    }
    long sequence = report.sequence();
    boolean repeat =
        !attempt.taken.add(sequence)
            || (sequence <= attempt.before && attempt.stored.contains(sequence));
    List<MetricsReported.Point> points = report.points();
    for (int ordinal = 0; ordinal < points.size(); ordinal++) {
      MetricsReported.Point point = points.get(ordinal);
      OpenSeries series =
          attempt.series.computeIfAbsent(
              point.key(), key -> new OpenSeries(run, report.attempt(), key));
      if (!repeat) {
        Instant time = point.time();
        long micros = time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
        series.added.add(point.step(), micros, point.value(), sequence, ordinal);
        series.addedRole = point.role();
        attempt.firstMicros = Math.min(attempt.firstMicros, micros);
      }
    }
    if (repeat) {
      return 0;
    }
    if (sequence > attempt.lastSequence) {
      attempt.lastSequence = sequence;
      attempt.lastOrdinal = points.size() - 1;
    }
    return points.size();
  }

  private void fetch(List<OpenSeries> wanted) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SERIES)) {
      binary(select);
      select.setArray(1, uuids(wanted));
      select.setArray(2, integers(wanted, each -> each.attempt));
      select.setArray(3, texts(wanted, each -> each.key));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          OpenSeries series = wanted.get((int) rows.getLong(2) - 1);
          series.id = rows.getLong(1);
          if (rows.getBoolean(3)) {
            fill(series, rows);
          }
        }
      }
    }
  }

  private static void fill(OpenSeries series, ResultSet rows) throws SQLException {
    series.role = rows.getString(4);
    series.ordered = rows.getBoolean(5);
    series.points = rows.getLong(6);
    series.nans = rows.getLong(7);
    series.highs = rows.getLong(8);
    series.lows = rows.getLong(9);
    series.firstStep = rows.getLong(10);
    series.lastStep = rows.getLong(11);
    series.minMicros = rows.getLong(12);
    series.maxMicros = rows.getLong(13);
    series.min = rows.getDouble(14);
    series.max = rows.getDouble(15);
    series.sum = rows.getDouble(16);
    series.newest = rows.getDouble(17);
    series.newestStep = rows.getLong(18);
    series.newestMicros = rows.getLong(19);
    series.lastSequence = rows.getLong(20);
    series.packedUntil = rows.getLong(21);
    series.loose = rows.getInt(22);
    series.tail = rows.getBytes(23);
  }

  private void keep(List<OpenSeries> grown, List<OpenSeries.Segment> segments) throws SQLException {
    List<OpenSeries> full =
        grown.stream().filter(each -> each.loose >= LOOSE_POINTS).limit(MOST_PACKED).toList();
    List<OpenSeries.Segment> packed = new ArrayList<>();
    if (!full.isEmpty()) {
      Set<Long> ids = new HashSet<>();
      full.forEach(each -> ids.add(each.id));
      segments.stream().filter(each -> ids.contains(each.series())).forEach(packed::add);
      segments.removeAll(packed);
      packed = pack(full, packed);
    }
    upsert(grown);
    segments.addAll(packed);
    if (!segments.isEmpty()) {
      copy(segments);
    }
  }

  /** Makes long segments of short ones; {@code fresh} are those that are not stored yet. */
  private List<OpenSeries.Segment> pack(List<OpenSeries> full, List<OpenSeries.Segment> fresh)
      throws SQLException {
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way, never compared.
    record Part(long lastSequence, byte[] content) {}
    Map<Long, List<Part>> parts = new HashMap<>();
    try (PreparedStatement delete = connection.prepareStatement(TAKE_LOOSE)) {
      binary(delete);
      delete.setArray(1, longs(full, each -> each.id));
      delete.setArray(2, longs(full, each -> each.packedUntil));
      try (ResultSet rows = delete.executeQuery()) {
        while (rows.next()) {
          parts
              .computeIfAbsent(rows.getLong(1), id -> new ArrayList<>())
              .add(new Part(rows.getLong(2), rows.getBytes(3)));
        }
      }
    }
    for (OpenSeries.Segment segment : fresh) {
      parts
          .computeIfAbsent(segment.series(), id -> new ArrayList<>())
          .add(new Part(segment.lastSequence(), segment.content()));
    }
    List<OpenSeries.Segment> packed = new ArrayList<>();
    for (OpenSeries series : full) {
      List<Part> own = parts.getOrDefault(series.id, new ArrayList<>());
      own.sort(Comparator.comparingLong(Part::lastSequence));
      PointColumns all = new PointColumns();
      own.forEach(part -> SegmentFormat.decode(part.content(), all));
      List<OpenSeries.Segment> segments = OpenSeries.cut(series.id, all);
      series.loose = 0;
      // A rest that is short again stays loose.
      segments.forEach(series::note);
      packed.addAll(segments);
    }
    return packed;
  }

  private void upsert(List<OpenSeries> grown) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(KEEP)) {
      int at = 1;
      insert.setArray(at++, longs(grown, each -> each.id));
      insert.setArray(at++, uuids(grown));
      insert.setArray(at++, integers(grown, each -> each.attempt));
      insert.setArray(at++, texts(grown, each -> each.key));
      insert.setArray(at++, texts(grown, each -> each.role));
      insert.setArray(
          at++,
          connection.createArrayOf(
              "bool", grown.stream().map(each -> each.ordered).toArray(Boolean[]::new)));
      insert.setArray(at++, longs(grown, each -> each.points));
      insert.setArray(at++, longs(grown, each -> each.nans));
      insert.setArray(at++, longs(grown, each -> each.highs));
      insert.setArray(at++, longs(grown, each -> each.lows));
      insert.setArray(at++, longs(grown, each -> each.firstStep));
      insert.setArray(at++, longs(grown, each -> each.lastStep));
      insert.setArray(at++, longs(grown, each -> each.minMicros));
      insert.setArray(at++, longs(grown, each -> each.maxMicros));
      insert.setArray(at++, doubles(grown, each -> each.min));
      insert.setArray(at++, doubles(grown, each -> each.max));
      insert.setArray(at++, doubles(grown, each -> each.sum));
      insert.setArray(at++, doubles(grown, each -> each.newest));
      insert.setArray(at++, longs(grown, each -> each.newestStep));
      insert.setArray(at++, longs(grown, each -> each.newestMicros));
      insert.setArray(at++, longs(grown, each -> each.lastSequence));
      insert.setArray(at++, longs(grown, each -> each.packedUntil));
      insert.setArray(at++, integers(grown, each -> each.loose));
      insert.setArray(
          at, array("bytea", grown.stream().map(each -> each.tail).toArray(byte[][]::new)));
      insert.execute();
    }
  }

  private void copy(List<OpenSeries.Segment> segments) throws SQLException {
    BinaryCopy copy =
        new BinaryCopy(connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY), copies);
    for (OpenSeries.Segment segment : segments) {
      copy.row(SEGMENT_COLUMNS);
      copy.bigint(segment.series());
      copy.bigint(segment.lastSequence());
      copy.bigint(segment.firstSequence());
      copy.integer(segment.points());
      copy.integer(segment.odd());
      copy.bigint(segment.minStep());
      copy.bigint(segment.maxStep());
      copy.bigint(segment.minMicros());
      copy.bigint(segment.maxMicros());
      blocks(copy, segment.coarse());
      blocks(copy, segment.fine());
      copy.bytea(segment.content());
    }
    copy.finish();
  }

  private static void blocks(BinaryCopy copy, byte @Nullable [] blocks) throws SQLException {
    if (blocks == null) {
      copy.nothing();
    } else {
      copy.bytea(blocks);
    }
  }

  private void advance() throws SQLException {
    List<Map.Entry<AttemptKey, Attempt>> all =
        attempts.entrySet().stream()
            .filter(each -> each.getValue().firstMicros != Long.MAX_VALUE)
            .toList();
    try (PreparedStatement update = connection.prepareStatement(ADVANCE)) {
      update.setArray(
          1,
          connection.createArrayOf(
              "uuid", all.stream().map(each -> each.getKey().run()).toArray(UUID[]::new)));
      update.setArray(
          2, array("int4", all.stream().mapToInt(each -> each.getKey().number()).toArray()));
      update.setArray(
          3, array("int8", all.stream().mapToLong(each -> each.getValue().lastSequence).toArray()));
      update.setArray(
          4, array("int4", all.stream().mapToInt(each -> each.getValue().lastOrdinal).toArray()));
      update.setArray(
          5, array("int8", all.stream().mapToLong(each -> each.getValue().firstMicros).toArray()));
      update.execute();
    }
  }

  /** Bytes come as they are from the first execution on, not as text of twice the length. */
  static void binary(Statement statement) throws SQLException {
    statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
  }

  private Array array(String type, Object primitives) throws SQLException {
    return connection.unwrap(PGConnection.class).createArrayOf(type, primitives);
  }

  private Array uuids(Collection<OpenSeries> series) throws SQLException {
    return connection.createArrayOf(
        "uuid", series.stream().map(each -> each.run).toArray(UUID[]::new));
  }

  private Array texts(Collection<OpenSeries> series, Function<OpenSeries, String> text)
      throws SQLException {
    return connection.createArrayOf("text", series.stream().map(text).toArray(String[]::new));
  }

  private Array longs(Collection<OpenSeries> series, ToLongFunction<OpenSeries> number)
      throws SQLException {
    return array("int8", series.stream().mapToLong(number).toArray());
  }

  private Array integers(Collection<OpenSeries> series, ToIntFunction<OpenSeries> number)
      throws SQLException {
    return array("int4", series.stream().mapToInt(number).toArray());
  }

  private Array doubles(Collection<OpenSeries> series, ToDoubleFunction<OpenSeries> number)
      throws SQLException {
    return array("float8", series.stream().mapToDouble(number).toArray());
  }
}
