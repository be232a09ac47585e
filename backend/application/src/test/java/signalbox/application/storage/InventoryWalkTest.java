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
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.domain.run.RunId;
import signalbox.domain.storage.Finding;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryKind;
import signalbox.domain.storage.InventoryState;
import signalbox.domain.storage.Orphan;

/** What an inventory finds, and what it leaves alone. */
class InventoryWalkTest {
  private static final Duration OLD = Duration.ofDays(3);
  private static final Duration YOUNG = Duration.ofHours(23);

  @TempDir private Path folder;

  private InventoryScene scene;

  @BeforeEach
  void open() {
    scene = new InventoryScene(folder);
  }

  @Test
  void findsWhatNoRowNamesAndChangesNothing() {
    RunId run = run();
    scene.runs.add(run, false);
    for (int i = 0; i < 8; i++) {
      scene.namedObject(runKey(run, "artifact-" + i), 10, OLD);
    }
    String table = scene.namedObject(datasetKey("ab"), 100, OLD);
    scene.names.name(table + ".rows", false, NOW.minus(OLD));
    scene.object(table + ".rows", 7, OLD);
    String left = scene.object(datasetKey("cd.original"), 50, OLD);
    String older = scene.object(runKey(run(), "model.zip"), 20, OLD.plusDays(1));
    String other = scene.object(runKey(run, "half"), 30, OLD);

    Inventory found = scene.taken();

    assertThat(found.state()).isEqualTo(InventoryState.FOUND);
    assertThat(scene.recorded(found))
        .extracting(Orphan::name)
        .containsExactlyInAnyOrder(left, older, other);
    assertThat(found.removable()).isEqualTo(3);
    assertThat(found.removableBytes()).isEqualTo(100);
    Finding ofRuns = found.finding(InventoryKind.RUN_OBJECTS);
    assertThat(ofRuns.things()).isEqualTo(10);
    assertThat(ofRuns.orphans()).isEqualTo(2);
    assertThat(ofRuns.orphanBytes()).isEqualTo(50);
    assertThat(ofRuns.oldest()).isEqualTo(NOW.minus(OLD.plusDays(1)));
    assertThat(ofRuns.newest()).isEqualTo(NOW.minus(OLD));
    Finding ofDatasets = found.finding(InventoryKind.DATASET_OBJECTS);
    assertThat(ofDatasets.things()).isEqualTo(3);
    assertThat(ofDatasets.bytes()).isEqualTo(157);
    assertThat(ofDatasets.samples()).containsExactly(left);
    assertThat(found.finding(InventoryKind.MISSING_OBJECTS)).isEqualTo(Finding.NOTHING);
    assertThat(scene.objects.after(null, 100).objects()).hasSize(13);
    assertThat(found.progress(NOW).fraction()).isEqualTo(1);
    assertThat(scene.heard).containsExactly("ended FOUND");
  }

  @Test
  void leavesAloneWhatMayBeNamedInAMoment() {
    RunId ended = run();
    RunId alive = run();
    scene.runs.add(ended, false);
    scene.runs.add(alive, true);
    scene.object(runKey(ended, "young"), 1, YOUNG);
    scene.object(runKey(alive, "old"), 1, OLD);
    scene.object(datasetKey("young"), 1, Duration.ZERO);

    Inventory found = scene.taken();

    assertThat(found.removable()).isZero();
    assertThat(found.finding(InventoryKind.RUN_OBJECTS).young()).isEqualTo(1);
    assertThat(found.finding(InventoryKind.RUN_OBJECTS).things()).isEqualTo(2);
    assertThat(found.finding(InventoryKind.DATASET_OBJECTS).young()).isEqualTo(1);
  }

  @Test
  void countsWhatIsSomebodyElsesButNeverRemovesIt() {
    scene.object("backups/2026-01-01.tar", 1000, OLD);
    scene.object("datasets/mine.csv", 10, OLD);
    scene.objects.begin(new ObjectListing.UnfinishedUpload("elsewhere", "u", 5, NOW.minus(OLD)));

    Inventory found = scene.taken();

    assertThat(found.removable()).isZero();
    assertThat(found.finding(InventoryKind.FOREIGN_OBJECTS).orphans()).isEqualTo(2);
    assertThat(found.finding(InventoryKind.FOREIGN_OBJECTS).orphanBytes()).isEqualTo(1010);
    assertThat(found.finding(InventoryKind.UNFINISHED_UPLOADS).things()).isZero();
  }

  @Test
  void namesRowsWhoseObjectIsNotThere() {
    String lost = datasetKey("lost");
    scene.names.name(lost, true, NOW.minus(OLD));
    scene.names.name(lost, true, NOW.minus(OLD));
    scene.names.name(lost + ".rows", false, NOW.minus(OLD));
    scene.names.name(datasetKey("just stored"), true, NOW.plusSeconds(1));
    scene.namedObject(datasetKey("there"), 1, OLD);

    Inventory found = scene.taken();

    Finding missing = found.finding(InventoryKind.MISSING_OBJECTS);
    assertThat(missing.orphans()).isEqualTo(1);
    assertThat(missing.samples()).containsExactly(lost);
    assertThat(found.removable()).as("there is nothing to remove").isZero();
  }

  @Test
  void findsUploadsInPartsThatWereNeverFinished() {
    String key = runKey(run(), "model.zip");
    scene.objects.begin(new ObjectListing.UnfinishedUpload(key, "old", 9, NOW.minus(OLD)));
    scene.objects.begin(new ObjectListing.UnfinishedUpload(key, "new", 9, NOW.minus(YOUNG)));

    Inventory found = scene.taken();

    assertThat(scene.recorded(found)).extracting(Orphan::uploadId).containsExactly("old");
    Finding uploads = found.finding(InventoryKind.UNFINISHED_UPLOADS);
    assertThat(uploads.things()).isEqualTo(2);
    assertThat(uploads.young()).isEqualTo(1);
  }

  @Test
  void saysWhenAStoreDoesNotTellOfUploads() {
    FindOrphansHandler find = scene.find();
    Inventory begun = find.handle(scene.administrator, new FindOrphans()).inventory();
    scene.worker(new Silent(scene.objects), scene.objects).run();

    Inventory found = scene.inventories.find(begun.id()).orElseThrow();
    assertThat(found.state()).isEqualTo(InventoryState.FOUND);
    assertThat(found.finding(InventoryKind.UNFINISHED_UPLOADS).told()).isFalse();
  }

  @Test
  void findsWhatOtherStoresHoldOfRunsThatAreNotThere() {
    RunId there = run();
    scene.runs.add(there, false);
    List<RunId> gone = List.of(run(), run(), run(), run(), run());
    Instant old = NOW.minus(OLD);
    scene.logs.put(new RunHoldings.Holding(there, 5, null, old));
    gone.forEach(run -> scene.logs.put(new RunHoldings.Holding(run, 100, null, old)));
    scene.metrics.put(new RunHoldings.Holding(gone.getFirst(), 7, 70L, old));
    scene.metrics.put(new RunHoldings.Holding(gone.getLast(), 7, 70L, NOW.minus(YOUNG)));
    scene.ledgers.put(new RunHoldings.Holding(gone.getFirst(), 2, null, old));

    Inventory found = scene.taken();

    assertThat(found.finding(InventoryKind.LOGS).things()).isEqualTo(6);
    assertThat(found.finding(InventoryKind.LOGS).orphans()).isEqualTo(5);
    assertThat(found.finding(InventoryKind.LOGS).orphanEntries()).isEqualTo(500);
    assertThat(found.finding(InventoryKind.METRICS).orphanBytes()).isEqualTo(70);
    assertThat(found.finding(InventoryKind.METRICS).young()).isEqualTo(1);
    assertThat(found.finding(InventoryKind.LEDGERS).orphans()).isEqualTo(1);
    assertThat(found.removable()).isEqualTo(7);
    assertThat(found.removableBytes()).isEqualTo(70);
  }

  @Test
  void recordsNoMoreThanItMay() {
    for (int i = 0; i < 60; i++) {
      scene.object(runKey(run(), "a"), 1, OLD);
    }
    Inventory found = scene.taken();
    assertThat(found.finding(InventoryKind.RUN_OBJECTS).orphans()).isEqualTo(60);
    assertThat(found.removable()).isEqualTo(50);
    assertThat(scene.recorded(found)).hasSize(50);
  }

  /** The heart of it: whatever lies where, the named ones are never among the orphans. */
  @Test
  void findsExactlyWhatIsNotNamedHoweverItLies() {
    for (long seed = 1; seed <= 20; seed++) {
      InventoryScene fresh = new InventoryScene(folder.resolve("seed-" + seed));
      SplittableRandom random = new SplittableRandom(seed);
      TreeSet<String> orphans = new TreeSet<>();
      TreeSet<String> missing = new TreeSet<>();
      RunId run = run();
      fresh.runs.add(run, false);
      for (int i = 0; i < 25; i++) {
        String name = Long.toString(random.nextLong(1 << 20), 36) + "." + i;
        String key = random.nextBoolean() ? runKey(run, name) : datasetKey(name);
        boolean stored = random.nextInt(4) > 0;
        boolean named = random.nextInt(3) > 0;
        if (stored) {
          fresh.object(key, 1, OLD);
        }
        if (named) {
          fresh.names.name(key, true, NOW.minus(OLD));
        }
        if (stored && !named) {
          orphans.add(key);
        }
        if (named && !stored) {
          missing.add(key);
        }
      }
      Inventory found = fresh.taken();
      assertThat(fresh.recorded(found))
          .as("seed %d", seed)
          .extracting(Orphan::name)
          .containsExactlyInAnyOrderElementsOf(orphans);
      assertThat(found.finding(InventoryKind.MISSING_OBJECTS).orphans())
          .as("seed %d", seed)
          .isEqualTo(missing.size());
    }
  }

  @Test
  void goesOnAfterACrashWhereItWas() {
    for (int i = 0; i < 10; i++) {
      scene.object(runKey(run(), "a"), 1, OLD);
    }
    Inventory begun = scene.find().handle(scene.administrator, new FindOrphans()).inventory();
    Counting dying = new Counting(scene.objects, 2);
    assertThatThrownBy(scene.worker(dying, scene.objects)::run).isInstanceOf(Killed.class);
    assertThat(scene.inventories.find(begun.id()).orElseThrow().seen()).isEqualTo(6);

    Counting second = new Counting(scene.objects, Integer.MAX_VALUE);
    WorkOnInventories other = scene.worker(second, scene.objects);
    other.run();
    assertThat(second.pages).as("the lease of the dead one is not over").isZero();
    scene.now = NOW.plus(InventoryScene.SMALL.lease());
    other.run();

    Inventory found = scene.inventories.find(begun.id()).orElseThrow();
    assertThat(found.state()).isEqualTo(InventoryState.FOUND);
    assertThat(found.removable()).isEqualTo(10);
    assertThat(scene.recorded(found)).extracting(Orphan::name).doesNotHaveDuplicates().hasSize(10);
    assertThat(second.pages).as("only the rest was read again").isEqualTo(2);
  }

  @Test
  void asksForItsNextTurnUntilItHasComeToTheEnd() {
    for (int i = 0; i < 10; i++) {
      scene.object(runKey(run(), "a"), 1, OLD);
    }
    Inventory begun = scene.find().handle(scene.administrator, new FindOrphans()).inventory();
    WorkOnInventories worker =
        scene.worker(
            new Silent(scene.objects) {
              @Override
              public ObjectListing.Page after(@Nullable String key, int most) {
                scene.now = scene.now.plus(InventoryScene.SMALL.burst()).plusMillis(1);
                return super.after(key, most);
              }
            },
            scene.objects);
    int turns = 0;
    while (scene.inventories.find(begun.id()).orElseThrow().state() == InventoryState.LOOKING) {
      assertThat(scene.wakes).isEqualTo(turns);
      worker.run();
      turns++;
    }

    assertThat(turns).isGreaterThan(3);
    assertThat(scene.wakes).isEqualTo(turns - 1);
    worker.run();
    assertThat(scene.wakes).as("there is nothing to do").isEqualTo(turns - 1);
  }

  @Test
  void waitsForAStoreThatIsAway() {
    scene.object(runKey(run(), "a"), 1, OLD);
    Inventory begun = scene.find().handle(scene.administrator, new FindOrphans()).inventory();
    WorkOnInventories worker =
        scene.worker(
            new Silent(scene.objects) {
              @Override
              public ObjectListing.Page after(@Nullable String key, int most) {
                if (scene.now.equals(NOW)) {
                  throw InventoryScene.away();
                }
                return super.after(key, most);
              }
            },
            scene.objects);
    assertThatThrownBy(worker::run).hasMessage("store.unavailable");
    Inventory waiting = scene.inventories.find(begun.id()).orElseThrow();
    assertThat(waiting.state()).isEqualTo(InventoryState.LOOKING);
    assertThat(waiting.problem()).contains("A store does not answer");

    scene.now = NOW.plusSeconds(1);
    worker.run();
    Inventory found = scene.inventories.find(begun.id()).orElseThrow();
    assertThat(found.state()).isEqualTo(InventoryState.FOUND);
    assertThat(found.problem()).isNull();
    assertThat(found.removable()).isEqualTo(1);
  }

  /** A store that does not tell of uploads in parts. */
  private static class Silent implements ObjectListing {
    private final ObjectListing listing;

    Silent(ObjectListing listing) {
      this.listing = listing;
    }

    @Override
    public Page after(@Nullable String key, int most) {
      return listing.after(key, most);
    }

    @Override
    public Optional<ListedObject> find(String key) {
      return listing.find(key);
    }

    @Override
    public Optional<List<UnfinishedUpload>> unfinished(int most) {
      return Optional.empty();
    }

    @Override
    public boolean abort(UnfinishedUpload upload) {
      return false;
    }
  }

  /** What is killed catches nothing and stores nothing. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Counts pages, and is killed after some of them. */
  private static final class Counting extends Silent {
    private final int most;
    private int pages;

    Counting(ObjectListing listing, int most) {
      super(listing);
      this.most = most;
    }

    @Override
    public ObjectListing.Page after(@Nullable String key, int size) {
      if (pages == most) {
        throw new Killed();
      }
      pages++;
      return super.after(key, size);
    }
  }
}
