package signalbox.application.storage;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryState;

/** Carries out {@link StopInventory}. Whoever works at it notices at its next step. */
public final class StopInventoryHandler implements Handler<StopInventory, InventoryView> {
  private final Inventories inventories;
  private final InventoryRepository repository;
  private final Transactions transactions;
  private final InventoryObserver observer;
  private final InstantSource clock;

  public StopInventoryHandler(
      Inventories inventories,
      InventoryRepository repository,
      Transactions transactions,
      InventoryObserver observer,
      InstantSource clock) {
    this.inventories = inventories;
    this.repository = repository;
    this.transactions = transactions;
    this.observer = observer;
    this.clock = clock;
  }

  @Override
  public InventoryView handle(Principal caller, StopInventory command) {
    inventories.require(caller);
    return inventories.view(transactions.inTransaction(() -> stop(command)));
  }

  private Inventory stop(StopInventory command) {
    Inventory inventory = inventories.locked(command.inventory());
    if (!inventory.state().active()) {
      throw SignalboxException.of(ErrorCode.INVENTORY_ILLEGAL_STATE)
          .safe("actual", inventory.state().name().toLowerCase(Locale.ROOT))
          .safe("expected", "looking or removing");
    }
    Inventory stopped =
        inventory.ended(
            InventoryState.STOPPED, clock.instant().truncatedTo(ChronoUnit.MICROS), null);
    repository.update(stopped);
    transactions.afterCommit(() -> observer.ended(stopped));
    return stopped;
  }
}
