package signalbox.application.storage;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.RunNames;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryId;
import signalbox.domain.storage.InventoryState;

/** Opens inventories to administrators, with the names of who asked for what. Thread-safe. */
public final class Inventories {
  private final InventoryRepository repository;
  private final AccessPolicy access;
  private final RunNames names;
  private final InventoryDefaults defaults;
  private final InstantSource clock;

  public Inventories(
      InventoryRepository repository,
      AccessPolicy access,
      RunNames names,
      InventoryDefaults defaults,
      InstantSource clock) {
    this.repository = repository;
    this.access = access;
    this.names = names;
    this.defaults = defaults;
    this.clock = clock;
  }

  void require(Principal caller) {
    access.requireAdministrator(caller);
  }

  /** Nobody else changes it until the transaction ends. */
  Inventory locked(InventoryId id) {
    return repository.lock(id).orElseThrow(() -> notFound(id));
  }

  Inventory find(InventoryId id) {
    return repository.find(id).orElseThrow(() -> notFound(id));
  }

  InventoryView view(Inventory inventory) {
    return views(List.of(inventory)).getFirst();
  }

  List<InventoryView> views(Collection<Inventory> inventories) {
    Set<UserId> people =
        inventories.stream()
            .flatMap(one ->
                Stream.concat(
                    Stream.of(one.requestedBy()),
                    Stream.ofNullable(one.removal()).map(Inventory.Removal::requestedBy)))
            .collect(Collectors.toSet());
    Map<UserId, String> known = names.users(people);
    Instant now = clock.instant();
    return inventories.stream().map(one -> view(one, known, now)).toList();
  }

  private InventoryView view(Inventory one, Map<UserId, String> known, Instant now) {
    Inventory.Removal removal = one.removal();
    Instant found = one.foundAt();
    return new InventoryView(
        one,
        known.getOrDefault(one.requestedBy(), ""),
        removal == null ? null : known.getOrDefault(removal.requestedBy(), ""),
        one.progress(now),
        defaults.grace(),
        one.state() == InventoryState.FOUND && found != null ? found.plus(defaults.valid()) : null,
        mostlyOrphans(one));
  }

  /** A sign that another instance keeps its objects in the same bucket. */
  boolean mostlyOrphans(Inventory inventory) {
    return inventory.orphanObjects() >= defaults.suspicious() && inventory.mostObjectsAreOrphans();
  }

  private static SignalboxException notFound(InventoryId id) {
    return SignalboxException.of(ErrorCode.INVENTORY_NOT_FOUND).safe("id", id);
  }
}
