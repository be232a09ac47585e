package signalbox.application.storage;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.storage.Inventory;

/** Answers {@link ListInventories}. */
public final class ListInventoriesHandler implements Handler<ListInventories, Page<InventoryView>> {
  private final Inventories inventories;
  private final InventoryRepository repository;
  private final Transactions transactions;

  public ListInventoriesHandler(
      Inventories inventories, InventoryRepository repository, Transactions transactions) {
    this.inventories = inventories;
    this.repository = repository;
    this.transactions = transactions;
  }

  @Override
  public Page<InventoryView> handle(Principal caller, ListInventories query) {
    inventories.require(caller);
    return transactions.inSnapshot(() -> {
      Page<Inventory> page = repository.list(query.page());
      return new Page<>(inventories.views(page.items()), page.nextCursor(), page.total());
    });
  }
}
