package signalbox.application.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryState;

/**
 * Carries out {@link RemoveOrphans}: what is removed is what a person saw, and saw lately. The
 * removal itself is done beside requests.
 */
public final class RemoveOrphansHandler implements Handler<RemoveOrphans, InventoryView> {
  private final Inventories inventories;
  private final InventoryRepository repository;
  private final Transactions transactions;
  private final InventoryDefaults defaults;
  private final Supplier<Optional<String>> obstacle;
  private final InventoryObserver observer;
  private final Runnable wake;
  private final InstantSource clock;

  /**
   * @param obstacle why what is stored may not be named yet, as a sentence; empty when all is well
   * @param wake called after each commit; must neither block nor throw
   */
  public RemoveOrphansHandler(
      Inventories inventories,
      InventoryRepository repository,
      Transactions transactions,
      InventoryDefaults defaults,
      Supplier<Optional<String>> obstacle,
      InventoryObserver observer,
      Runnable wake,
      InstantSource clock) {
    this.inventories = inventories;
    this.repository = repository;
    this.transactions = transactions;
    this.defaults = defaults;
    this.obstacle = obstacle;
    this.observer = observer;
    this.wake = wake;
    this.clock = clock;
  }

  @Override
  public InventoryView handle(Principal caller, RemoveOrphans command) {
    inventories.require(caller);
    Inventory asked = transactions.inTransaction(() -> ask(caller, command));
    return inventories.view(asked);
  }

  private Inventory ask(Principal caller, RemoveOrphans command) {
    Inventory inventory = inventories.locked(command.inventory());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    check(inventory, command, now);
    obstacle
        .get()
        .ifPresent(reason -> {
          throw SignalboxException.of(ErrorCode.INVENTORY_STATUSES_BEHIND).safe("reason", reason);
        });
    Inventory removing = inventory.removing(caller.userId(), now);
    repository.update(removing);
    transactions.afterCommit(() -> {
      observer.removalAsked(removing);
      wake.run();
    });
    return removing;
  }

  private void check(Inventory inventory, RemoveOrphans command, Instant now) {
    Instant found = inventory.foundAt();
    if (inventory.state() != InventoryState.FOUND || found == null) {
      throw SignalboxException.of(ErrorCode.INVENTORY_ILLEGAL_STATE)
          .safe("actual", inventory.state().name().toLowerCase(Locale.ROOT))
          .safe("expected", "found");
    }
    if (Duration.between(found, now).compareTo(defaults.valid()) > 0) {
      throw SignalboxException.of(ErrorCode.INVENTORY_OUTDATED)
          .safe("minutes", defaults.valid().toMinutes());
    }
    if (inventory.removable() == 0) {
      throw SignalboxException.invalid("orphans", "there is nothing to remove");
    }
    if (inventory.removable() != command.orphans()) {
      throw SignalboxException.of(ErrorCode.INVENTORY_COUNT_DIFFERS)
          .safe("actual", inventory.removable())
          .safe("asked", command.orphans())
          .at("orphans");
    }
    if (inventories.mostlyOrphans(inventory) && !command.evenIfMost()) {
      throw SignalboxException.of(ErrorCode.INVENTORY_MOSTLY_ORPHANS)
          .safe("orphans", inventory.orphanObjects())
          .at("evenIfMost");
    }
  }
}
