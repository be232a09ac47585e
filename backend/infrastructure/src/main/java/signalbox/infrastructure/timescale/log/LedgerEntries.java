package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import signalbox.application.log.LedgerEntry;
import signalbox.application.log.LogRepository.AttemptLines;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.project.ProjectId;

/** Writes many {@link LedgerEntry} in a few statements, one of each kind. */
final class LedgerEntries {
  // Locked in the order in which the writer locks, so that nobody waits in a circle.
  private static final String LOCK =
      """
      select s.id, a.attempt
      from telemetry.log_stream s join telemetry.log_attempt a on a.stream_id = s.id
      where s.id = any (?)
      order by s.id, a.attempt
      for update of s, a
      """;
  private static final String STARTED =
      """
      update telemetry.log_attempt a set instance = news.instance
      from unnest(?::uuid[], ?::integer[], ?::text[]) as news (stream_id, attempt, instance)
      where a.stream_id = news.stream_id and a.attempt = news.attempt
      """;
  private static final String TOTALS =
      """
      update telemetry.log_attempt a
      set total_lines = news.lines, total_hash = news.hash, highest = greatest(a.highest, news.lines),
          missing = a.missing + case when news.lines > a.highest
                                then int8multirange(int8range(a.highest + 1, news.lines + 1))
                                else '{}'::int8multirange end,
          seal = case when a.seal in ('incomplete', 'unknown_end') then 'repairing' else a.seal end
      from unnest(?::uuid[], ?::integer[], ?::bigint[], ?::text[])
        as news (stream_id, attempt, lines, hash)
      where a.stream_id = news.stream_id and a.attempt = news.attempt and a.seal <> 'complete'
        and (a.total_lines is distinct from news.lines or a.total_hash is distinct from news.hash)
      """;
  private static final String ENDED =
      """
      update telemetry.log_attempt a
      set ended_at = news.at, resend_tries = 0,
          seal = case when a.seal = 'open' then 'repairing' else a.seal end
      from unnest(?::uuid[], ?::integer[], ?::timestamptz[]) as news (stream_id, attempt, at)
      where a.stream_id = news.stream_id and a.ended_at is null and\
      """;

  private LedgerEntries() {}

  static void enter(Connection connection, List<LedgerEntry> entries) throws SQLException {
    begin(connection, entries);
    Map<LogAttemptId, LedgerEntry.Started> started = new LinkedHashMap<>();
    Map<LogAttemptId, LedgerEntry.Totals> totals = new LinkedHashMap<>();
    Map<LogAttemptId, LedgerEntry.Ended> ended = new LinkedHashMap<>();
    Map<LogAttemptId, LedgerEntry.EndedBefore> endedBefore = new LinkedHashMap<>();
    for (LedgerEntry entry : entries) {
      switch (entry) {
        case LedgerEntry.Started one when one.instance() == null -> {}
        case LedgerEntry.Started one -> started.put(one.attempt(), one);
        case LedgerEntry.Totals one -> totals.put(one.attempt(), one);
        // The first end is the one that counts.
        case LedgerEntry.Ended one -> ended.putIfAbsent(one.attempt(), one);
        case LedgerEntry.EndedBefore one when one.attempt().attempt() == 1 -> {}
        case LedgerEntry.EndedBefore one -> endedBefore.putIfAbsent(one.attempt(), one);
      }
    }
    update(
        connection,
        STARTED,
        started.values(),
        columns -> columns.add("text", LedgerEntry.Started::instance));
    update(
        connection,
        TOTALS,
        totals.values(),
        columns -> {
          columns.add("int8", one -> one.totals().lines());
          columns.add("text", one -> one.totals().hash());
        });
    update(
        connection,
        ENDED + " a.attempt = news.attempt",
        ended.values(),
        columns -> columns.add("timestamptz", one -> time(one.at())));
    update(
        connection,
        ENDED + " a.attempt > 0 and a.attempt < news.attempt",
        endedBefore.values(),
        columns -> columns.add("timestamptz", one -> time(one.at())));
  }

  private static String time(Instant at) {
    return at.atOffset(ZoneOffset.UTC).toString();
  }

  /** Locks what is there, and begins the ledgers that are not. */
  private static void begin(Connection connection, List<LedgerEntry> entries) throws SQLException {
    Set<LogAttemptId> there = lock(connection, entries);
    Map<LogAttemptId, AttemptLines> missing = new LinkedHashMap<>();
    for (LedgerEntry entry : entries) {
      ProjectId project =
          switch (entry) {
            case LedgerEntry.Started started -> started.project();
            case LedgerEntry.Totals totals -> totals.project();
            case LedgerEntry.Ended _, LedgerEntry.EndedBefore _ -> null;
          };
      if (project != null && !there.contains(entry.attempt())) {
        missing.put(entry.attempt(), new AttemptLines(entry.attempt(), project, List.of()));
      }
    }
    if (!missing.isEmpty()) {
      LineWriter.begin(connection, List.copyOf(missing.values()));
    }
  }

  private static Set<LogAttemptId> lock(Connection connection, List<LedgerEntry> entries)
      throws SQLException {
    UUID[] logs =
        entries.stream()
            .map(entry -> entry.attempt().log().value())
            .distinct()
            .toArray(UUID[]::new);
    Set<LogAttemptId> there = new HashSet<>();
    try (PreparedStatement select = connection.prepareStatement(LOCK)) {
      select.setArray(1, connection.createArrayOf("uuid", logs));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          there.add(new LogAttemptId(new LogId(rows.getObject(1, UUID.class)), rows.getInt(2)));
        }
      }
    }
    return there;
  }

  /** Adds what follows the id of an attempt in a statement. */
  private interface Further<E> {
    void add(Columns<E> columns) throws SQLException;
  }

  private static <E extends LedgerEntry> void update(
      Connection connection, String sql, Collection<E> entries, Further<E> further)
      throws SQLException {
    if (entries.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns<E> columns = new Columns<>(connection, statement, entries);
      columns.add("uuid", entry -> entry.attempt().log().value());
      columns.add("int4", entry -> entry.attempt().attempt());
      further.add(columns);
      statement.executeUpdate();
    }
  }
}
