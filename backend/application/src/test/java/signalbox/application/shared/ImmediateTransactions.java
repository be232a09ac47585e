package signalbox.application.shared;

import java.util.function.Supplier;

/**
 * Transactions over stores that hold everything in memory: work is done at once and is not rolled
 * back.
 */
public final class ImmediateTransactions implements Transactions {
  @Override
  public <T> T inTransaction(Supplier<T> work) {
    return work.get();
  }

  @Override
  public <T> T inSnapshot(Supplier<T> read) {
    return read.get();
  }

  @Override
  public void afterCommit(Runnable action) {
    action.run();
  }
}
