package signalbox.application.run;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import signalbox.application.event.ChangeSignal;
import signalbox.application.shared.Transactions;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;

/** Counts refused events on their runs, where people see them. */
public final class CountStaleEvents implements StaleEvents {
  private final RunRepository runs;
  private final Transactions transactions;
  private final ChangeSignal signal;

  public CountStaleEvents(RunRepository runs, Transactions transactions, ChangeSignal signal) {
    this.runs = runs;
    this.transactions = transactions;
    this.signal = signal;
  }

  @Override
  public void refused(Map<RunId, Long> events) {
    transactions.inTransaction(() -> {
      List<Run> locked =
          runs.lock(events.keySet()).stream()
              .sorted(
                  Comparator.comparing((Run run) -> run.projectId().value())
                      .thenComparing(run -> run.id().value()))
              .toList();
      for (Run run : locked) {
        long refused = events.getOrDefault(run.id(), 0L);
        runs.update(runs.revised(run.with(run.state().refusing(refused))));
        transactions.afterCommit(() -> RunSignals.changed(signal, run));
      }
    });
  }
}
