package signalbox.application.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.storage.Finding;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryId;
import signalbox.domain.storage.InventoryKind;
import signalbox.domain.storage.InventoryState;
import signalbox.domain.storage.Orphan;
import signalbox.domain.storage.OrphanOutcome;

/** What every store of inventories must do, on an empty one. */
public abstract class InventoryRepositoryContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final UUID ONE = new UUID(1, 1);
  private static final UUID OTHER = new UUID(1, 2);

  protected abstract InventoryRepository inventories();

  /** Somebody who is there. */
  protected abstract UserId user();

  private Inventory begun(Instant at) {
    return Inventory.begun(new InventoryId(TestRuns.IDS.next()), user(), at);
  }

  private Inventory stored() {
    Inventory inventory = begun(NOON);
    assertThat(inventories().insert(inventory)).isTrue();
    return inventory;
  }

  private static Inventory walked(Inventory inventory) {
    Map<InventoryKind, Finding> findings = inventory.copyOfFindings();
    findings.put(
        InventoryKind.RUN_OBJECTS,
        Finding.NOTHING
            .seen(3, 300)
            .with("runs/x/1/a", 100L, null, NOON.minusSeconds(60))
            .with("runs/x/1/ü", null, 7L, NOON.minusSeconds(30))
            .spared());
    findings.put(InventoryKind.UNFINISHED_UPLOADS, Finding.NOT_TOLD);
    return inventory.counted(9).walked(Inventory.Step.OBJECTS, "runs/x/1/ü", 3, findings, 2, 100);
  }

  private static Orphan orphan(long number, InventoryKind kind, String name) {
    boolean upload = kind == InventoryKind.UNFINISHED_UPLOADS;
    return new Orphan(
        number,
        kind,
        name,
        upload ? "id " + number : null,
        upload ? null : 100L,
        null,
        NOON.minusSeconds(number));
  }

  @Test
  void keepsAnInventoryAsItIs() {
    Inventory inventory = stored();
    assertThat(inventories().find(inventory.id())).contains(inventory);
    assertThat(inventories().find(new InventoryId(UUID.randomUUID()))).isEmpty();

    inventories().claim(ONE, NOON, NOON.plusSeconds(60));
    Inventory walked = walked(inventory);
    assertThat(inventories().save(walked, ONE, NOON.plusSeconds(60))).isTrue();
    assertThat(inventories().find(inventory.id())).contains(walked);

    Inventory found = walked.found(NOON.plusSeconds(1));
    assertThat(inventories().save(found, ONE, NOON.plusSeconds(60))).isTrue();
    Inventory removing = found.removing(user(), NOON.plusSeconds(2));
    inventories().update(removing);
    assertThat(inventories().lock(inventory.id())).contains(removing);
    Inventory.Removal some = new Inventory.Removal(user(), NOON.plusSeconds(2), 1, 100, 1, 0);
    Inventory failed =
        removing.removed(some).ended(InventoryState.FAILED, NOON.plusSeconds(3), "odd");
    inventories().update(failed);
    assertThat(inventories().find(inventory.id())).contains(failed);
  }

  @Test
  void letsOneGoOnAtATime() {
    Inventory first = stored();
    assertThat(inventories().insert(begun(NOON))).isFalse();
    Inventory found = first.found(NOON);
    inventories().update(found);
    Inventory second = stored();
    assertThatThrownBy(() -> inventories().update(found.removing(user(), NOON)))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVENTORY_BUSY));
    inventories().update(second.ended(InventoryState.STOPPED, NOON, null));
    inventories().update(found.removing(user(), NOON));
    assertThat(inventories().insert(begun(NOON))).isFalse();
  }

  @Test
  void isWorkedAtByOne() {
    assertThat(inventories().claim(ONE, NOON, NOON.plusSeconds(60))).isEmpty();
    Inventory inventory = stored();
    assertThat(inventories().claim(ONE, NOON, NOON.plusSeconds(60))).contains(inventory);
    assertThat(inventories().claim(ONE, NOON, NOON.plusSeconds(60))).contains(inventory);
    assertThat(inventories().claim(OTHER, NOON.plusSeconds(59), NOON.plusSeconds(120))).isEmpty();
    assertThat(inventories().save(walked(inventory), OTHER, NOON.plusSeconds(120))).isFalse();

    Inventory walked = walked(inventory);
    assertThat(inventories().save(walked, ONE, NOON.plusSeconds(90))).isTrue();
    assertThat(inventories().claim(OTHER, NOON.plusSeconds(89), NOON.plusSeconds(150)))
        .as("a step makes the lease longer")
        .isEmpty();
    assertThat(inventories().claim(OTHER, NOON.plusSeconds(90), NOON.plusSeconds(150)))
        .as("whoever died lets it go")
        .contains(walked);
    assertThat(inventories().save(walked.found(NOON), ONE, NOON.plusSeconds(180)))
        .as("who was only slow has lost it")
        .isFalse();
    assertThat(inventories().find(inventory.id())).contains(walked);
  }

  @Test
  void whatIsStoppedIsWorkedAtNoMore() {
    Inventory inventory = stored();
    inventories().claim(ONE, NOON, NOON.plusSeconds(60));
    Inventory stopped = inventory.ended(InventoryState.STOPPED, NOON, null);
    inventories().update(stopped);
    assertThat(inventories().save(walked(inventory), ONE, NOON.plusSeconds(60))).isFalse();
    assertThat(inventories().claim(ONE, NOON, NOON.plusSeconds(60))).isEmpty();
    assertThat(inventories().find(inventory.id())).contains(stopped);
  }

  @Test
  void whatSomebodyWantsMayBeClaimedByAnybodyAtOnce() {
    Inventory inventory = stored();
    inventories().claim(ONE, NOON, NOON.plusSeconds(60));
    inventories().update(inventory);
    assertThat(inventories().claim(OTHER, NOON, NOON.plusSeconds(60))).contains(inventory);
  }

  @Test
  void keepsOrphansUntilTheirTurn() {
    InventoryId id = stored().id();
    Orphan first = orphan(1, InventoryKind.RUN_OBJECTS, "runs/x/1/ü");
    Orphan second = orphan(2, InventoryKind.UNFINISHED_UPLOADS, "runs/x/1/b");
    Orphan third = orphan(3, InventoryKind.RUN_OBJECTS, "runs/x/1/c");
    inventories().append(id, List.of(first, second));
    inventories().append(id, List.of(third));
    assertThat(inventories().pending(id, 10)).containsExactly(first, second, third);
    assertThat(inventories().pending(id, 1)).containsExactly(first);

    inventories().settle(id, Map.of(1L, OrphanOutcome.REMOVED, 2L, OrphanOutcome.GONE));
    assertThat(inventories().pending(id, 10)).containsExactly(third);
    Page<Orphan> page = inventories().orphans(id, null, new PageRequest(2, null));
    assertThat(page.total()).isEqualTo(3);
    assertThat(page.items())
        .extracting(Orphan::outcome)
        .containsExactly(OrphanOutcome.REMOVED, OrphanOutcome.GONE);
    assertThat(inventories().orphans(id, null, new PageRequest(2, page.nextCursor())).items())
        .containsExactly(third);
    Page<Orphan> uploads =
        inventories().orphans(id, InventoryKind.UNFINISHED_UPLOADS, new PageRequest(10, null));
    assertThat(uploads.total()).isEqualTo(1);
    assertThat(uploads.nextCursor()).isNull();
    assertThat(uploads.items().getFirst().uploadId()).isEqualTo("id 2");
    assertThat(uploads.items().getFirst().bytes()).isNull();
  }

  @Test
  void listsTheNewestFirstAndForgetsTheOld() {
    Inventory old = begun(NOON.minusSeconds(100));
    inventories().insert(old);
    inventories().append(old.id(), List.of(orphan(1, InventoryKind.RUN_OBJECTS, "k")));
    inventories().update(old.ended(InventoryState.STOPPED, NOON, null));
    Inventory middle = begun(NOON.minusSeconds(50));
    inventories().insert(middle);
    inventories().update(middle.found(NOON));
    Inventory active = begun(NOON.minusSeconds(200));
    inventories().insert(active);

    Page<Inventory> first = inventories().list(new PageRequest(2, null));
    assertThat(first.total()).isEqualTo(3);
    assertThat(first.items()).extracting(Inventory::id).containsExactly(active.id(), middle.id());
    assertThat(inventories().list(new PageRequest(2, first.nextCursor())).items())
        .extracting(Inventory::id)
        .containsExactly(old.id());

    assertThat(inventories().removeBefore(NOON.minusSeconds(60), 10)).isEqualTo(1);
    assertThat(inventories().find(old.id())).isEmpty();
    assertThat(inventories().pending(old.id(), 10)).isEmpty();
    assertThat(inventories().find(active.id())).as("it goes on").isPresent();
  }
}
