package signalbox.application.run;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link ListRuns}. */
public final class ListRunsHandler implements Handler<ListRuns, Page<RunView>> {
  private final AccessPolicy access;
  private final RunRepository runs;
  private final RunViews views;
  private final Transactions transactions;

  public ListRunsHandler(
      AccessPolicy access, RunRepository runs, RunViews views, Transactions transactions) {
    this.access = access;
    this.runs = runs;
    this.views = views;
    this.transactions = transactions;
  }

  @Override
  public Page<RunView> handle(Principal caller, ListRuns query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    return transactions.inSnapshot(
        () -> views.of(runs.list(query.project(), query.filter(), query.page())));
  }
}
