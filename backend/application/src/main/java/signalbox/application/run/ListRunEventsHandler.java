package signalbox.application.run;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.RunEvent;

/** Answers {@link ListRunEvents}. */
public final class ListRunEventsHandler implements Handler<ListRunEvents, Page<RunEvent>> {
  private final RunAccess access;
  private final RunRepository runs;
  private final Transactions transactions;

  public ListRunEventsHandler(RunAccess access, RunRepository runs, Transactions transactions) {
    this.access = access;
    this.runs = runs;
    this.transactions = transactions;
  }

  @Override
  public Page<RunEvent> handle(Principal caller, ListRunEvents query) {
    access.require(caller, query.run(), Role.VIEWER);
    return transactions.inSnapshot(() -> runs.events(query.run(), query.page()));
  }
}
