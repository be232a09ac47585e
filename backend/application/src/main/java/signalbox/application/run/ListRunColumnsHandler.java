package signalbox.application.run;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link ListRunColumns}. */
public final class ListRunColumnsHandler implements Handler<ListRunColumns, RunWords.Fields> {
  private final AccessPolicy access;
  private final RunWords words;
  private final Transactions transactions;

  public ListRunColumnsHandler(AccessPolicy access, RunWords words, Transactions transactions) {
    this.access = access;
    this.words = words;
    this.transactions = transactions;
  }

  @Override
  public RunWords.Fields handle(Principal caller, ListRunColumns query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    return transactions.inSnapshot(
        () -> words.fields(query.project(), query.kind(), query.part(), query.limit()));
  }
}
