package signalbox.domain.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.RunId;

class InventoryTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final UserId ADA = new UserId(new UUID(7, 1));
  private static final Inventory BEGUN =
      Inventory.begun(new InventoryId(new UUID(7, 2)), ADA, NOON);

  private static Inventory in(InventoryState state) {
    return switch (state) {
      case LOOKING -> BEGUN;
      case FOUND -> BEGUN.found(NOON);
      case REMOVING -> BEGUN.found(NOON).removing(ADA, NOON);
      case REMOVED, STOPPED, FAILED -> in(InventoryState.REMOVING).ended(state, NOON, null);
    };
  }

  @ParameterizedTest
  @EnumSource
  void takesTheWaysOfItsTableAndNoOther(InventoryState from) {
    Map<InventoryState, Set<InventoryState>> ways =
        Map.of(
            InventoryState.LOOKING,
            Set.of(InventoryState.FOUND, InventoryState.STOPPED, InventoryState.FAILED),
            InventoryState.FOUND,
            Set.of(InventoryState.REMOVING),
            InventoryState.REMOVING,
            Set.of(InventoryState.REMOVED, InventoryState.STOPPED, InventoryState.FAILED));
    for (InventoryState to : InventoryState.values()) {
      boolean legal = ways.getOrDefault(from, Set.of()).contains(to);
      assertThat(from.mayBecome(to)).as("%s to %s", from, to).isEqualTo(legal);
      if (!legal && from != to) {
        assertThatThrownBy(() -> in(from).ended(to, NOON, null))
            .isInstanceOf(IllegalStateException.class);
      }
    }
    assertThat(in(from).state()).isEqualTo(from);
    assertThat(from.active()).isEqualTo(ways.getOrDefault(from, Set.of()).size() > 1);
  }

  @Test
  void tellsHowFarAWalkIsAndHowLongItTakes() {
    assertThat(BEGUN.progress(NOON.plusSeconds(5)))
        .isEqualTo(new Inventory.Progress(0, 0, 0, null));
    Inventory counted = BEGUN.counted(1000);
    Inventory few = walked(counted, 9);
    assertThat(few.progress(NOON.plusSeconds(5)).left()).as("too few for a rate").isNull();
    Inventory quarter = walked(few, 241);
    assertThat(quarter.progress(NOON.plusSeconds(10)))
        .isEqualTo(new Inventory.Progress(250, 1000, 0.25, Duration.ofSeconds(30)));
    Inventory more = walked(quarter, 2000);
    assertThat(more.progress(NOON.plusSeconds(20)).fraction())
        .as("there was more than was counted")
        .isEqualTo(0.99);
    assertThat(more.found(NOON).progress(NOON))
        .isEqualTo(new Inventory.Progress(2250, 2250, 1, null));
  }

  private static Inventory walked(Inventory from, long things) {
    return from.walked(Inventory.Step.OBJECTS, "k", things, Map.of(), 0, 0);
  }

  @Test
  void tellsHowFarARemovalIs() {
    Inventory found = BEGUN.walked(Inventory.Step.OBJECTS, null, 500, Map.of(), 40, 4000);
    Inventory removing = found.found(NOON).removing(ADA, NOON.plusSeconds(60));
    Inventory half =
        removing.removed(new Inventory.Removal(ADA, NOON.plusSeconds(60), 15, 1500, 3, 2));
    assertThat(half.progress(NOON.plusSeconds(70)))
        .isEqualTo(new Inventory.Progress(20, 40, 0.5, Duration.ofSeconds(10)));
    assertThat(half.ended(InventoryState.STOPPED, NOON, null).progress(NOON.plusSeconds(70)))
        .isEqualTo(new Inventory.Progress(20, 40, 0.5, null));
  }

  @Test
  void addsUpWhatItFinds() {
    Finding finding = Finding.NOTHING.seen(3, 30);
    for (int i = 0; i < 7; i++) {
      finding = finding.with("key " + i, i == 0 ? null : 10L, 2L, NOON.minusSeconds(i));
    }
    finding = finding.spared();

    assertThat(finding.things()).isEqualTo(3);
    assertThat(finding.orphans()).isEqualTo(7);
    assertThat(finding.orphanBytes()).isEqualTo(60);
    assertThat(finding.orphanEntries()).isEqualTo(14);
    assertThat(finding.young()).isEqualTo(1);
    assertThat(finding.oldest()).isEqualTo(NOON.minusSeconds(6));
    assertThat(finding.newest()).isEqualTo(NOON);
    assertThat(finding.samples()).containsExactly("key 0", "key 1", "key 2", "key 3", "key 4");
  }

  @Test
  void suspectsABucketWithTwoMasters() {
    assertThat(withObjects(10, 5).mostObjectsAreOrphans()).isFalse();
    assertThat(withObjects(10, 6).mostObjectsAreOrphans()).isTrue();
    assertThat(withObjects(10, 6).orphanObjects()).isEqualTo(6);
    assertThat(BEGUN.mostObjectsAreOrphans()).isFalse();
  }

  private static Inventory withObjects(int all, int orphans) {
    Finding finding = Finding.NOTHING.seen(all, 0);
    for (int i = 0; i < orphans; i++) {
      finding = finding.with("k", 1L, null, NOON);
    }
    Map<InventoryKind, Finding> findings = Map.of(InventoryKind.RUN_OBJECTS, finding);
    return BEGUN.walked(Inventory.Step.OBJECTS, null, all, findings, orphans, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "datasets/0195a3f0-0000-7000-8000-000000000000/ab12.rows, DATASET_OBJECTS",
    "runs/0195a3f0-0000-7000-8000-000000000000/2/model.zip, RUN_OBJECTS",
    "runs/0195a3f0-0000-7000-8000-000000000000/model.zip, FOREIGN_OBJECTS",
    "imports/0195a3f0-0000-7000-8000-000000000000/1/ab12.rows, IMPORTED_OBJECTS",
    "imports/0195a3f0-0000-7000-8000-000000000000/ab12, FOREIGN_OBJECTS",
    "runs/0195A3F0-0000-7000-8000-000000000000/2/model.zip, FOREIGN_OBJECTS",
    "datasets/mine.csv, FOREIGN_OBJECTS",
    "other/datasets/0195a3f0-0000-7000-8000-000000000000/ab12, FOREIGN_OBJECTS",
    "runs, FOREIGN_OBJECTS"
  })
  void knowsWhichKeysItMakes(String key, InventoryKind kind) {
    assertThat(ObjectKeys.kind(key)).isEqualTo(kind);
    assertThat(ObjectKeys.run(key).isPresent()).isEqualTo(kind == InventoryKind.RUN_OBJECTS);
  }

  @Test
  void knowsTheRunOfAKey() {
    UUID run = UUID.fromString("0195a3f0-0000-7000-8000-000000000000");
    assertThat(ObjectKeys.run("runs/" + run + "/1/a/b.txt")).contains(new RunId(run));
  }
}
