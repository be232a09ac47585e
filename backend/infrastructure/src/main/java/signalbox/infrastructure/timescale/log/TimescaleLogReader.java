package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import signalbox.application.log.LogFilter;
import signalbox.application.log.LogLedger;
import signalbox.application.log.LogOverview;
import signalbox.application.log.LogPattern;
import signalbox.application.log.LogReader;
import signalbox.application.log.LogScan;
import signalbox.application.log.LogSource;
import signalbox.application.log.ReadLine;
import signalbox.application.run.RunLogs;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.log.LevelCounts;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLevel;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.LogTotals;
import signalbox.domain.log.Seal;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/**
 * Reads lines through the sparse index of batches: it says which batches may hold what is wanted, a
 * BRIN index finds their pages, and only what lies there is sorted. Long reads go window by window,
 * each a statement of its own under a time limit.
 */
public final class TimescaleLogReader implements LogReader, RunLogs {
  private static final long FIRST_WINDOW = 20_000;
  private static final long LARGEST_WINDOW = 400_000;
  private static final Duration GROW_BELOW = Duration.ofMillis(150);

  /** No single window may take longer, also where the reading as a whole may. */
  private static final Duration WINDOW_LIMIT = Duration.ofSeconds(50);

  private static final int FETCH_HEADS = 500;
  private static final int FETCH_NUMBERS = 10_000;

  /** Whole lines have up to 256 KiB each. */
  private static final int FETCH_WHOLE = 100;

  private static final int TAIL_BATCHES = 64;
  private static final int FETCH_TAIL = 200;

  /** After so much text a part of the tail ends early. */
  private static final long TAIL_CHARACTERS = 1024 * 1024;

  private static final String CANCELLED = "57014";
  private static final String BAD_PATTERN = "2201B";

  private static final String MICROS = "(extract(epoch from time) * 1000000)::bigint";
  private static final String REST_OF_LINE =
      ", level, stream, logger, phase, octet_length(text), octet_length(raw), cut, ";
  private static final String HEAD =
      "case when octet_length(text) > "
          + ReadLine.MAX_BYTES
          + " then left(text, "
          + ReadLine.MAX_BYTES
          + ") else text end";
  private static final String HEADS =
      "attempt, seq, position, "
          + MICROS
          + REST_OF_LINE
          + HEAD
          + ", null::bytea, octet_length(text) > "
          + ReadLine.MAX_BYTES;
  private static final String WHOLE =
      "attempt, seq, position, " + MICROS + REST_OF_LINE + "text, raw, false";

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
  private static final String VOLUME_BATCHES =
      """
      select batch, from_seq, to_seq, lines, (extract(epoch from stored_at) * 1000000)::bigint,
             (extract(epoch from from_time) * 1000000)::bigint,
             (extract(epoch from to_time) * 1000000)::bigint, critical, error, warning, info, debug
      from telemetry.log_batch
      where stream_id = ? and attempt = ? and to_position <= ? and to_time >= ? and from_time < ?
      """;
  // One statement, one view of the store: what is removed shows as a hole before the first batch.
  private static final String TAIL =
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
    long totalLines = rows.getLong(9);
    String totalHash = rows.getString(10);
    return new LogLedger(
        new LogAttempt(
            new LogAttemptId(log, rows.getInt(2)),
            rows.getString(3),
            rows.getLong(4),
            rows.getLong(5),
            Multiranges.read(rows.getString(6)),
            Multiranges.read(rows.getString(7)),
            totalHash == null ? null : new LogTotals(totalLines, totalHash),
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
    return scan(scan, HEADS, FETCH_HEADS, rows -> sink.accept(line(rows)));
  }

  @Override
  public LogScan.End whole(LogScan scan, Consumer<ReadLine> sink) {
    return scan(scan, WHOLE, FETCH_WHOLE, rows -> sink.accept(line(rows)));
  }

  @Override
  public LogScan.End numbers(LogScan scan, LongConsumer sink) {
    return scan(scan, "attempt, seq", FETCH_NUMBERS, rows -> sink.accept(rows.getLong(2)));
  }

  private LogScan.End scan(LogScan scan, String columns, int fetch, RowSink sink) {
    Deadline deadline = new Deadline(scan.timeLimit());
    Condition condition = new Condition(scan.filter());
    long end =
        scan.backwards()
            ? scan.numbers().ranges().getFirst().from()
            : scan.numbers().ranges().getLast().to();
    return telemetry.withConnection(connection -> {
      if (scan.filter().pattern() != null) {
        check(connection, scan.filter().pattern());
      }
      BatchIndex index =
          new BatchIndex(batches(connection, scan, condition), scan.numbers(), scan.backwards());
      long left = scan.limit();
      long lines = 0;
      long window = Math.min(FIRST_WINDOW, Math.max(scan.limit(), 1000));
      long reached =
          scan.backwards()
              ? scan.numbers().ranges().getLast().to() + 1
              : scan.numbers().ranges().getFirst().from() - 1;
      connection.setAutoCommit(false);
      while (left > 0 && index.hasNext()) {
        BatchIndex.Window next = index.next(window);
        long began = System.nanoTime();
        if (deadline.passed()) {
          return new LogScan.End(false, reached, lines);
        }
        try {
          left -= read(connection, scan, condition, next, columns, fetch, left, deadline, sink);
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
    });
  }

  private static List<BatchIndex.Batch> batches(
      Connection connection, LogScan scan, Condition condition) throws SQLException {
    String sql =
        "select batch, from_seq, to_seq, lines, (extract(epoch from stored_at) * 1000000)::bigint"
            + " from telemetry.log_batch where stream_id = ? and attempt = ? and to_seq >= ?"
            + " and from_seq <= ? and to_position <= ?"
            + condition.ofBatches();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, scan.attempt().log().value());
      select.setInt(2, scan.attempt().attempt());
      select.setLong(3, scan.numbers().ranges().getFirst().from());
      select.setLong(4, scan.numbers().ranges().getLast().to());
      select.setLong(5, scan.through());
      condition.bindBatches(select, 6);
      List<BatchIndex.Batch> found = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(batch(rows));
        }
      }
      return found;
    }
  }

  private static BatchIndex.Batch batch(ResultSet rows) throws SQLException {
    return new BatchIndex.Batch(
        rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getInt(4), rows.getLong(5));
  }

  /** Reads one window, and answers how many lines it gave. */
  private static long read(
      Connection connection,
      LogScan scan,
      Condition condition,
      BatchIndex.Window window,
      String columns,
      int fetch,
      long limit,
      Deadline deadline,
      RowSink sink)
      throws SQLException {
    boolean scattered = scan.numbers().ranges().size() > 1;
    String sql =
        "select "
            + columns
            + " from telemetry.log_line"
            + OF_BATCHES
            + " and seq between ? and ?"
            + (scattered ? " and seq <@ ?::int8multirange" : "")
            + condition.ofLines()
            + " order by seq"
            + (scan.backwards() ? " desc" : "")
            + (limit < LARGEST_WINDOW ? " limit " + limit : "");
    limitTime(connection, deadline.left());
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int at = bindBatches(connection, select, window.batches());
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

  /**
   * The range of batches goes to the BRIN index; the list, which holes of other logs make
   * necessary, must not: each of its elements would scan the index anew.
   */
  private static final String OF_BATCHES =
      " where batch between ? and ? and (batch + 0) = any (?) and stored_at between ? and ?";

  private static int bindBatches(
      Connection connection, PreparedStatement select, List<BatchIndex.Batch> batches)
      throws SQLException {
    long[] ids = batches.stream().mapToLong(BatchIndex.Batch::id).sorted().toArray();
    select.setLong(1, ids.length == 0 ? 0 : ids[0]);
    select.setLong(2, ids.length == 0 ? 0 : ids[ids.length - 1]);
    select.setArray(3, connection.unwrap(PGConnection.class).createArrayOf("int8", ids));
    select.setObject(
        4, time(batches.stream().mapToLong(BatchIndex.Batch::storedMicros).min().orElse(0)));
    select.setObject(
        5, time(batches.stream().mapToLong(BatchIndex.Batch::storedMicros).max().orElse(0)));
    return 6;
  }

  private static void limitTime(Connection connection, Duration limit) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local statement_timeout = " + Math.max(1, limit.toMillis()));
    }
    PostgresDatabase.waitForReader(connection);
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
    long start = ChronoUnit.MICROS.between(Instant.EPOCH, from);
    LevelCounts[] counts = new LevelCounts[buckets];
    Arrays.fill(counts, LevelCounts.NONE);
    return telemetry.withConnection(connection -> {
      List<BatchIndex.Batch> straddling = new ArrayList<>();
      try (PreparedStatement select = connection.prepareStatement(VOLUME_BATCHES)) {
        select.setObject(1, attempt.log().value());
        select.setInt(2, attempt.attempt());
        select.setLong(3, through);
        select.setObject(4, time(start));
        select.setObject(5, time(start + bucketMicros * buckets));
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            long first = Math.floorDiv(rows.getLong(6) - start, bucketMicros);
            long last = Math.floorDiv(rows.getLong(7) - start, bucketMicros);
            if (first == last && first >= 0 && first < buckets) {
              int bucket = (int) first;
              counts[bucket] =
                  counts[bucket].plus(
                      new LevelCounts(
                          rows.getLong(8),
                          rows.getLong(9),
                          rows.getLong(10),
                          rows.getLong(11),
                          rows.getLong(12)));
            } else {
              straddling.add(batch(rows));
            }
          }
        }
      }
      if (!straddling.isEmpty()) {
        connection.setAutoCommit(false);
        limitTime(connection, WINDOW_LIMIT);
        countLines(connection, straddling, start, bucketMicros, counts);
        connection.commit();
      }
      return List.of(counts);
    });
  }

  /** Batches that lie in more than one bucket are counted line by line. */
  private static void countLines(
      Connection connection,
      List<BatchIndex.Batch> straddling,
      long start,
      long bucketMicros,
      LevelCounts[] counts)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "with counted as (select "
                + MICROS
                + " as micros, level from telemetry.log_line"
                + OF_BATCHES
                + ") select (micros - ?) / ?, level, count(*) from counted"
                + " where micros >= ? and micros < ? group by 1, 2")) {
      int at = bindBatches(connection, select, straddling);
      select.setLong(at++, start);
      select.setLong(at++, bucketMicros);
      select.setLong(at++, start);
      select.setLong(at, start + bucketMicros * counts.length);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          int bucket = rows.getInt(1);
          counts[bucket] = counts[bucket].plus(only(LogLevel.of(rows.getInt(2)), rows.getLong(3)));
        }
      }
    }
  }

  private static LevelCounts only(LogLevel level, long lines) {
    return switch (level) {
      case CRITICAL -> new LevelCounts(lines, 0, 0, 0, 0);
      case ERROR -> new LevelCounts(0, lines, 0, 0, 0);
      case WARNING -> new LevelCounts(0, 0, lines, 0, 0);
      case INFO -> new LevelCounts(0, 0, 0, lines, 0);
      case DEBUG -> new LevelCounts(0, 0, 0, 0, lines);
    };
  }

  @Override
  public Tail tail(LogId log, long after, int limit) {
    return telemetry.withConnection(connection -> {
      List<BatchIndex.Batch> batches = new ArrayList<>();
      long position = 0;
      long revision = 0;
      long firstPosition = 0;
      try (PreparedStatement select = connection.prepareStatement(TAIL)) {
        select.setLong(1, after);
        select.setInt(2, TAIL_BATCHES);
        select.setObject(3, log.value());
        try (ResultSet rows = select.executeQuery()) {
          long lines = 0;
          while (rows.next()) {
            position = rows.getLong(1);
            revision = rows.getLong(2);
            if (rows.getObject(3) == null || lines >= limit) {
              continue;
            }
            if (batches.isEmpty()) {
              firstPosition = rows.getLong(4);
            }
            batches.add(
                new BatchIndex.Batch(
                    rows.getLong(3),
                    rows.getLong(4),
                    rows.getLong(5),
                    rows.getInt(6),
                    rows.getLong(7)));
            lines += rows.getLong(5) - Math.max(after, rows.getLong(4) - 1);
          }
        }
      }
      if (batches.isEmpty()) {
        return new Tail(List.of(), position, position, revision);
      }
      if (firstPosition > after + 1) {
        return new Tail(List.of(), firstPosition - 1, position, revision);
      }
      // A later hole, made by retention, ends this part; the next one tells of it.
      long end = batches.getFirst().to();
      for (BatchIndex.Batch batch : batches) {
        if (batch.from() > end + 1) {
          break;
        }
        end = batch.to();
      }
      return new Tail(stored(connection, batches, after, end, limit), after, position, revision);
    });
  }

  private static List<ReadLine> stored(
      Connection connection, List<BatchIndex.Batch> batches, long after, long end, int limit)
      throws SQLException {
    String sql =
        "select "
            + HEADS
            + " from telemetry.log_line"
            + OF_BATCHES
            + " and position > ? and position <= ? order by position limit ?";
    // A cursor, which lives in a transaction: many long lines are not fetched at once.
    connection.setAutoCommit(false);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int at = bindBatches(connection, select, batches);
      select.setLong(at++, after);
      select.setLong(at++, end);
      select.setInt(at, limit);
      select.setFetchSize(FETCH_TAIL);
      List<ReadLine> lines = new ArrayList<>();
      long characters = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (characters < TAIL_CHARACTERS && rows.next()) {
          ReadLine line = line(rows);
          lines.add(line);
          characters += line.line().text().length();
        }
      }
      connection.commit();
      return lines;
    }
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

  private static ReadLine line(ResultSet rows) throws SQLException {
    int textBytes = rows.getInt(9);
    int rawBytes = rows.getInt(10);
    boolean binary = !rows.wasNull();
    String text = rows.getString(12);
    byte[] raw = rows.getBytes(13);
    boolean truncated = rows.getBoolean(14);
    return new ReadLine(
        rows.getInt(1),
        rows.getLong(3),
        new LogLine(
            rows.getLong(2),
            rows.getLong(4),
            rows.getInt(5),
            LineStream.of(rows.getInt(6)),
            rows.getString(7),
            rows.getString(8),
            text,
            raw,
            rows.getLong(11)),
        binary ? rawBytes : textBytes,
        truncated,
        binary);
  }

  /** Refuses a pattern that the server does not understand, before anything is searched. */
  private static void check(Connection connection, LogPattern pattern) throws SQLException {
    if (!pattern.regex()) {
      return;
    }
    try (PreparedStatement select = connection.prepareStatement("select '' ~ ?")) {
      select.setString(1, Condition.regex(pattern));
      select.execute();
    } catch (SQLException e) {
      if (BAD_PATTERN.equals(e.getSQLState())) {
        throw badPattern(pattern, e);
      }
      throw e;
    }
  }

  private static SignalboxException badPattern(LogPattern pattern, SQLException cause) {
    ServerErrorMessage server =
        cause instanceof PSQLException known ? known.getServerErrorMessage() : null;
    String message = server == null ? null : server.getMessage();
    String reason =
        message == null ? "it is not understood" : message.substring(message.indexOf(':') + 1);
    Integer column = null;
    try {
      var _ = Pattern.compile(pattern.text());
    } catch (PatternSyntaxException e) {
      // The server does not say where; this engine, which knows nearly the same language, does.
      column = e.getIndex() < 0 ? null : Math.min(e.getIndex(), pattern.text().length()) + 1;
    }
    return SignalboxException.of(ErrorCode.LOG_BAD_PATTERN)
        .unsafe("reason", reason.strip())
        .at("q")
        .because(List.of(new Fault("q", null, column, null, reason.strip())))
        .causedBy(cause);
  }

  private static OffsetDateTime time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(ResultSet rows, int column) throws SQLException {
    OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable Long nullableLong(ResultSet rows, int column) throws SQLException {
    long value = rows.getLong(column);
    return rows.wasNull() ? null : value;
  }

  @FunctionalInterface
  private interface RowSink {
    void accept(ResultSet rows) throws SQLException;
  }

  /** When a reading must end. */
  private static final class Deadline {
    private final @Nullable Long end;

    Deadline(@Nullable Duration limit) {
      end = limit == null ? null : System.nanoTime() + limit.toNanos();
    }

    boolean passed() {
      return end != null && end - System.nanoTime() <= 0;
    }

    Duration left() {
      return end == null ? WINDOW_LIMIT : Duration.ofNanos(end - System.nanoTime());
    }
  }

  /** A filter as SQL. */
  private static final class Condition {
    private final LogFilter filter;

    Condition(LogFilter filter) {
      this.filter = filter;
    }

    /** What a batch must have to hold a wanted line. */
    String ofBatches() {
      StringBuilder sql = new StringBuilder();
      if (!filter.levels().isEmpty()) {
        sql.append(
            filter.levels().stream()
                .map(level -> level.word() + " > 0")
                .sorted()
                .collect(java.util.stream.Collectors.joining(" or ", " and (", ")")));
      }
      if (filter.since() != null) {
        sql.append(" and to_time >= ?");
      }
      if (filter.until() != null) {
        sql.append(" and from_time < ?");
      }
      return sql.toString();
    }

    void bindBatches(PreparedStatement select, int first) throws SQLException {
      bindTimes(select, first);
    }

    private int bindTimes(PreparedStatement select, int first) throws SQLException {
      int at = first;
      for (Instant time : new Instant[] {filter.since(), filter.until()}) {
        if (time != null) {
          select.setObject(at++, time.atOffset(ZoneOffset.UTC));
        }
      }
      return at;
    }

    String ofLines() {
      StringBuilder sql = new StringBuilder();
      if (filter.since() != null) {
        sql.append(" and time >= ?");
      }
      if (filter.until() != null) {
        sql.append(" and time < ?");
      }
      if (!filter.levels().isEmpty()) {
        sql.append(" and level = any (?)");
      }
      if (!filter.streams().isEmpty()) {
        sql.append(" and stream = any (?)");
      }
      if (!filter.phases().isEmpty()) {
        sql.append(" and phase = any (?)");
      }
      if (!filter.loggers().isEmpty()) {
        sql.append(" and logger = any (?)");
      }
      LogPattern pattern = filter.pattern();
      if (pattern != null) {
        if (pattern.regex()) {
          sql.append(pattern.caseSensitive() ? " and text ~ ?" : " and text ~* ?");
        } else {
          sql.append(pattern.caseSensitive() ? " and text like ?" : " and text ilike ?");
        }
      }
      return sql.toString();
    }

    void bindLines(Connection connection, PreparedStatement select, int first) throws SQLException {
      int at = bindTimes(select, first);
      if (!filter.levels().isEmpty()) {
        Integer[] severities =
            IntStream.range(0, 8)
                .filter(severity -> filter.levels().contains(LogLevel.of(severity)))
                .boxed()
                .toArray(Integer[]::new);
        select.setArray(at++, connection.createArrayOf("int4", severities));
      }
      if (!filter.streams().isEmpty()) {
        select.setArray(
            at++,
            connection.createArrayOf(
                "int4", filter.streams().stream().map(LineStream::code).toArray(Integer[]::new)));
      }
      if (!filter.phases().isEmpty()) {
        select.setArray(at++, connection.createArrayOf("text", filter.phases().toArray()));
      }
      if (!filter.loggers().isEmpty()) {
        select.setArray(at++, connection.createArrayOf("text", filter.loggers().toArray()));
      }
      LogPattern pattern = filter.pattern();
      if (pattern != null) {
        select.setString(at, pattern.regex() ? regex(pattern) : like(pattern.text()));
      }
    }

    /** Entries may have several lines: unless the pattern says otherwise, {@code ^} means each. */
    static String regex(LogPattern pattern) {
      String text = pattern.text();
      boolean directs = text.startsWith("***") || text.startsWith("(?");
      return directs ? text : "(?n)" + text;
    }

    private static String like(String text) {
      return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
  }
}
