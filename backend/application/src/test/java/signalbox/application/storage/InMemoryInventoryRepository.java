package signalbox.application.storage;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryId;
import signalbox.domain.storage.InventoryKind;
import signalbox.domain.storage.Orphan;
import signalbox.domain.storage.OrphanOutcome;

/** Inventories in memory. Thread-safe. */
public final class InMemoryInventoryRepository implements InventoryRepository {
  private final Map<InventoryId, Inventory> inventories = new LinkedHashMap<>();
  private final Map<InventoryId, Map<Long, Orphan>> orphans = new HashMap<>();
  private final Map<InventoryId, Claim> claims = new HashMap<>();

  private record Claim(UUID worker, Instant until) {}

  @Override
  public synchronized boolean insert(Inventory inventory) {
    if (inventory.state().active() && busy(inventory.id())) {
      return false;
    }
    inventories.put(inventory.id(), inventory);
    orphans.put(inventory.id(), new LinkedHashMap<>());
    return true;
  }

  private boolean busy(InventoryId but) {
    return inventories.values().stream()
        .anyMatch(other -> other.state().active() && !other.id().equals(but));
  }

  @Override
  public synchronized Optional<Inventory> find(InventoryId id) {
    return Optional.ofNullable(inventories.get(id));
  }

  @Override
  public Optional<Inventory> lock(InventoryId id) {
    return find(id);
  }

  @Override
  public synchronized Page<Inventory> list(PageRequest page) {
    UUID before = UuidCursor.decode(page.cursor());
    List<Inventory> rest =
        inventories.values().stream()
            .sorted(Comparator.comparing((Inventory one) -> one.id().toString()).reversed())
            .filter(one -> before == null || one.id().toString().compareTo(before.toString()) < 0)
            .toList();
    boolean more = rest.size() > page.limit();
    List<Inventory> shown = more ? rest.subList(0, page.limit()) : rest;
    return new Page<>(
        shown, more ? UuidCursor.encode(shown.getLast().id().value()) : null, inventories.size());
  }

  @Override
  public synchronized void update(Inventory inventory) {
    if (inventory.state().active() && busy(inventory.id())) {
      throw SignalboxException.of(ErrorCode.INVENTORY_BUSY);
    }
    inventories.put(inventory.id(), inventory);
  }

  @Override
  public synchronized Optional<Inventory> claim(UUID worker, Instant now, Instant until) {
    Optional<Inventory> free =
        inventories.values().stream()
            .filter(one -> one.state().active())
            .filter(one -> {
              Claim claim = claims.get(one.id());
              return claim == null || claim.worker().equals(worker) || !claim.until().isAfter(now);
            })
            .findFirst();
    free.ifPresent(one -> claims.put(one.id(), new Claim(worker, until)));
    return free;
  }

  @Override
  public synchronized boolean save(Inventory inventory, UUID worker, Instant until) {
    Claim claim = claims.get(inventory.id());
    Inventory known = inventories.get(inventory.id());
    if (claim == null || known == null) {
      return false;
    }
    if (!claim.worker().equals(worker) || !known.state().active()) {
      return false;
    }
    claims.put(inventory.id(), new Claim(worker, until));
    inventories.put(inventory.id(), inventory);
    return true;
  }

  @Override
  public synchronized void append(InventoryId id, List<Orphan> found) {
    Map<Long, Orphan> known = orphans.getOrDefault(id, new LinkedHashMap<>());
    found.forEach(orphan -> known.put(orphan.number(), orphan));
  }

  @Override
  public synchronized List<Orphan> pending(InventoryId id, int most) {
    return all(id).stream().filter(orphan -> orphan.outcome() == null).limit(most).toList();
  }

  @Override
  public synchronized void settle(InventoryId id, Map<Long, OrphanOutcome> outcomes) {
    Map<Long, Orphan> known = orphans.getOrDefault(id, new LinkedHashMap<>());
    outcomes.forEach((number, outcome) ->
        known.computeIfPresent(
            number,
            (_, orphan) ->
                new Orphan(
                    orphan.number(),
                    orphan.kind(),
                    orphan.name(),
                    orphan.uploadId(),
                    orphan.bytes(),
                    orphan.entries(),
                    orphan.changedAt(),
                    outcome)));
  }

  @Override
  public synchronized Page<Orphan> orphans(
      InventoryId id, @Nullable InventoryKind kind, PageRequest page) {
    List<Orphan> wanted =
        all(id).stream().filter(orphan -> kind == null || orphan.kind() == kind).toList();
    String cursor = page.cursor();
    long after = cursor == null ? 0 : Long.parseLong(cursor);
    List<Orphan> rest = wanted.stream().filter(orphan -> orphan.number() > after).toList();
    boolean more = rest.size() > page.limit();
    List<Orphan> shown = more ? rest.subList(0, page.limit()) : rest;
    return new Page<>(shown, more ? Long.toString(shown.getLast().number()) : null, wanted.size());
  }

  private List<Orphan> all(InventoryId id) {
    return orphans.getOrDefault(id, new LinkedHashMap<>()).values().stream()
        .sorted(Comparator.comparingLong(Orphan::number))
        .toList();
  }

  @Override
  public synchronized int removeBefore(Instant limit, int most) {
    List<InventoryId> old =
        inventories.values().stream()
            .filter(one -> !one.state().active() && one.requestedAt().isBefore(limit))
            .sorted(Comparator.comparing(Inventory::requestedAt))
            .map(Inventory::id)
            .limit(most)
            .toList();
    old.forEach(id -> {
      inventories.remove(id);
      orphans.remove(id);
    });
    return old.size();
  }
}
