package signalbox.application.storage;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;

/** Answers {@link GetInventory}. */
public final class GetInventoryHandler implements Handler<GetInventory, InventoryView> {
  private final Inventories inventories;
  private final Transactions transactions;

  public GetInventoryHandler(Inventories inventories, Transactions transactions) {
    this.inventories = inventories;
    this.transactions = transactions;
  }

  @Override
  public InventoryView handle(Principal caller, GetInventory query) {
    inventories.require(caller);
    return transactions.inSnapshot(() -> inventories.view(inventories.find(query.inventory())));
  }
}
