package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import signalbox.application.log.LogLedger;
import signalbox.application.log.LogRepository;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.log.Ledger;
import signalbox.domain.log.LevelCounts;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLevel;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.LogTotals;
import signalbox.domain.log.Seal;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.StoreFailures;
import signalbox.infrastructure.timescale.shared.BinaryCopy;
import signalbox.infrastructure.timescale.shared.CopyStatistics;

/**
 * Lines and ledger in the telemetry store. A transaction locks the ledgers of its attempts, in the
 * order of their ids, drops what they have, and copies the rest in one go.
 */
public final class TimescaleLogRepository implements LogRepository {
  /** How many lines are sorted by the server at a time when a log is read in order. */
  private static final long READ_WINDOW = 50_000;

  private static final int FETCH = 2_000;
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
  private static final String START_ATTEMPT =
      """
      insert into telemetry.log_attempt (stream_id, attempt, instance) values (?, ?, ?)
      on conflict (stream_id, attempt)
        do update set instance = coalesce(excluded.instance, log_attempt.instance)
      """;
  private static final String END =
      """
      update telemetry.log_attempt
      set ended_at = ?, seal = case when seal = 'open' then 'repairing' else seal end, resend_tries = 0
      where stream_id = ? and ended_at is null and\
      """;
  private static final String TOTALS =
      """
      update telemetry.log_attempt
      set total_lines = ?, total_hash = ?, highest = greatest(highest, ?),
          missing = missing + case when ? > highest then int8multirange(int8range(highest + 1, ? + 1))
                              else '{}'::int8multirange end,
          seal = case when seal in ('incomplete', 'unknown_end') then 'repairing' else seal end
      where stream_id = ? and attempt = ? and seal <> 'complete'
        and (total_lines is distinct from ? or total_hash is distinct from ?)
      """;
  private static final String ANSWERED =
      """
      update telemetry.log_attempt
      set resend_outcome = ?, gone = missing * (gone + ?::int8multirange),
          resend_at = case when resend_tries < ? then coalesce(?, resend_at) else resend_at end
      where stream_id = ? and attempt = ?
      """;
  private static final String INSTANCE_UP =
      """
      update telemetry.log_attempt set resend_at = '-infinity', resend_tries = 0
      where instance = ? and seal in ('open', 'repairing') and attempt > 0
      """;
  private static final String ATTEMPT_COLUMNS =
      """
      a.stream_id, a.attempt, a.instance, a.stored, a.highest, a.missing::text as missing,
      a.gone::text as gone, a.total_lines, a.total_hash, a.ended_at, a.seal, a.sealed_at, a.hash,
      a.critical, a.error, a.warning, a.info, a.debug, a.first_error_seq, a.first_time, a.last_time,
      a.resend_tries, a.resend_outcome\
      """;
  // Locked in the order in which the writer locks, so that nobody waits in a circle.
  private static final String CLAIM =
      """
      with due as materialized (
        select stream_id, attempt from telemetry.log_attempt
        where seal in ('open', 'repairing') and attempt > 0 and resend_at <= ?
          and (missing <> gone or ended_at is not null)
        order by resend_at limit ?
      ), locked as (
        select a.stream_id, a.attempt from telemetry.log_attempt a join due using (stream_id, attempt)
        where a.resend_at <= ? and a.seal in ('open', 'repairing')
        order by a.stream_id, a.attempt
        for update of a
      )
      update telemetry.log_attempt a set resend_at = ?
      from locked where a.stream_id = locked.stream_id and a.attempt = locked.attempt
      returning\
      """
          + " "
          + ATTEMPT_COLUMNS;
  private static final String ASKED =
      """
      update telemetry.log_attempt set resend_tries = resend_tries + 1, resend_at = ?
      where stream_id = ? and attempt = ?
      """;
  private static final String SEAL =
      """
      update telemetry.log_attempt set seal = ?, hash = ?, sealed_at = ?
      where stream_id = ? and attempt = ? and stored = ? and seal in ('open', 'repairing')
      """;
  private static final String LOST =
      """
      update telemetry.log_attempt
      set stored = stored - ?, missing = missing + ?::int8multirange
      where stream_id = ? and attempt = ?
      """;

  /** What it counts as removed already is not counted once more when the same comes again. */
  private static final String RESTORE =
      """
      update telemetry.log_attempt
      set instance = ?, highest = ?, missing = ?::int8multirange, gone = ?::int8multirange,
          stored = stored - (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(removed) r) + ?,
          removed = ?::int8multirange, total_lines = ?, total_hash = ?, ended_at = ?, seal = ?, sealed_at = ?,
          hash = ?
      where stream_id = ? and attempt = ?
      """;

  private static final String WINDOW =
      """
      select batch, stored_at from telemetry.log_batch
      where stream_id = ? and attempt = ? and to_seq >= ? and from_seq <= ?
      """;
  private static final String READ =
      """
      select seq, extract(epoch from time) * 1000000 as micros, level, stream, logger, phase, text, raw, cut
      from telemetry.log_line
      where batch = any (?) and stored_at between ? and ? and stream_id = ? and attempt = ?
        and seq between ? and ?
      order by seq
      """;
  private static final String QUIET =
      """
      select a.stream_id, a.attempt
      from telemetry.log_attempt a join telemetry.log_stream s on s.id = a.stream_id
      where a.seal in ('open', 'repairing') and a.attempt > 0 and a.ended_at is null
        and coalesce(s.last_line_at, s.created_at) < ?
      order by coalesce(s.last_line_at, s.created_at) desc limit ?
      """;
  private static final String SOURCE =
      """
      with made as (
        insert into telemetry.log_stream (id, kind, name, address) values (?, 'source', ?, ?)
        on conflict (name, address) where kind = 'source' do nothing
        returning id
      )
      select id from made
      union all select id from telemetry.log_stream where kind = 'source' and name = ? and address = ?
      limit 1
      """;

  private final PostgresDatabase telemetry;
  private final CopyStatistics copies = new CopyStatistics();

  public TimescaleLogRepository(PostgresDatabase telemetry) {
    this.telemetry = telemetry;
  }

  /** What this repository has written with COPY. */
  public CopyStatistics copies() {
    return copies;
  }

  @Override
  public List<Appended> append(List<AttemptLines> attempts) {
    if (attempts.isEmpty()) {
      return List.of();
    }
    return inTransaction(connection -> {
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
    });
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

  private static void begin(Connection connection, List<AttemptLines> attempts)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(BEGIN_STREAMS)) {
      insert.setArray(
          1,
          connection.createArrayOf(
              "uuid",
              attempts.stream().map(lines -> lines.attempt().log().value()).toArray(UUID[]::new)));
      insert.setArray(
          2,
          connection.createArrayOf(
              "text",
              attempts.stream()
                  .map(lines -> lines.project() == null ? "source" : "run")
                  .toArray(String[]::new)));
      insert.setArray(
          3,
          connection.createArrayOf(
              "uuid",
              attempts.stream()
                  .map(lines -> lines.project() == null ? null : lines.project().value())
                  .toArray()));
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
    statement.setArray(
        1,
        connection.createArrayOf(
            "uuid",
            attempts.stream().map(lines -> lines.attempt().log().value()).toArray(UUID[]::new)));
    statement.setArray(
        2,
        connection.createArrayOf(
            "int4",
            attempts.stream().map(lines -> lines.attempt().attempt()).toArray(Integer[]::new)));
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
      Columns columns = new Columns(connection, statement, batches);
      columns.add("int8", batch -> batch.held.batch());
      columns.add("uuid", batch -> batch.id.log().value());
      columns.add("int4", batch -> batch.id.attempt());
      columns.add("int8", batch -> batch.accepted.getFirst().seq());
      columns.add("int8", batch -> batch.accepted.getLast().seq());
      columns.add("int8", batch -> batch.before + 1);
      columns.add("int8", Batch::lastPosition);
      columns.add("timestamptz", batch -> time(batch.firstMicros));
      columns.add("timestamptz", batch -> time(batch.lastMicros));
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

  private static OffsetDateTime time(long micros) {
    return Instant.EPOCH
        .plus(micros, java.time.temporal.ChronoUnit.MICROS)
        .atOffset(ZoneOffset.UTC);
  }

  @Override
  public void started(LogAttemptId attempt, ProjectId project, @Nullable String instance) {
    inTransaction(connection -> {
      begin(connection, List.of(new AttemptLines(attempt, project, List.of())));
      return update(connection, START_ATTEMPT, attempt.log().value(), attempt.attempt(), instance);
    });
  }

  @Override
  public void ended(LogAttemptId attempt, Instant at) {
    inTransaction(connection ->
        update(
            connection,
            END + " attempt = ?",
            at.atOffset(ZoneOffset.UTC),
            attempt.log().value(),
            attempt.attempt()));
  }

  @Override
  public void endedBefore(LogAttemptId attempt, Instant at) {
    inTransaction(connection ->
        update(
            connection,
            END + " attempt > 0 and attempt < ?",
            at.atOffset(ZoneOffset.UTC),
            attempt.log().value(),
            attempt.attempt()));
  }

  @Override
  public void totals(LogAttemptId attempt, LogTotals totals) {
    inTransaction(connection ->
        update(
            connection,
            TOTALS,
            totals.lines(),
            totals.hash(),
            totals.lines(),
            totals.lines(),
            totals.lines(),
            attempt.log().value(),
            attempt.attempt(),
            totals.lines(),
            totals.hash()));
  }

  @Override
  public void answered(
      LogAttemptId attempt, String outcome, LineRanges gone, @Nullable Instant nextAt) {
    inTransaction(connection ->
        update(
            connection,
            ANSWERED,
            outcome,
            Multiranges.write(gone),
            TRIES_IN_VAIN,
            nextAt == null ? null : nextAt.atOffset(ZoneOffset.UTC),
            attempt.log().value(),
            attempt.attempt()));
  }

  @Override
  public void instanceUp(String instance) {
    inTransaction(connection -> update(connection, INSTANCE_UP, instance));
  }

  @Override
  public List<Due> claimDue(Instant now, Duration lease, int limit) {
    return inTransaction(connection -> {
      try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
        OffsetDateTime time = now.atOffset(ZoneOffset.UTC);
        bind(claim, time, limit, time, now.plus(lease).atOffset(ZoneOffset.UTC));
        List<Due> due = new ArrayList<>();
        try (ResultSet rows = claim.executeQuery()) {
          while (rows.next()) {
            due.add(
                new Due(
                    attempt(rows), rows.getInt("resend_tries"), rows.getString("resend_outcome")));
          }
        }
        return due;
      }
    });
  }

  @Override
  public void asked(LogAttemptId attempt, Instant nextAt) {
    inTransaction(connection ->
        update(
            connection,
            ASKED,
            nextAt.atOffset(ZoneOffset.UTC),
            attempt.log().value(),
            attempt.attempt()));
  }

  @Override
  public boolean seal(
      LogAttemptId attempt, Seal seal, @Nullable String hash, long stored, Instant at) {
    return inTransaction(connection ->
        update(
                connection,
                SEAL,
                seal.word(),
                hash,
                at.atOffset(ZoneOffset.UTC),
                attempt.log().value(),
                attempt.attempt(),
                stored)
            == 1);
  }

  @Override
  public void lost(LogAttemptId attempt, LineRanges lines) {
    inTransaction(connection ->
        update(
            connection,
            LOST,
            lines.lines(),
            Multiranges.write(lines),
            attempt.log().value(),
            attempt.attempt()));
  }

  @Override
  public void restore(LogLedger ledger, ProjectId project) {
    LogAttempt there = ledger.attempt();
    LogTotals totals = there.totals();
    inTransaction(connection -> {
      begin(connection, List.of(new AttemptLines(there.id(), project, List.of())));
      return update(
          connection,
          RESTORE,
          there.instance(),
          there.highest(),
          Multiranges.write(there.missing()),
          Multiranges.write(there.gone()),
          ledger.removed().lines(),
          Multiranges.write(ledger.removed()),
          totals == null ? null : totals.lines(),
          totals == null ? null : totals.hash(),
          time(there.endedAt()),
          there.seal().word(),
          time(there.sealedAt()),
          there.hash(),
          there.id().log().value(),
          there.id().attempt());
    });
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  @Override
  public void read(LogAttemptId attempt, long from, long to, Consumer<LogLine> sink) {
    for (long first = from; first <= to; first += READ_WINDOW) {
      long low = first;
      long high = Math.min(to, first + READ_WINDOW - 1);
      inTransaction(connection -> readWindow(connection, attempt, low, high, sink));
    }
  }

  private static int readWindow(
      Connection connection, LogAttemptId attempt, long from, long to, Consumer<LogLine> sink)
      throws SQLException {
    List<Long> batches = new ArrayList<>();
    OffsetDateTime first = OffsetDateTime.MAX;
    OffsetDateTime last = OffsetDateTime.MIN;
    try (PreparedStatement select = connection.prepareStatement(WINDOW)) {
      bind(select, attempt.log().value(), attempt.attempt(), from, to);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          batches.add(rows.getLong(1));
          OffsetDateTime storedAt = rows.getObject(2, OffsetDateTime.class);
          first = storedAt.isBefore(first) ? storedAt : first;
          last = storedAt.isAfter(last) ? storedAt : last;
        }
      }
    }
    if (batches.isEmpty()) {
      return 0;
    }
    int lines = 0;
    try (PreparedStatement select = connection.prepareStatement(READ)) {
      select.setFetchSize(FETCH);
      select.setArray(1, connection.createArrayOf("int8", batches.toArray()));
      select.setObject(2, first);
      select.setObject(3, last);
      select.setObject(4, attempt.log().value());
      select.setInt(5, attempt.attempt());
      select.setLong(6, from);
      select.setLong(7, to);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          sink.accept(
              new LogLine(
                  rows.getLong(1),
                  rows.getBigDecimal(2).longValueExact(),
                  rows.getInt(3),
                  LineStream.of(rows.getInt(4)),
                  rows.getString(5),
                  rows.getString(6),
                  rows.getString(7),
                  rows.getBytes(8),
                  rows.getLong(9)));
          lines++;
        }
      }
    }
    return lines;
  }

  @Override
  public Optional<LogAttempt> find(LogAttemptId attempt) {
    return select(
            " where a.stream_id = ? and a.attempt = ?", attempt.log().value(), attempt.attempt())
        .stream()
        .findFirst();
  }

  @Override
  public List<LogAttempt> attempts(LogId log) {
    return select(" where a.stream_id = ? order by a.attempt", log.value());
  }

  private List<LogAttempt> select(String condition, @Nullable Object... values) {
    return inTransaction(connection -> {
      String query = "select " + ATTEMPT_COLUMNS + " from telemetry.log_attempt a" + condition;
      try (PreparedStatement select = connection.prepareStatement(query)) {
        bind(select, values);
        List<LogAttempt> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found.add(attempt(rows));
          }
        }
        return found;
      }
    });
  }

  @Override
  public List<LogAttemptId> openAndQuietSince(Instant time, int limit) {
    return inTransaction(connection -> {
      try (PreparedStatement select = connection.prepareStatement(QUIET)) {
        bind(select, time.atOffset(ZoneOffset.UTC), limit);
        List<LogAttemptId> quiet = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            quiet.add(new LogAttemptId(new LogId(rows.getObject(1, UUID.class)), rows.getInt(2)));
          }
        }
        return quiet;
      }
    });
  }

  @Override
  public LogId source(LogId candidate, String name, String address) {
    return inTransaction(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(SOURCE)) {
        bind(statement, candidate.value(), name, address, name, address);
        try (ResultSet rows = statement.executeQuery()) {
          if (!rows.next()) {
            // Somebody made it at this moment, unseen by our statement: the next one sees it.
            throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
          }
          return new LogId(rows.getObject(1, UUID.class));
        }
      }
    });
  }

  private static LogAttempt attempt(ResultSet rows) throws SQLException {
    return new LogAttempt(
        new LogAttemptId(
            new LogId(rows.getObject("stream_id", UUID.class)), rows.getInt("attempt")),
        rows.getString("instance"),
        rows.getLong("stored"),
        rows.getLong("highest"),
        Multiranges.read(rows.getString("missing")),
        Multiranges.read(rows.getString("gone")),
        totals(rows, rows.findColumn("total_lines"), rows.findColumn("total_hash")),
        instant(rows, "ended_at"),
        Seal.ofWord(rows.getString("seal")),
        instant(rows, "sealed_at"),
        rows.getString("hash"),
        new LevelCounts(
            rows.getLong("critical"),
            rows.getLong("error"),
            rows.getLong("warning"),
            rows.getLong("info"),
            rows.getLong("debug")),
        rows.getObject("first_error_seq", Long.class),
        instant(rows, "first_time"),
        instant(rows, "last_time"));
  }

  private static @Nullable LogTotals totals(ResultSet rows, int lines, int hash)
      throws SQLException {
    String text = rows.getString(hash);
    return text == null ? null : new LogTotals(rows.getLong(lines), text);
  }

  private static @Nullable Instant instant(ResultSet rows, String column) throws SQLException {
    OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static int update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  private <T> T inTransaction(Work<T> work) {
    try (Connection connection = telemetry.connection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw isTransient(e)
          ? SignalboxException.of(ErrorCode.STORE_UNAVAILABLE).causedBy(e)
          : StoreFailures.translate(e);
    }
  }

  /** Class 40: the server has chosen us to give way; the same again will do. */
  private static boolean isTransient(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.startsWith("40");
  }

  private static void rollBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
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

  /** Array parameters, one value for each batch. */
  private static final class Columns {
    private final Connection connection;
    private final PreparedStatement statement;
    private final List<Batch> batches;
    private int next = 1;

    Columns(Connection connection, PreparedStatement statement, List<Batch> batches) {
      this.connection = connection;
      this.statement = statement;
      this.batches = batches;
    }

    void add(String type, java.util.function.Function<Batch, @Nullable Object> value)
        throws SQLException {
      statement.setArray(
          next++, connection.createArrayOf(type, batches.stream().map(value).toArray()));
    }
  }
}
