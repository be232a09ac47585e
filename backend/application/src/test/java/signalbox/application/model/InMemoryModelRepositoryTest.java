package signalbox.application.model;

import signalbox.application.run.InMemoryRecords;
import signalbox.application.run.InMemoryRunRepository;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Transactions;

final class InMemoryModelRepositoryTest extends ModelRepositoryContract {
  private final ModelRepository models = new InMemoryModelRepository();
  private final RunRepository runs = new InMemoryRunRepository();

  @Override
  protected ModelRepository models() {
    return models;
  }

  @Override
  protected RunRepository runs() {
    return runs;
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
