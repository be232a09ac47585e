package signalbox.application.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryKind;
import signalbox.domain.storage.InventoryState;
import signalbox.domain.storage.Orphan;
import signalbox.domain.storage.OrphanOutcome;

/**
 * Does what inventories ask for, a step at a time. Each step is stored before the next one, so
 * whoever goes on after a crash, here or in another backend, goes on where it was. Called by a
 * timer; one thread.
 */
public final class WorkOnInventories implements Runnable {
  /** The pause between two looks: whoever asks for something wakes, but may die before that. */
  public static final Duration BETWEEN = Duration.ofSeconds(5);

  private static final String AWAY = "A store does not answer; it is tried again.";
  private static final String BROKEN = "An error on our side; the log of the backend tells it.";

  private final InventoryRepository inventories;
  private final Transactions transactions;
  private final InventoryWalk walk;
  private final OrphanRemoval removal;
  private final InventoryDefaults defaults;
  private final InventoryObserver observer;
  private final Runnable wake;
  private final UUID worker;
  private final InstantSource clock;

  /**
   * What inventories read and remove.
   *
   * @param holdings of runs, by the kind that it is of
   */
  public record Ports(
      InventoryRepository inventories,
      ObjectListing listing,
      ObjectStore objects,
      NamedObjects names,
      RunPresence runs,
      Map<InventoryKind, RunHoldings> holdings,
      Transactions transactions) {
    public Ports {
      holdings = Map.copyOf(holdings);
    }

    RunHoldings holding(InventoryKind kind) {
      RunHoldings found = holdings.get(kind);
      if (found == null) {
        throw new IllegalStateException("No store holds " + kind);
      }
      return found;
    }
  }

  /**
   * @param wake asks for the next call soon; must neither block nor throw
   * @param worker tells this worker from all others, also from itself before a restart
   */
  public WorkOnInventories(
      Ports ports,
      InventoryDefaults defaults,
      InventoryObserver observer,
      Runnable wake,
      UUID worker,
      InstantSource clock) {
    this.inventories = ports.inventories();
    this.transactions = ports.transactions();
    this.walk = new InventoryWalk(ports, defaults);
    this.removal = new OrphanRemoval(ports, observer);
    this.defaults = defaults;
    this.observer = observer;
    this.wake = wake;
    this.worker = worker;
    this.clock = clock;
  }

  /** Goes on for a moment with what is to be done; the rest has its turn the next time. */
  @Override
  public void run() {
    Instant began = clock.instant();
    Optional<Inventory> mine =
        transactions.inTransaction(
            () -> inventories.claim(worker, began, began.plus(defaults.lease())));
    Instant enough = began.plus(defaults.burst());
    while (mine.isPresent() && mine.get().state().active()) {
      mine = step(mine.get());
      if (clock.instant().isAfter(enough)) {
        wake.run();
        return;
      }
    }
  }

  /** The inventory after a step; empty when it is not ours any more. */
  private Optional<Inventory> step(Inventory inventory) {
    try {
      return inventory.state() == InventoryState.LOOKING ? look(inventory) : remove(inventory);
    } catch (SignalboxException e) {
      if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
        save(inventory.troubled(AWAY), List.of(), Map.of());
      } else {
        fail(inventory);
      }
      throw e;
    } catch (RuntimeException e) {
      fail(inventory);
      throw e;
    }
  }

  private Optional<Inventory> look(Inventory inventory) {
    InventoryWalk.Walked walked = walk.next(inventory, now());
    return save(walked.inventory(), walked.recorded(), Map.of());
  }

  private Optional<Inventory> remove(Inventory inventory) {
    List<Orphan> batch = inventories.pending(inventory.id(), defaults.batch());
    if (batch.isEmpty()) {
      return save(inventory.ended(InventoryState.REMOVED, now(), null), List.of(), Map.of());
    }
    Map<Long, OrphanOutcome> outcomes = removal.remove(batch);
    return save(inventory.removed(after(inventory, batch, outcomes)), List.of(), outcomes);
  }

  private static Inventory.Removal after(
      Inventory inventory, List<Orphan> batch, Map<Long, OrphanOutcome> outcomes) {
    Inventory.Removal so = inventory.removal();
    if (so == null) {
      throw new IllegalStateException("Nobody asked for the removal of " + inventory.id());
    }
    long removed = so.removed();
    long bytes = so.removedBytes();
    long gone = so.gone();
    long spared = so.spared();
    for (Orphan orphan : batch) {
      OrphanOutcome outcome = outcomes.get(orphan.number());
      if (outcome == OrphanOutcome.REMOVED) {
        Long more = orphan.bytes();
        removed++;
        bytes += more == null ? 0 : more;
      } else if (outcome == OrphanOutcome.GONE) {
        gone++;
      } else if (outcome != null) {
        spared++;
      }
    }
    return new Inventory.Removal(so.requestedBy(), so.requestedAt(), removed, bytes, gone, spared);
  }

  /** As precise as it is stored. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private void fail(Inventory inventory) {
    save(inventory.ended(InventoryState.FAILED, now(), BROKEN), List.of(), Map.of());
  }

  private Optional<Inventory> save(
      Inventory next, List<Orphan> found, Map<Long, OrphanOutcome> outcomes) {
    boolean saved =
        transactions.inTransaction(() -> {
          Instant until = clock.instant().plus(defaults.lease());
          if (!inventories.save(next, worker, until)) {
            return false;
          }
          if (!found.isEmpty()) {
            inventories.append(next.id(), found);
          }
          if (!outcomes.isEmpty()) {
            inventories.settle(next.id(), outcomes);
          }
          return true;
        });
    if (!saved) {
      return Optional.empty();
    }
    if (!next.state().active()) {
      observer.ended(next);
    }
    return Optional.of(next);
  }
}
