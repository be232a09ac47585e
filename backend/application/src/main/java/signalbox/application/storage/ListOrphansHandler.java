package signalbox.application.storage;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.storage.Orphan;

/** Answers {@link ListOrphans}. */
public final class ListOrphansHandler implements Handler<ListOrphans, Page<Orphan>> {
  private final Inventories inventories;
  private final InventoryRepository repository;
  private final Transactions transactions;

  public ListOrphansHandler(
      Inventories inventories, InventoryRepository repository, Transactions transactions) {
    this.inventories = inventories;
    this.repository = repository;
    this.transactions = transactions;
  }

  @Override
  public Page<Orphan> handle(Principal caller, ListOrphans query) {
    inventories.require(caller);
    return transactions.inSnapshot(() ->
        repository.orphans(inventories.find(query.inventory()).id(), query.kind(), query.page()));
  }
}
