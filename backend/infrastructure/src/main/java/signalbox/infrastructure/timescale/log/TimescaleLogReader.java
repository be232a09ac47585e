package signalbox.infrastructure.timescale.log;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.LogLedger;
import signalbox.application.log.LogOverview;
import signalbox.application.log.LogReader;
import signalbox.application.log.LogScan;
import signalbox.application.log.LogSource;
import signalbox.application.log.ReadLine;
import signalbox.application.run.RunLogs;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.log.LevelCounts;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.Seal;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/**
 * Reads lines through the sparse index of batches: it says which batches may hold what is wanted, a
 * BRIN index finds their pages, and only what lies there is sorted. Long reads go window by window,
 * each a statement of its own under a time limit.
 */
public final class TimescaleLogReader implements LogReader, RunLogs {
  private static final int FETCH_HEADS = 500;
  private static final int FETCH_NUMBERS = 10_000;

  /** Whole lines have up to 256 KiB each. */
  private static final int FETCH_WHOLE = 100;

  private static final String OVERVIEW =
      """
      select s.last_position, a.attempt, a.instance, a.stored, a.highest, a.missing::text, a.gone::text,
             a.removed::text, a.total_lines, a.total_hash, a.ended_at, a.seal, a.sealed_at, a.hash,
             a.critical, a.error, a.warning, a.info, a.debug, a.first_error_seq, a.first_time,
             a.last_time, a.revision
      from telemetry.log_stream s left join telemetry.log_attempt a on a.stream_id = s.id
      where s.id = ? order by a.attempt
      """;
  private static final String STORED =
      "select coalesce(sum(lines), 0) from telemetry.log_batch"
          + " where stream_id = ? and attempt = ? and to_position <= ?";
  private static final String COUNTS =
      """
      select distinct on (stream_id) stream_id, attempt, warning, error + critical, first_error_seq
      from telemetry.log_attempt where stream_id = any (?) and stored > 0
      order by stream_id, attempt desc
      """;
  private static final String SOURCE_COLUMNS =
      "select id, name, address, last_position, created_at, last_line_at"
          + " from telemetry.log_stream where kind = 'source'";

  private final PostgresDatabase telemetry;

  public TimescaleLogReader(PostgresDatabase telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public LogOverview overview(LogId log) {
    return telemetry.withConnection(connection -> {
      try (PreparedStatement select = connection.prepareStatement(OVERVIEW)) {
        select.setObject(1, log.value());
        try (ResultSet rows = select.executeQuery()) {
          List<LogLedger> attempts = new ArrayList<>();
          long position = 0;
          long revision = 0;
          while (rows.next()) {
            position = rows.getLong(1);
            if (rows.getObject(2) != null) {
              attempts.add(ledger(log, rows));
              revision += rows.getLong(23);
            }
          }
          return new LogOverview(position, revision, attempts);
        }
      }
    });
  }

  private static LogLedger ledger(LogId log, ResultSet rows) throws SQLException {
    return new LogLedger(
        new LogAttempt(
            new LogAttemptId(log, rows.getInt(2)),
            rows.getString(3),
            rows.getLong(4),
            rows.getLong(5),
            Multiranges.read(rows.getString(6)),
            Multiranges.read(rows.getString(7)),
            LineWriter.totals(rows, 9, 10),
            instant(rows, 11),
            Seal.ofWord(rows.getString(12)),
            instant(rows, 13),
            rows.getString(14),
            new LevelCounts(
                rows.getLong(15),
                rows.getLong(16),
                rows.getLong(17),
                rows.getLong(18),
                rows.getLong(19)),
            nullableLong(rows, 20),
            instant(rows, 21),
            instant(rows, 22)),
        Multiranges.read(rows.getString(8)));
  }

  @Override
  public LogScan.End heads(LogScan scan, Consumer<ReadLine> sink) {
    return scan(scan, LineRow.HEADS, FETCH_HEADS, rows -> sink.accept(LineRow.read(rows)));
  }

  @Override
  public LogScan.End whole(LogScan scan, Consumer<ReadLine> sink) {
    return scan(scan, LineRow.WHOLE, FETCH_WHOLE, rows -> sink.accept(LineRow.read(rows)));
  }

  @Override
  public LogScan.End numbers(LogScan scan, LongConsumer sink) {
    return scan(scan, "attempt, seq", FETCH_NUMBERS, rows -> sink.accept(rows.getLong(2)));
  }

  private LogScan.End scan(LogScan scan, String columns, int fetch, ScanReader.RowSink sink) {
    ScanReader reader = new ScanReader(scan, columns, fetch, sink);
    return telemetry.withConnection(reader::read);
  }

  @Override
  public long stored(LogAttemptId attempt, long through) {
    return telemetry.withConnection(connection -> {
      try (PreparedStatement select = connection.prepareStatement(STORED)) {
        select.setObject(1, attempt.log().value());
        select.setInt(2, attempt.attempt());
        select.setLong(3, through);
        try (ResultSet rows = select.executeQuery()) {
          rows.next();
          return rows.getLong(1);
        }
      }
    });
  }

  @Override
  public List<LevelCounts> volume(
      LogAttemptId attempt, long through, Instant from, long bucketMicros, int buckets) {
    VolumeBuckets volume = new VolumeBuckets(from, bucketMicros, buckets);
    return telemetry.withConnection(connection -> volume.count(connection, attempt, through));
  }

  @Override
  public Tail tail(LogId log, long after, int limit) {
    TailReader reader = new TailReader(log, after, limit);
    return telemetry.withConnection(reader::read);
  }

  @Override
  public Map<RunId, Counts> counts(Collection<RunId> runs) {
    if (runs.isEmpty()) {
      return Map.of();
    }
    return telemetry.withConnection(connection -> {
      try (PreparedStatement select = connection.prepareStatement(COUNTS)) {
        select.setArray(
            1,
            connection.createArrayOf("uuid", runs.stream().map(RunId::value).toArray(UUID[]::new)));
        Map<RunId, Counts> counts = new HashMap<>();
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            counts.put(
                new RunId(rows.getObject(1, UUID.class)),
                new Counts(
                    rows.getInt(2), rows.getLong(3), rows.getLong(4), nullableLong(rows, 5)));
          }
        }
        return counts;
      }
    });
  }

  @Override
  public Page<LogSource> sources(PageRequest page) {
    String cursor = page.cursor();
    return telemetry.withConnection(connection -> {
      String sql =
          SOURCE_COLUMNS
              + (cursor == null
                  ? ""
                  : " and (name, address, id) > (select c.name, c.address, c.id"
                      + " from telemetry.log_stream c where c.id = ?)")
              + " order by name, address, id limit "
              + (page.limit() + 1);
      List<LogSource> found = new ArrayList<>();
      try (PreparedStatement select = connection.prepareStatement(sql)) {
        if (cursor != null) {
          select.setObject(1, UuidCursor.decode(cursor));
        }
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found.add(source(rows));
          }
        }
      }
      long total;
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "select count(*) from telemetry.log_stream where kind = 'source'")) {
        rows.next();
        total = rows.getLong(1);
      }
      boolean more = found.size() > page.limit();
      List<LogSource> items = more ? found.subList(0, page.limit()) : found;
      return new Page<>(
          items, more ? UuidCursor.encode(items.getLast().id().value()) : null, total);
    });
  }

  @Override
  public Optional<LogSource> source(LogId id) {
    return telemetry.withConnection(connection -> {
      try (PreparedStatement select = connection.prepareStatement(SOURCE_COLUMNS + " and id = ?")) {
        select.setObject(1, id.value());
        try (ResultSet rows = select.executeQuery()) {
          return rows.next() ? Optional.of(source(rows)) : Optional.empty();
        }
      }
    });
  }

  private static LogSource source(ResultSet rows) throws SQLException {
    return new LogSource(
        new LogId(rows.getObject(1, UUID.class)),
        rows.getString(2),
        rows.getString(3),
        rows.getLong(4),
        rows.getObject(5, OffsetDateTime.class).toInstant(),
        instant(rows, 6));
  }

  private static @Nullable Instant instant(ResultSet rows, int column) throws SQLException {
    OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable Long nullableLong(ResultSet rows, int column) throws SQLException {
    long value = rows.getLong(column);
    return rows.wasNull() ? null : value;
  }
}
