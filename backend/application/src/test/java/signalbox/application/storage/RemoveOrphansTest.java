package signalbox.application.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static signalbox.application.storage.InventoryScene.NOW;
import static signalbox.application.storage.InventoryScene.datasetKey;
import static signalbox.application.storage.InventoryScene.run;
import static signalbox.application.storage.InventoryScene.runKey;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.run.TestRuns;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.RunId;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryState;
import signalbox.domain.storage.Orphan;
import signalbox.domain.storage.OrphanOutcome;

/** What is removed is what a person saw, and is still an orphan. */
class RemoveOrphansTest {
  private static final Duration OLD = Duration.ofDays(3);

  @TempDir private Path folder;

  private InventoryScene scene;

  @BeforeEach
  void open() {
    scene = new InventoryScene(folder);
  }

  private boolean isThere(String key) {
    return scene.objects.size(key).isPresent();
  }

  private void refused(RemoveOrphans command, ErrorCode code) {
    assertThatThrownBy(() -> scene.remove().handle(scene.administrator, command))
        .isInstanceOfSatisfying(
            SignalboxException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void removesEverythingThatWasFoundAndNothingElse() {
    String named = scene.namedObject(datasetKey("named"), 5, OLD);
    String young = scene.object(datasetKey("young"), 5, Duration.ofHours(1));
    String foreign = scene.object("somebody/elses", 5, OLD);
    List<String> orphans =
        List.of(
            scene.object(datasetKey("a"), 10, OLD),
            scene.object(runKey(run(), "b"), 20, OLD),
            scene.object(runKey(run(), "c"), 30, OLD));
    RunId gone = run();
    Instant old = NOW.minus(OLD);
    scene.logs.put(new RunHoldings.Holding(gone, 100, null, old));
    scene.metrics.put(new RunHoldings.Holding(gone, 7, 70L, old));
    scene.ledgers.put(new RunHoldings.Holding(gone, 1, null, old));
    scene.objects.begin(
        new ObjectListing.UnfinishedUpload(runKey(gone, "model.zip"), "u", 500, old));

    Inventory found = scene.taken();
    assertThat(found.removable()).isEqualTo(7);
    Inventory removed = scene.removed(found);

    assertThat(removed.state()).isEqualTo(InventoryState.REMOVED);
    assertThat(removed.removal())
        .isEqualTo(
            new Inventory.Removal(scene.administrator.userId(), NOW, 7, 60 + 70 + 500, 0, 0));
    assertThat(orphans).noneMatch(this::isThere);
    assertThat(List.of(named, young, foreign)).allMatch(this::isThere);
    assertThat(scene.logs.count() + scene.metrics.count() + scene.ledgers.count()).isZero();
    assertThat(scene.objects.unfinished(10).orElseThrow()).isEmpty();
    assertThat(scene.recorded(removed))
        .extracting(Orphan::outcome)
        .containsOnly(OrphanOutcome.REMOVED);
    assertThat(scene.heard)
        .contains("asked 7", "removed " + orphans.getFirst(), "ended REMOVED")
        .hasSize(1 + 1 + 7 + 1);
    assertThat(scene.taken().removable()).as("nothing is left").isZero();
  }

  @Test
  void looksAgainRightBeforeItRemoves() {
    RunId run = run();
    RunId retried = run();
    String gone = scene.object(datasetKey("gone"), 1, OLD);
    String named = scene.object(datasetKey("named"), 1, OLD);
    String changed = scene.object(datasetKey("changed"), 1, OLD);
    String ofAlive = scene.object(runKey(retried, "kept"), 1, OLD);
    scene.logs.put(new RunHoldings.Holding(run, 1, null, NOW.minus(OLD)));
    scene.metrics.put(new RunHoldings.Holding(run, 1, 8L, NOW.minus(OLD)));
    scene.ledgers.put(new RunHoldings.Holding(retried, 1, null, NOW.minus(OLD)));
    Inventory found = scene.taken();
    assertThat(found.removable()).isEqualTo(7);

    scene.objects.delete(gone);
    scene.names.name(named, true, NOW);
    scene.objects.storedAt(changed, NOW);
    scene.runs.add(retried, true);
    scene.logs.put(new RunHoldings.Holding(run, 2, null, NOW));
    scene.metrics.remove(run);
    Inventory removed = scene.removed(found);

    assertThat(removed.removal())
        .isEqualTo(new Inventory.Removal(scene.administrator.userId(), NOW, 0, 0, 2, 5));
    assertThat(List.of(named, changed, ofAlive)).allMatch(this::isThere);
    assertThat(scene.logs.count()).isEqualTo(1);
    assertThat(scene.ledgers.count()).isEqualTo(1);
    assertThat(scene.recorded(removed))
        .extracting(Orphan::outcome)
        .containsExactlyInAnyOrder(
            OrphanOutcome.GONE,
            OrphanOutcome.NAMED,
            OrphanOutcome.CHANGED,
            OrphanOutcome.NAMED,
            OrphanOutcome.CHANGED,
            OrphanOutcome.GONE,
            OrphanOutcome.NAMED);
  }

  @Test
  void refusesWhatNobodySawOrSawTooLongAgo() {
    scene.object(datasetKey("a"), 1, OLD);
    Inventory begun = scene.find().handle(scene.administrator, new FindOrphans()).inventory();
    refused(new RemoveOrphans(begun.id(), 0, false), ErrorCode.INVENTORY_ILLEGAL_STATE);
    scene.worker().run();
    refused(new RemoveOrphans(begun.id(), 2, false), ErrorCode.INVENTORY_COUNT_DIFFERS);
    scene.obstacle = "5 statuses wait.";
    refused(new RemoveOrphans(begun.id(), 1, false), ErrorCode.INVENTORY_STATUSES_BEHIND);
    scene.obstacle = null;
    scene.now = NOW.plus(Duration.ofHours(1)).plusSeconds(1);
    refused(new RemoveOrphans(begun.id(), 1, false), ErrorCode.INVENTORY_OUTDATED);
    scene.now = NOW.plus(Duration.ofHours(1));
    scene.remove().handle(scene.administrator, new RemoveOrphans(begun.id(), 1, false));
    refused(new RemoveOrphans(begun.id(), 1, false), ErrorCode.INVENTORY_ILLEGAL_STATE);
  }

  @Test
  void thereMustBeSomethingToRemove() {
    Inventory found = scene.taken();
    refused(new RemoveOrphans(found.id(), 0, false), ErrorCode.REQUEST_INVALID);
  }

  @Test
  void suspectsABucketOfTwoInstances() {
    for (int i = 0; i < 5; i++) {
      scene.object(datasetKey("a" + i), 1, OLD);
    }
    scene.namedObject(datasetKey("mine"), 1, OLD);
    Inventory found = scene.taken();
    refused(new RemoveOrphans(found.id(), 5, false), ErrorCode.INVENTORY_MOSTLY_ORPHANS);
    assertThat(scene.objects.after(null, 10).objects()).hasSize(6);
    scene.remove().handle(scene.administrator, new RemoveOrphans(found.id(), 5, true));
    scene.worker().run();
    assertThat(scene.objects.after(null, 10).objects()).hasSize(1);
  }

  @Test
  void isForAdministratorsAlone() {
    Inventory found = scene.taken();
    Principal somebody = new Principal(new UserId(TestRuns.IDS.next()), false);
    for (Runnable call :
        List.<Runnable>of(
            () -> scene.find().handle(somebody, new FindOrphans()),
            () -> scene.remove().handle(somebody, new RemoveOrphans(found.id(), 0, false)),
            () -> scene.stop().handle(somebody, new StopInventory(found.id())))) {
      assertThatThrownBy(call::run)
          .isInstanceOfSatisfying(
              SignalboxException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTH_FORBIDDEN));
    }
  }

  @Test
  void oneGoesOnAtATimeAndCanBeStopped() {
    scene.object(datasetKey("a"), 1, OLD);
    Inventory begun = scene.find().handle(scene.administrator, new FindOrphans()).inventory();
    assertThatThrownBy(scene::taken).hasMessage("inventory.busy");
    InventoryView stopped = scene.stop().handle(scene.administrator, new StopInventory(begun.id()));
    assertThat(stopped.inventory().state()).isEqualTo(InventoryState.STOPPED);
    scene.worker().run();
    assertThat(scene.inventories.find(begun.id()).orElseThrow().state())
        .isEqualTo(InventoryState.STOPPED);
    assertThatThrownBy(
            () -> scene.stop().handle(scene.administrator, new StopInventory(begun.id())))
        .hasMessage("inventory.illegal_state");
    assertThat(scene.taken().removable()).isEqualTo(1);
  }

  @Test
  void aRemovalThatIsKilledGoesOnElsewhere() {
    for (int i = 0; i < 9; i++) {
      scene.object(datasetKey("a" + i), 10, OLD);
    }
    scene.namedObject(datasetKey("mine"), 1, OLD);
    Inventory found = scene.taken();
    scene.remove().handle(scene.administrator, new RemoveOrphans(found.id(), 9, true));

    // Killed in the middle of the third batch: one object of it is gone, and nobody has noted it.
    assertThatThrownBy(scene.worker(scene.objects, new Dying(scene.objects, 5))::run)
        .isInstanceOf(Killed.class);
    assertThat(scene.objects.after(null, 100).objects()).hasSize(5);
    Inventory half = scene.inventories.find(found.id()).orElseThrow();
    assertThat(half.removal())
        .isEqualTo(new Inventory.Removal(scene.administrator.userId(), NOW, 4, 40, 0, 0));
    scene.now = NOW.plus(InventoryScene.SMALL.lease());
    scene.worker().run();

    Inventory removed = scene.inventories.find(found.id()).orElseThrow();
    assertThat(removed.state()).isEqualTo(InventoryState.REMOVED);
    assertThat(removed.removal())
        .isEqualTo(new Inventory.Removal(scene.administrator.userId(), NOW, 8, 80, 1, 0));
    assertThat(scene.objects.after(null, 100).objects()).hasSize(1);
  }

  @Test
  void aStoreThatGoesAwayMidwayIsWaitedFor() {
    for (int i = 0; i < 3; i++) {
      scene.object(datasetKey("a" + i), 10, OLD);
    }
    Inventory found = scene.taken();
    scene.remove().handle(scene.administrator, new RemoveOrphans(found.id(), 3, false));
    WorkOnInventories worker = scene.worker(scene.objects, new Failing(scene.objects, 1));
    assertThatThrownBy(worker::run).hasMessage("store.unavailable");
    Inventory waiting = scene.inventories.find(found.id()).orElseThrow();
    assertThat(waiting.state()).isEqualTo(InventoryState.REMOVING);
    assertThat(waiting.problem()).isNotNull();
    assertThat(waiting.progress(NOW.plusSeconds(1)).done()).as("what had its turn").isEqualTo(1);

    worker.run();
    assertThat(scene.inventories.find(found.id()).orElseThrow().removal())
        .isEqualTo(new Inventory.Removal(scene.administrator.userId(), NOW, 3, 30, 0, 0));
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Its program is killed right after so many deletions. */
  private static final class Dying extends Delegating {
    private int left;

    Dying(ObjectStore store, int left) {
      super(store);
      this.left = left;
    }

    @Override
    public void delete(String key) {
      super.delete(key);
      left--;
      if (left == 0) {
        throw new Killed();
      }
    }
  }

  /** Refuses two deletions after some that went well. */
  private static final class Failing extends Delegating {
    private int well;
    private int refusals = 2;

    Failing(ObjectStore store, int well) {
      super(store);
      this.well = well;
    }

    @Override
    public void delete(String key) {
      if (well == 0 && refusals > 0) {
        refusals--;
        throw InventoryScene.away();
      }
      well = Math.max(0, well - 1);
      super.delete(key);
    }
  }

  private static class Delegating implements ObjectStore {
    private final ObjectStore store;

    Delegating(ObjectStore store) {
      this.store = store;
    }

    @Override
    public void put(String key, Path file, String contentType) {
      store.put(key, file, contentType);
    }

    @Override
    public Optional<StoredObject> open(String key) {
      return store.open(key);
    }

    @Override
    public Optional<StoredObject> open(String key, long offset, long length) {
      return store.open(key, offset, length);
    }

    @Override
    public Optional<Long> size(String key) {
      return store.size(key);
    }

    @Override
    public void delete(String key) {
      store.delete(key);
    }

    @Override
    public void prepare() {
      store.prepare();
    }
  }
}
