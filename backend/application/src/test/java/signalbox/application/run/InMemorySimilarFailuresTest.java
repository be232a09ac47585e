package signalbox.application.run;

import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Transactions;

final class InMemorySimilarFailuresTest extends SimilarFailuresContract {
  private final RunRepository runs = new InMemoryRunRepository();

  @Override
  protected SimilarFailures failures() {
    return new InMemorySimilarFailures(runs);
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
