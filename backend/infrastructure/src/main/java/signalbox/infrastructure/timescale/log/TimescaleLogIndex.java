package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.StoreFailures;

/**
 * Keeps the BRIN index over the lines up to date. PostgreSQL summarises new pages only when it
 * vacuums, and every reading looks at all pages that are not summarised: while a log is written,
 * each would look at all lines of the last minutes. Used by one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/brin.html#BRIN-OPERATION">BRIN, index
 *     maintenance</a>
 */
public final class TimescaleLogIndex {
  private static final Logger LOG = LoggerFactory.getLogger(TimescaleLogIndex.class);

  /** As the migration defines it. */
  private static final int PAGES_PER_RANGE = 16;

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** Lines are stored into the newest partitions only. */
  private static final String NEWEST =
      """
      select i.indexrelid::bigint, pg_relation_size(i.indrelid) / current_setting('block_size')::bigint
      from pg_inherits h
      join pg_index i on i.indrelid = h.inhrelid
      join pg_class c on c.oid = i.indexrelid
      join pg_am m on m.oid = c.relam and m.amname = 'brin'
      where h.inhparent = 'telemetry.log_line'::regclass
      order by h.inhrelid desc limit 2
      """;

  // Vacuum takes the same lock, and would be cancelled for a waiter after deadlock_timeout.
  private static final String DO_NOT_WAIT = "set local lock_timeout = '20ms'";
  private static final String ALL = "select brin_summarize_new_values(?::oid::regclass)";
  private static final String RANGES =
      "select sum(brin_summarize_range(?::oid::regclass, page))"
          + " from generate_series(?::bigint, ?::bigint, "
          + PAGES_PER_RANGE
          + ") page";

  private final PostgresDatabase telemetry;
  private final Map<Long, Long> summarised = new HashMap<>();
  private boolean refused;

  public TimescaleLogIndex(PostgresDatabase telemetry) {
    this.telemetry = telemetry;
  }

  /** Summarises the pages that were filled since the last time. Gives way to a vacuum. */
  public void summarise() {
    if (refused) {
      return;
    }
    try (Connection connection = telemetry.connection()) {
      connection.setAutoCommit(false);
      for (Index index : newest(connection)) {
        summarise(connection, index);
        connection.commit();
      }
    } catch (SQLException e) {
      if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        refused = true;
        LOG.warn("Lines just stored are slow to read: this role does not own their table");
      } else if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw StoreFailures.translate(e);
      }
    }
  }

  private static List<Index> newest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(NEWEST)) {
      List<Index> indexes = new ArrayList<>();
      while (rows.next()) {
        long whole = rows.getLong(2) / PAGES_PER_RANGE * PAGES_PER_RANGE;
        indexes.add(new Index(rows.getLong(1), whole));
      }
      return indexes;
    }
  }

  private void summarise(Connection connection, Index index) throws SQLException {
    Long done = summarised.get(index.id());
    if (done != null && done >= index.pages()) {
      // A table that shrank begins anew.
      summarised.put(index.id(), index.pages());
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(DO_NOT_WAIT);
    }
    try (PreparedStatement select = connection.prepareStatement(done == null ? ALL : RANGES)) {
      select.setLong(1, index.id());
      if (done != null) {
        select.setLong(2, done);
        select.setLong(3, index.pages() - PAGES_PER_RANGE);
      }
      select.execute();
    }
    summarised.put(index.id(), index.pages());
  }

  /**
   * The index of a partition.
   *
   * @param pages of the partition, in whole ranges
   */
  private record Index(long id, long pages) {}
}
