package signalbox.application.storage;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;
import signalbox.domain.storage.InventoryKind;
import signalbox.domain.storage.ObjectKeys;
import signalbox.domain.storage.Orphan;
import signalbox.domain.storage.OrphanOutcome;

/**
 * Removes some orphans. Right before it does, it looks at each of them again: what a row names by
 * now, or what is not as it was when it was found, stays.
 */
final class OrphanRemoval {
  private final WorkOnInventories.Ports ports;
  private final InventoryObserver observer;

  OrphanRemoval(WorkOnInventories.Ports ports, InventoryObserver observer) {
    this.ports = ports;
    this.observer = observer;
  }

  /**
   * What became of them, in their order. When a store goes away midway, only those are in it that
   * had their turn.
   *
   * @throws SignalboxException {@code store.unavailable} when none had
   */
  Map<Long, OrphanOutcome> remove(List<Orphan> batch) {
    Map<Long, OrphanOutcome> outcomes = new LinkedHashMap<>();
    Set<String> named = ports.names().named(names(batch, true));
    Set<RunId> alive = ports.runs().alive(runsOfObjects(batch));
    Set<RunId> known =
        ports.runs().known(names(batch, false).stream().map(OrphanRemoval::run).toList());
    try {
      for (Orphan orphan : batch) {
        outcomes.put(orphan.number(), remove(orphan, named, alive, known));
      }
    } catch (SignalboxException e) {
      if (outcomes.isEmpty()) {
        throw e;
      }
    }
    return outcomes;
  }

  private OrphanOutcome remove(
      Orphan orphan, Set<String> named, Set<RunId> alive, Set<RunId> known) {
    OrphanOutcome outcome =
        switch (orphan.kind()) {
          case DATASET_OBJECTS, RUN_OBJECTS, IMPORTED_OBJECTS -> {
            boolean needed = ObjectKeys.run(orphan.name()).filter(alive::contains).isPresent();
            yield needed || named.contains(orphan.name())
                ? OrphanOutcome.NAMED
                : removeObject(orphan);
          }
          case UNFINISHED_UPLOADS -> abort(orphan);
          case LOGS, METRICS, LEDGERS ->
              known.contains(run(orphan.name())) ? OrphanOutcome.NAMED : removeHolding(orphan);
          case FOREIGN_OBJECTS, MISSING_OBJECTS -> OrphanOutcome.NAMED;
        };
    if (outcome == OrphanOutcome.REMOVED) {
      observer.removed(orphan);
    }
    return outcome;
  }

  private OrphanOutcome removeObject(Orphan orphan) {
    Optional<ObjectListing.ListedObject> there = ports.listing().find(orphan.name());
    if (there.isEmpty()) {
      return OrphanOutcome.GONE;
    }
    Long bytes = orphan.bytes();
    if (!there.get().modifiedAt().equals(orphan.changedAt())
        || bytes == null
        || there.get().sizeBytes() != bytes) {
      return OrphanOutcome.CHANGED;
    }
    ports.objects().delete(orphan.name());
    return OrphanOutcome.REMOVED;
  }

  private OrphanOutcome abort(Orphan orphan) {
    String uploadId = orphan.uploadId();
    Long bytes = orphan.bytes();
    if (uploadId == null) {
      return OrphanOutcome.GONE;
    }
    boolean aborted =
        ports
            .listing()
            .abort(
                new ObjectListing.UnfinishedUpload(
                    orphan.name(), uploadId, bytes == null ? 0 : bytes, orphan.changedAt()));
    return aborted ? OrphanOutcome.REMOVED : OrphanOutcome.GONE;
  }

  private OrphanOutcome removeHolding(Orphan orphan) {
    RunHoldings store = ports.holding(orphan.kind());
    RunId run = run(orphan.name());
    List<RunHoldings.Holding> there = store.of(List.of(run));
    if (there.isEmpty()) {
      return OrphanOutcome.GONE;
    }
    if (there.getFirst().changedAt().isAfter(orphan.changedAt())) {
      return OrphanOutcome.CHANGED;
    }
    store.remove(run);
    return OrphanOutcome.REMOVED;
  }

  private static Set<String> names(Collection<Orphan> batch, boolean objects) {
    return batch.stream()
        .filter(orphan -> orphan.kind() != InventoryKind.UNFINISHED_UPLOADS)
        .filter(orphan -> orphan.kind().object() == objects)
        .map(Orphan::name)
        .collect(Collectors.toSet());
  }

  private static Set<RunId> runsOfObjects(Collection<Orphan> batch) {
    return names(batch, true).stream()
        .flatMap(name -> ObjectKeys.run(name).stream())
        .collect(Collectors.toSet());
  }

  private static RunId run(String name) {
    return new RunId(UUID.fromString(name));
  }
}
