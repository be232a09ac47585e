package signalbox.infrastructure.timescale.log;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** When a reading must end. */
final class Deadline {
  /** No single statement may take longer, also where the reading as a whole may. */
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(50);

  private final @Nullable Long end;

  /**
   * @param limit from now on; null when only each statement has one
   */
  Deadline(@Nullable Duration limit) {
    end = limit == null ? null : System.nanoTime() + limit.toNanos();
  }

  boolean passed() {
    return end != null && end - System.nanoTime() <= 0;
  }

  private Duration left() {
    return end == null ? STATEMENT_LIMIT : Duration.ofNanos(end - System.nanoTime());
  }

  /** Limits each statement of the transaction from here on; who takes its rows may be slow. */
  void limit(Connection transaction) throws SQLException {
    Duration left = left();
    try (Statement statement = transaction.createStatement()) {
      statement.execute("set local statement_timeout = " + Math.max(1, left.toMillis()));
    }
    PostgresDatabase.waitForReader(transaction);
  }
}
