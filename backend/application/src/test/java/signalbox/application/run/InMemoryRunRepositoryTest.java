package signalbox.application.run;

import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Transactions;

final class InMemoryRunRepositoryTest extends RunRepositoryContract {
  @Override
  protected RunRepository runs() {
    return new InMemoryRunRepository();
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
