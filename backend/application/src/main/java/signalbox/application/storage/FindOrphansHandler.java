package signalbox.application.storage;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryId;

/** Carries out {@link FindOrphans}: the walk itself is done beside requests. */
public final class FindOrphansHandler implements Handler<FindOrphans, InventoryView> {
  private final Inventories inventories;
  private final InventoryRepository repository;
  private final Transactions transactions;
  private final Runnable wake;
  private final IdGenerator ids;
  private final InstantSource clock;

  /**
   * @param wake called after each commit; must neither block nor throw
   */
  public FindOrphansHandler(
      Inventories inventories,
      InventoryRepository repository,
      Transactions transactions,
      Runnable wake,
      IdGenerator ids,
      InstantSource clock) {
    this.inventories = inventories;
    this.repository = repository;
    this.transactions = transactions;
    this.wake = wake;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public InventoryView handle(Principal caller, FindOrphans command) {
    inventories.require(caller);
    Inventory begun =
        Inventory.begun(
            new InventoryId(ids.next()),
            caller.userId(),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    transactions.inTransaction(() -> {
      if (!repository.insert(begun)) {
        throw SignalboxException.of(ErrorCode.INVENTORY_BUSY);
      }
      transactions.afterCommit(wake);
    });
    return inventories.view(begun);
  }
}
