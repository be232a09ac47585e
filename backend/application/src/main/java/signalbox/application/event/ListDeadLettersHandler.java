package signalbox.application.event;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;

/** Answers {@link ListDeadLetters}. */
public final class ListDeadLettersHandler
    implements Handler<ListDeadLetters, Page<DeadLetterView>> {
  private final DeadLetters letters;
  private final Transactions transactions;

  public ListDeadLettersHandler(DeadLetters letters, Transactions transactions) {
    this.letters = letters;
    this.transactions = transactions;
  }

  @Override
  public Page<DeadLetterView> handle(Principal caller, ListDeadLetters query) {
    letters.require(caller);
    return transactions.inSnapshot(() -> letters.list(query));
  }
}
