package signalbox.infrastructure.postgres.shared;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** Transactions of one {@link PostgresDatabase}, bound to the thread. */
public final class PostgresTransactions implements Transactions {
  private final PostgresDatabase database;

  @SuppressWarnings("ThreadLocalUsage") // Goes with the database's connection of the thread.
  private final ThreadLocal<@Nullable List<Runnable>> afterCommit = new ThreadLocal<>();

  public PostgresTransactions(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public <T> T inTransaction(Supplier<T> work) {
    return within(false, work);
  }

  @Override
  public <T> T inSnapshot(Supplier<T> read) {
    return within(true, read);
  }

  @Override
  public void afterCommit(Runnable action) {
    List<Runnable> actions = afterCommit.get();
    if (actions == null) {
      action.run();
    } else {
      actions.add(action);
    }
  }

  private <T> T within(boolean snapshot, Supplier<T> work) {
    if (database.currentConnection() != null) {
      return work.get();
    }
    List<Runnable> actions = new ArrayList<>();
    T result;
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      database.bind(connection);
      afterCommit.set(actions);
      try {
        if (snapshot) {
          takeSnapshot(connection);
        }
        result = work.get();
        connection.commit();
      } catch (Throwable failure) {
        rollBack(connection, failure);
        throw failure;
      } finally {
        afterCommit.remove();
        database.unbind();
      }
    } catch (SQLException e) {
      if (StoreFailures.isUnavailable(e)) {
        throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE).causedBy(e);
      }
      throw SignalboxException.of(ErrorCode.INTERNAL).causedBy(e);
    }
    actions.forEach(Runnable::run);
    return result;
  }

  /**
   * Of this transaction alone: the driver's way sets it for the session, which costs a round trip
   * more before and another one after.
   */
  private static void takeSnapshot(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set transaction isolation level repeatable read read only");
    }
  }

  private static void rollBack(Connection connection, Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
