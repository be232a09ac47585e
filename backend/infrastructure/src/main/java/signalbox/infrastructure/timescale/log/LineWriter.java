package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import signalbox.application.log.LogRepository.Appended;
import signalbox.application.log.LogRepository.AttemptLines;
import signalbox.domain.log.Ledger;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLevel;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.LogTotals;
import signalbox.infrastructure.timescale.shared.BinaryCopy;
import signalbox.infrastructure.timescale.shared.CopyStatistics;

/**
 * Writes lines and keeps account of them in the ledgers of their attempts, in a transaction of the
 * caller: locks the ledgers in the order of their ids, drops what they have, and copies the rest in
 * one go. Thread-safe.
 */
final class LineWriter {
  private static final int COLUMNS = 14;

  private static final String LOCK =
      """
      select s.id, a.attempt, s.last_position, a.highest, a.missing::text, a.total_lines, a.total_hash,
             transaction_timestamp() as stored_at,
             nextval('telemetry.log_batch_batch_seq') as batch
      from unnest(?::uuid[], ?::integer[]) as wanted (id, attempt)
      join telemetry.log_stream s on s.id = wanted.id
      join telemetry.log_attempt a on a.stream_id = s.id and a.attempt = wanted.attempt
      order by s.id, a.attempt
      for update of s, a
      """;
  private static final String BEGIN_STREAMS =
      """
      insert into telemetry.log_stream (id, kind, project_id)
      select * from unnest(?::uuid[], ?::text[], ?::uuid[]) order by 1 on conflict do nothing
      """;
  private static final String BEGIN_ATTEMPTS =
      """
      insert into telemetry.log_attempt (stream_id, attempt)
      select * from unnest(?::uuid[], ?::integer[]) order by 1, 2 on conflict do nothing
      """;
  private static final String COPY =
      "copy telemetry.log_line (stored_at, batch, seq, position, time, cut, stream_id, attempt,"
          + " level, stream, logger, phase, text, raw) from stdin (format binary)";
  private static final String KEEP_ACCOUNT =
      """
      with news as (
        select * from unnest(?::bigint[], ?::uuid[], ?::integer[], ?::bigint[], ?::bigint[], ?::bigint[],
                             ?::bigint[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[],
                             ?::integer[], ?::integer[], ?::integer[], ?::integer[], ?::integer[],
                             ?::integer[], ?::bigint[], ?::bigint[], ?::text[], ?::boolean[])
               as news (batch, stream_id, attempt, from_seq, to_seq, from_position, to_position,
                        from_time, to_time, stored_at, lines, critical, error, warning, info, debug,
                        first_error_seq, highest, missing, filled)
      ), batches as (
        insert into telemetry.log_batch (batch, stream_id, attempt, from_seq, to_seq, from_position,
                                         to_position, from_time, to_time, stored_at, lines, critical,
                                         error, warning, info, debug, first_error_seq)
        select batch, stream_id, attempt, from_seq, to_seq, from_position, to_position, from_time,
               to_time, stored_at, lines, critical, error, warning, info, debug, first_error_seq
        from news
      ), streams as (
        update telemetry.log_stream s set last_position = n.position, last_line_at = n.stored_at
        from (select stream_id, max(to_position) as position, max(stored_at) as stored_at
              from news group by stream_id) n
        where s.id = n.stream_id
      )
      update telemetry.log_attempt a
      set stored = a.stored + n.lines,
          highest = n.highest,
          missing = n.missing::int8multirange,
          gone = a.gone * n.missing::int8multirange,
          critical = a.critical + n.critical,
          error = a.error + n.error,
          warning = a.warning + n.warning,
          info = a.info + n.info,
          debug = a.debug + n.debug,
          first_error_seq = least(a.first_error_seq, n.first_error_seq),
          first_time = least(a.first_time, n.from_time),
          last_time = greatest(a.last_time, n.to_time),
          resend_tries = case when n.filled then 0 else a.resend_tries end,
          seal = case when a.seal in ('incomplete', 'unknown_end') then 'repairing' else a.seal end
      from news n
      where a.stream_id = n.stream_id and a.attempt = n.attempt
      """;

  private final CopyStatistics copies;

  LineWriter(CopyStatistics copies) {
    this.copies = copies;
  }

  /** As {@link signalbox.application.log.LogRepository#append} says. */
  List<Appended> append(Connection connection, List<AttemptLines> attempts) throws SQLException {
    Map<LogAttemptId, Held> ledgers = lock(connection, attempts);
    if (ledgers.size() < attempts.size()) {
      begin(connection, attempts);
      ledgers = lock(connection, attempts);
    }
    Map<LogId, Long> positions = new HashMap<>();
    List<Batch> batches = new ArrayList<>(attempts.size());
    List<Appended> outcomes = new ArrayList<>(attempts.size());
    for (AttemptLines lines : attempts) {
      Held held = ledgers.get(lines.attempt());
      if (held == null) {
        throw new IllegalStateException("No ledger of " + lines.attempt());
      }
      long before = positions.getOrDefault(lines.attempt().log(), held.lastPosition());
      Batch batch = new Batch(lines, held, before);
      positions.put(lines.attempt().log(), batch.lastPosition());
      if (!batch.accepted.isEmpty()) {
        batches.add(batch);
      }
      outcomes.add(batch.outcome());
    }
    if (!batches.isEmpty()) {
      copy(connection, batches);
      keepAccount(connection, batches);
    }
    return outcomes;
  }

  private static Map<LogAttemptId, Held> lock(Connection connection, List<AttemptLines> attempts)
      throws SQLException {
    Map<LogAttemptId, Held> held = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(LOCK)) {
      attemptArrays(connection, select, attempts);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          held.put(
              new LogAttemptId(new LogId(rows.getObject(1, UUID.class)), rows.getInt(2)),
              new Held(
                  rows.getLong(3),
                  rows.getLong(4),
                  Multiranges.read(rows.getString(5)),
                  totals(rows, 6, 7),
                  rows.getObject(8, OffsetDateTime.class),
                  rows.getLong(9)));
        }
      }
    }
    return held;
  }

  /** Begins the ledgers that are not there. */
  static void begin(Connection connection, List<AttemptLines> attempts) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(BEGIN_STREAMS)) {
      Columns<AttemptLines> columns = new Columns<>(connection, insert, attempts);
      columns.add("uuid", lines -> lines.attempt().log().value());
      columns.add("text", lines -> lines.project() == null ? "source" : "run");
      columns.add("uuid", lines -> lines.project() == null ? null : lines.project().value());
      insert.execute();
    }
    try (PreparedStatement insert = connection.prepareStatement(BEGIN_ATTEMPTS)) {
      attemptArrays(connection, insert, attempts);
      insert.execute();
    }
  }

  private static void attemptArrays(
      Connection connection, PreparedStatement statement, List<AttemptLines> attempts)
      throws SQLException {
    Columns<AttemptLines> columns = new Columns<>(connection, statement, attempts);
    columns.add("uuid", lines -> lines.attempt().log().value());
    columns.add("int4", lines -> lines.attempt().attempt());
  }

  private void copy(Connection connection, List<Batch> batches) throws SQLException {
    BinaryCopy copy =
        new BinaryCopy(connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY), copies);
    for (Batch batch : batches) {
      UUID stream = batch.id.log().value();
      Instant storedAt = batch.held.storedAt().toInstant();
      long position = batch.before;
      for (LogLine line : batch.accepted) {
        copy.row(COLUMNS);
        copy.timestamptz(storedAt);
        copy.bigint(batch.held.batch());
        copy.bigint(line.seq());
        copy.bigint(++position);
        copy.timestamptz(line.timeMicros());
        copy.bigint(line.cut());
        copy.uuid(stream);
        copy.integer(batch.id.attempt());
        copy.smallint(line.level());
        copy.smallint(line.stream().code());
        copy.text(line.logger());
        copy.text(line.phase());
        copy.text(line.text());
        byte[] raw = line.raw();
        if (raw == null) {
          copy.nothing();
        } else {
          copy.bytea(raw);
        }
      }
    }
    copy.finish();
  }

  private static void keepAccount(Connection connection, List<Batch> batches) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(KEEP_ACCOUNT)) {
      Columns<Batch> columns = new Columns<>(connection, statement, batches);
      columns.add("int8", batch -> batch.held.batch());
      columns.add("uuid", batch -> batch.id.log().value());
      columns.add("int4", batch -> batch.id.attempt());
      columns.add("int8", batch -> batch.accepted.getFirst().seq());
      columns.add("int8", batch -> batch.accepted.getLast().seq());
      columns.add("int8", batch -> batch.before + 1);
      columns.add("int8", Batch::lastPosition);
      columns.add("timestamptz", batch -> Micros.time(batch.firstMicros));
      columns.add("timestamptz", batch -> Micros.time(batch.lastMicros));
      columns.add("timestamptz", batch -> batch.held.storedAt());
      columns.add("int4", batch -> batch.accepted.size());
      for (LogLevel level : LogLevel.values()) {
        columns.add("int4", batch -> batch.lines(level));
      }
      columns.add("int8", batch -> batch.firstError);
      columns.add("int8", batch -> batch.highest);
      columns.add("text", batch -> Multiranges.write(batch.missing));
      columns.add("bool", batch -> batch.filled);
      statement.executeUpdate();
    }
  }

  static @Nullable LogTotals totals(ResultSet rows, int lines, int hash) throws SQLException {
    String text = rows.getString(hash);
    return text == null ? null : new LogTotals(rows.getLong(lines), text);
  }

  /** What the lock has shown of an attempt. */
  private record Held(
      long lastPosition,
      long highest,
      LineRanges missing,
      @Nullable LogTotals totals,
      OffsetDateTime storedAt,
      long batch) {}

  /** The lines of one attempt on their way. */
  private static final class Batch {
    private final LogAttemptId id;
    private final Held held;
    private final long before;
    private final List<LogLine> accepted;
    private final int[] severities = new int[8];
    private final long highest;
    private final LineRanges missing;
    private final boolean filled;
    private long firstMicros = Long.MAX_VALUE;
    private long lastMicros = Long.MIN_VALUE;
    private @Nullable Long firstError;
    private int duplicates;
    private int refused;

    Batch(AttemptLines lines, Held held, long before) {
      this.id = lines.attempt();
      this.held = held;
      this.before = before;
      if (id.attempt() == 0) {
        accepted = new ArrayList<>(lines.lines().size());
        long number = held.highest();
        for (LogLine line : lines.lines()) {
          accepted.add(line.numbered(++number));
        }
        highest = number;
        missing = LineRanges.EMPTY;
        filled = false;
      } else {
        accepted = new ArrayList<>(lines.lines().size());
        Ledger ledger = new Ledger(held.highest(), held.missing(), held.totals());
        for (LogLine line : sorted(lines.lines())) {
          switch (ledger.take(line.seq())) {
            case NEW -> accepted.add(line);
            case DUPLICATE -> duplicates++;
            case REFUSED -> refused++;
          }
        }
        highest = ledger.highest();
        missing = ledger.missing();
        filled = ledger.hasFilled();
      }
      for (LogLine line : accepted) {
        severities[line.level()]++;
        if (firstError == null && line.level() <= LogLevel.ERROR.severity()) {
          firstError = line.seq();
        }
        firstMicros = Math.min(firstMicros, line.timeMicros());
        lastMicros = Math.max(lastMicros, line.timeMicros());
      }
    }

    private static List<LogLine> sorted(List<LogLine> lines) {
      for (int i = 1; i < lines.size(); i++) {
        if (lines.get(i).seq() < lines.get(i - 1).seq()) {
          LogLine[] copy = lines.toArray(LogLine[]::new);
          Arrays.sort(copy, Comparator.comparingLong(LogLine::seq));
          return Arrays.asList(copy);
        }
      }
      return lines;
    }

    int lines(LogLevel level) {
      int lines = 0;
      for (int severity = 0; severity < severities.length; severity++) {
        lines += LogLevel.of(severity) == level ? severities[severity] : 0;
      }
      return lines;
    }

    long lastPosition() {
      return before + accepted.size();
    }

    Appended outcome() {
      return new Appended(id, accepted, duplicates, refused, lastPosition());
    }
  }
}
