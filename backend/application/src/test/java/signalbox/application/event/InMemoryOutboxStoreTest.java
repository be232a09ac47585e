package signalbox.application.event;

import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Transactions;

final class InMemoryOutboxStoreTest extends OutboxStoreContract {
  @Override
  protected OutboxStore outbox() {
    return new InMemoryOutboxStore();
  }

  @Override
  protected Transactions transactions() {
    return new ImmediateTransactions();
  }
}
