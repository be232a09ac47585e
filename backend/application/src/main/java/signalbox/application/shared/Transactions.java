package signalbox.application.shared;

import java.util.function.Supplier;

/**
 * Runs work in one database transaction of the metadata store. Repositories called inside take part
 * in it; a nested call joins the outer one.
 */
public interface Transactions {
  /** Commits when {@code work} returns and rolls back when it throws. */
  <T> T inTransaction(Supplier<T> work);

  /**
   * Runs {@code action} after the commit of the current transaction; at once when there is none.
   * Not at all after a rollback.
   */
  void afterCommit(Runnable action);
}
