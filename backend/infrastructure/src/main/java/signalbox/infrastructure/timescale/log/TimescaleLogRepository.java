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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.LedgerEntry;
import signalbox.application.log.LogLedger;
import signalbox.application.log.LogRepository;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.log.LevelCounts;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.LogTotals;
import signalbox.domain.log.Seal;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.StoreFailures;
import signalbox.infrastructure.timescale.shared.CopyStatistics;

/** Lines and ledger in the telemetry store. New lines are written by {@link LineWriter}. */
public final class TimescaleLogRepository implements LogRepository {
  /** How many lines are sorted by the server at a time when a log is read in order. */
  private static final long READ_WINDOW = 50_000;

  private static final int FETCH = 2_000;

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
      with news as (
        select * from unnest(?::uuid[], ?::integer[], ?::text[], ?::text[], ?::bigint[])
          as news (stream_id, attempt, seal, hash, stored)
      ), locked as (
        select a.stream_id, a.attempt, news.seal, news.hash
        from telemetry.log_attempt a join news using (stream_id, attempt)
        where a.stored = news.stored and a.seal in ('open', 'repairing')
        order by a.stream_id, a.attempt
        for update of a
      )
      update telemetry.log_attempt a set seal = locked.seal, hash = locked.hash, sealed_at = ?
      from locked where a.stream_id = locked.stream_id and a.attempt = locked.attempt
      returning a.stream_id, a.attempt
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
  private static final String OPEN =
      """
      join telemetry.log_stream s on s.id = a.stream_id
      where a.seal in ('open', 'repairing') and a.attempt > 0 and a.ended_at is null
      order by coalesce(s.last_line_at, s.created_at) desc limit ?
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
  private final LineWriter writer = new LineWriter(copies);

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
    return inTransaction(connection -> writer.append(connection, attempts));
  }

  @Override
  public void enter(List<LedgerEntry> entries) {
    if (!entries.isEmpty()) {
      inTransaction(connection -> {
        LedgerEntries.enter(connection, entries);
        return entries.size();
      });
    }
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
  public Set<LogAttemptId> seal(List<Sealing> sealings, Instant at) {
    if (sealings.isEmpty()) {
      return Set.of();
    }
    return inTransaction(connection -> {
      try (PreparedStatement seal = connection.prepareStatement(SEAL)) {
        Columns<Sealing> columns = new Columns<>(connection, seal, sealings);
        columns.add("uuid", one -> one.attempt().log().value());
        columns.add("int4", one -> one.attempt().attempt());
        columns.add("text", one -> one.seal().word());
        columns.add("text", Sealing::hash);
        columns.add("int8", Sealing::stored);
        seal.setObject(6, at.atOffset(ZoneOffset.UTC));
        Set<LogAttemptId> sealed = new HashSet<>();
        try (ResultSet rows = seal.executeQuery()) {
          while (rows.next()) {
            sealed.add(new LogAttemptId(new LogId(rows.getObject(1, UUID.class)), rows.getInt(2)));
          }
        }
        return sealed;
      }
    });
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
      LineWriter.begin(connection, List.of(new AttemptLines(there.id(), project, List.of())));
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
    PostgresDatabase.waitForReader(connection);
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
  public List<LogAttempt> open(int limit) {
    return select(" " + OPEN, limit);
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
        LineWriter.totals(rows, rows.findColumn("total_lines"), rows.findColumn("total_hash")),
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

  private <T> T inTransaction(PostgresDatabase.Work<T> work) {
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
}
