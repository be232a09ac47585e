package signalbox.application.run;

import signalbox.application.shared.IdempotencyKeys;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Transactions;

final class InMemoryIdempotencyKeysTest extends IdempotencyKeysContract {
  @Override
  protected IdempotencyKeys keys() {
    return new InMemoryIdempotencyKeys();
  }

  @Override
  protected Records records() {
    return new InMemoryRecords();
  }

  @Override
  protected Transactions transactions() {
    return new ImmediateTransactions();
  }
}
