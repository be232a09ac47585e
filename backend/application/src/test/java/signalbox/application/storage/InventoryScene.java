package signalbox.application.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.FolderObjectStore;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.TestProject;
import signalbox.application.run.NoNames;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.PageRequest;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.RunId;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryId;
import signalbox.domain.storage.InventoryKind;
import signalbox.domain.storage.Orphan;

/** Stores in memory with an administrator before them, at a time that only the test moves. */
final class InventoryScene {
  static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

  /** Small pages and batches, so that a few things are several of them. */
  static final InventoryDefaults SMALL =
      new InventoryDefaults(
          Duration.ofHours(24),
          Duration.ofHours(1),
          3,
          2,
          50,
          5,
          Duration.ofMinutes(2),
          Duration.ofSeconds(2),
          Duration.ofDays(365));

  final Principal administrator = new Principal(new UserId(TestRuns.IDS.next()), true);
  final InMemoryInventoryRepository inventories = new InMemoryInventoryRepository();
  final InMemoryNamedObjects names = new InMemoryNamedObjects();
  final InMemoryRunPresence runs = new InMemoryRunPresence();
  final InMemoryRunHoldings logs = new InMemoryRunHoldings();
  final InMemoryRunHoldings metrics = new InMemoryRunHoldings();
  final InMemoryRunHoldings ledgers = new InMemoryRunHoldings();
  final List<String> heard = new ArrayList<>();
  final FolderObjectStore objects;
  Instant now = NOW;
  @Nullable String obstacle;
  int wakes;
  private final Path folder;
  private final InventoryDefaults defaults;
  private final ImmediateTransactions transactions = new ImmediateTransactions();
  private final Inventories views;

  InventoryScene(Path folder) {
    this(folder, SMALL);
  }

  InventoryScene(Path folder, InventoryDefaults defaults) {
    this.folder = folder;
    this.defaults = defaults;
    this.objects = new FolderObjectStore(folder.resolve("objects"));
    objects.prepare();
    views =
        new Inventories(
            inventories, new AccessPolicy(new TestProject()), new NoNames(), defaults, () -> now);
  }

  /** A worker as one backend has it. */
  WorkOnInventories worker() {
    return worker(objects, objects);
  }

  /** The same over stores that may misbehave. */
  WorkOnInventories worker(ObjectListing listing, ObjectStore store) {
    return new WorkOnInventories(
        new WorkOnInventories.Ports(
            inventories,
            listing,
            store,
            names,
            runs,
            Map.of(
                InventoryKind.LOGS,
                logs,
                InventoryKind.METRICS,
                metrics,
                InventoryKind.LEDGERS,
                ledgers),
            transactions),
        defaults,
        new Heard(),
        () -> wakes++,
        UUID.randomUUID(),
        () -> now);
  }

  FindOrphansHandler find() {
    return new FindOrphansHandler(
        views, inventories, transactions, () -> {}, TestRuns.IDS, () -> now);
  }

  RemoveOrphansHandler remove() {
    return new RemoveOrphansHandler(
        views,
        inventories,
        transactions,
        defaults,
        () -> Optional.ofNullable(obstacle),
        new Heard(),
        () -> {},
        () -> now);
  }

  StopInventoryHandler stop() {
    return new StopInventoryHandler(views, inventories, transactions, new Heard(), () -> now);
  }

  /** An inventory of all that is there. */
  Inventory taken() {
    InventoryId id = find().handle(administrator, new FindOrphans()).inventory().id();
    worker().run();
    return inventories.find(id).orElseThrow();
  }

  /** The same one, after everything on record has been removed. */
  Inventory removed(Inventory found) {
    remove().handle(administrator, new RemoveOrphans(found.id(), found.removable(), false));
    worker().run();
    return inventories.find(found.id()).orElseThrow();
  }

  List<Orphan> recorded(Inventory inventory) {
    return inventories.orphans(inventory.id(), null, new PageRequest(200, null)).items();
  }

  /** An object that was stored so long ago. */
  String object(String key, int bytes, Duration ago) {
    try {
      Path file = Files.write(Files.createTempFile(folder, "object", ".bin"), new byte[bytes]);
      objects.put(key, file, "text/plain");
      objects.storedAt(key, NOW.minus(ago));
      return key;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, and a row names it. */
  String namedObject(String key, int bytes, Duration ago) {
    names.name(key, true, NOW.minus(ago));
    return object(key, bytes, ago);
  }

  static String runKey(RunId run, String name) {
    return "runs/" + run + "/1/" + name;
  }

  static String datasetKey(String name) {
    return "datasets/" + UUID.randomUUID() + "/" + name;
  }

  static RunId run() {
    return new RunId(TestRuns.IDS.next());
  }

  static SignalboxException away() {
    return SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
  }

  private final class Heard implements InventoryObserver {
    @Override
    public void removalAsked(Inventory inventory) {
      heard.add("asked " + inventory.removable());
    }

    @Override
    public void removed(Orphan orphan) {
      heard.add("removed " + orphan.name());
    }

    @Override
    public void ended(Inventory inventory) {
      heard.add("ended " + inventory.state());
    }
  }
}
