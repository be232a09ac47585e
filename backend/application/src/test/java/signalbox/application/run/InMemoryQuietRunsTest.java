package signalbox.application.run;

import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Transactions;

final class InMemoryQuietRunsTest extends QuietRunsContract {
  private final InMemoryRunRepository runs = new InMemoryRunRepository();
  private final QuietRuns quiet = new InMemoryQuietRuns(runs::all);

  @Override
  protected QuietRuns quiet() {
    return quiet;
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
