package signalbox.application.service;

import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Transactions;

final class InMemoryServiceRepositoryTest extends ServiceRepositoryContract {
  @Override
  protected ServiceRepository services() {
    return new InMemoryServiceRepository();
  }

  @Override
  protected Transactions transactions() {
    return new ImmediateTransactions();
  }
}
