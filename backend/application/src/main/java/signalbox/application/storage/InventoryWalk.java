package signalbox.application.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;
import signalbox.domain.storage.Finding;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryKind;
import signalbox.domain.storage.ObjectKeys;
import signalbox.domain.storage.Orphan;

/**
 * Goes through the stores page by page and compares each page with the rows of the same range of
 * keys, so it holds two pages at most. The page is read first: whatever is stored later than it was
 * read cannot be taken for an orphan, because its row is read afterwards.
 */
final class InventoryWalk {
  /** So many unfinished uploads are looked at; there are a handful, or something is very wrong. */
  private static final int UPLOADS = 10_000;

  /** So many missing objects of a page are asked for one by one; then the listing is believed. */
  private static final int ASKED_FOR = 100;

  private final WorkOnInventories.Ports ports;
  private final InventoryDefaults defaults;

  /** An inventory after a step, with the orphans to put on record. */
  record Walked(Inventory inventory, List<Orphan> recorded) {}

  InventoryWalk(WorkOnInventories.Ports ports, InventoryDefaults defaults) {
    this.ports = ports;
    this.defaults = defaults;
  }

  /** One step; the last one says that everything was found. */
  Walked next(Inventory inventory, Instant now) {
    return switch (inventory.step()) {
      case COUNT -> new Walked(inventory.counted(count()), List.of());
      case OBJECTS -> objects(inventory);
      case UPLOADS -> uploads(inventory);
      case LOGS -> holdings(inventory, InventoryKind.LOGS, Inventory.Step.METRICS);
      case METRICS -> holdings(inventory, InventoryKind.METRICS, Inventory.Step.LEDGERS);
      case LEDGERS -> holdings(inventory, InventoryKind.LEDGERS, Inventory.Step.DONE);
      case DONE -> new Walked(inventory.found(now), List.of());
    };
  }

  private long count() {
    return ports.names().count()
        + ports.holdings().values().stream().mapToLong(RunHoldings::count).sum();
  }

  private Walked objects(Inventory inventory) {
    String after = inventory.after();
    ObjectListing.Page page = ports.listing().after(after, defaults.page());
    List<ObjectListing.ListedObject> objects = page.objects();
    boolean last = page.last() || objects.isEmpty();
    String upTo = last ? null : objects.getLast().key();
    Collected found = new Collected(inventory);
    for (ObjectListing.ListedObject object : objects) {
      found.seen(ObjectKeys.kind(object.key()), object.sizeBytes());
    }
    Set<String> named = named(keys(objects), after, upTo, found);
    List<ObjectListing.ListedObject> unnamed =
        objects.stream().filter(object -> !named.contains(object.key())).toList();
    if (!unnamed.isEmpty()) {
      // Asked for once more by name: the order of the store may be another than that of the rows.
      named.addAll(ports.names().named(keys(unnamed)));
      Set<RunId> alive = ports.runs().alive(runs(unnamed));
      for (ObjectListing.ListedObject object : unnamed) {
        boolean needed = ObjectKeys.run(object.key()).filter(alive::contains).isPresent();
        if (!needed && !named.contains(object.key())) {
          found.orphan(
              ObjectKeys.kind(object.key()),
              object.key(),
              null,
              object.sizeBytes(),
              null,
              object.modifiedAt());
        }
      }
    }
    return last
        ? found.at(Inventory.Step.UPLOADS, null, objects.size())
        : found.at(Inventory.Step.OBJECTS, upTo, objects.size());
  }

  /** Those of the page that a row of its range names; a row whose object is not there is found. */
  private Set<String> named(
      Set<String> present, @Nullable String after, @Nullable String upTo, Collected found) {
    Set<String> named = new HashSet<>();
    String from = after;
    int asked = 0;
    List<NamedObjects.NamedObject> rows;
    do {
      rows = ports.names().between(from, upTo, defaults.page());
      for (NamedObjects.NamedObject row : rows) {
        boolean repeated = row.key().equals(from);
        from = row.key();
        if (present.contains(row.key())) {
          named.add(row.key());
        } else if (row.needed() && !repeated && found.precedes(row.since())) {
          // Objects are written before their rows: one that is not there was never, or is lost.
          boolean missing = asked >= ASKED_FOR || ports.listing().find(row.key()).isEmpty();
          asked++;
          if (missing) {
            found.missing(row);
          }
        }
      }
    } while (rows.size() == defaults.page());
    return named;
  }

  private Walked uploads(Inventory inventory) {
    Collected found = new Collected(inventory);
    Optional<List<ObjectListing.UnfinishedUpload>> open = ports.listing().unfinished(UPLOADS);
    if (open.isEmpty()) {
      found.notTold(InventoryKind.UNFINISHED_UPLOADS);
    }
    for (ObjectListing.UnfinishedUpload upload : open.orElse(List.of())) {
      if (ObjectKeys.kind(upload.key()) != InventoryKind.FOREIGN_OBJECTS) {
        found.seen(InventoryKind.UNFINISHED_UPLOADS, upload.sizeBytes());
        found.orphan(
            InventoryKind.UNFINISHED_UPLOADS,
            upload.key(),
            upload.uploadId(),
            upload.sizeBytes(),
            null,
            upload.changedAt());
      }
    }
    return found.at(Inventory.Step.LOGS, null, 0);
  }

  private Walked holdings(Inventory inventory, InventoryKind kind, Inventory.Step next) {
    RunHoldings store = ports.holding(kind);
    String after = inventory.after();
    List<RunId> page =
        store.runs(after == null ? null : new RunId(UUID.fromString(after)), defaults.page());
    Set<RunId> known = ports.runs().known(page);
    List<RunId> unknown = page.stream().filter(run -> !known.contains(run)).toList();
    Collected found = new Collected(inventory);
    page.forEach(_ -> found.seen(kind, 0));
    if (!unknown.isEmpty()) {
      for (RunHoldings.Holding holding : store.of(unknown)) {
        found.orphan(
            kind,
            holding.run().toString(),
            null,
            holding.bytes(),
            holding.entries(),
            holding.changedAt());
      }
    }
    return page.size() < defaults.page()
        ? found.at(next, null, page.size())
        : found.at(inventory.step(), page.getLast().toString(), page.size());
  }

  private static Set<String> keys(List<ObjectListing.ListedObject> objects) {
    return objects.stream().map(ObjectListing.ListedObject::key).collect(Collectors.toSet());
  }

  private static Set<RunId> runs(List<ObjectListing.ListedObject> objects) {
    return objects.stream()
        .flatMap(object -> ObjectKeys.run(object.key()).stream())
        .collect(Collectors.toSet());
  }

  /** What a step adds to an inventory. */
  private final class Collected {
    private final Inventory before;
    private final Instant youngFrom;
    private final Map<InventoryKind, Finding> findings;
    private final List<Orphan> recorded = new ArrayList<>();

    Collected(Inventory before) {
      this.before = before;
      this.youngFrom = before.requestedAt().minus(defaults.grace());
      this.findings = before.copyOfFindings();
    }

    /** It was there when the inventory was begun. */
    boolean precedes(Instant time) {
      return time.isBefore(before.requestedAt());
    }

    void seen(InventoryKind kind, long bytes) {
      findings.put(kind, finding(kind).seen(1, bytes));
    }

    void notTold(InventoryKind kind) {
      findings.put(kind, Finding.NOT_TOLD);
    }

    void missing(NamedObjects.NamedObject row) {
      findings.put(
          InventoryKind.MISSING_OBJECTS,
          finding(InventoryKind.MISSING_OBJECTS).with(row.key(), null, null, row.since()));
    }

    void orphan(
        InventoryKind kind,
        String name,
        @Nullable String uploadId,
        @Nullable Long bytes,
        @Nullable Long entries,
        Instant changedAt) {
      if (kind.removable() && changedAt.isAfter(youngFrom)) {
        findings.put(kind, finding(kind).spared());
        return;
      }
      findings.put(kind, finding(kind).with(name, bytes, entries, changedAt));
      long number = before.removable() + recorded.size() + 1;
      if (kind.removable() && number <= defaults.mostRecorded()) {
        recorded.add(new Orphan(number, kind, name, uploadId, bytes, entries, changedAt));
      }
    }

    Walked at(Inventory.Step step, @Nullable String after, long things) {
      long bytes =
          recorded.stream()
              .flatMap(orphan -> Stream.ofNullable(orphan.bytes()))
              .mapToLong(Long::longValue)
              .sum();
      return new Walked(
          before.walked(step, after, things, findings, recorded.size(), bytes), recorded);
    }

    private Finding finding(InventoryKind kind) {
      return findings.getOrDefault(kind, Finding.NOTHING);
    }
  }
}
