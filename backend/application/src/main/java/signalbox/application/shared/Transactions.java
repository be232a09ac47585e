package signalbox.application.shared;

import java.util.function.Supplier;

/**
 * Runs work in one database transaction of the metadata store. Repositories called inside take part
 * in it; a nested call joins the outer one. A transaction belongs to the thread that began it.
 */
public interface Transactions {
  /**
   * Commits when {@code work} returns and rolls back when it throws.
   *
   * @throws signalbox.domain.error.SignalboxException {@code store.unavailable} when the store does
   *     not answer; a commit whose answer was lost may have happened
   */
  <T> T inTransaction(Supplier<T> work);

  /**
   * Reads from one unchanging view of the store (repeatable read, read only). Joins an outer
   * transaction as it is.
   */
  <T> T inSnapshot(Supplier<T> read);

  /**
   * Runs {@code action} after the commit of the current transaction; at once when there is none.
   * Not at all after a rollback. An action must not throw.
   */
  void afterCommit(Runnable action);

  /** {@link #inTransaction(Supplier)} without a result. */
  default void inTransaction(Runnable work) {
    inTransaction(() -> {
      work.run();
      return true;
    });
  }
}
