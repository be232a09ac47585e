package signalbox.presentation.rest.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.storage.InventoryView;
import signalbox.domain.storage.Finding;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryKind;
import signalbox.presentation.view.RunJson;
import signalbox.presentation.view.Words;

/** An inventory: how far it is, what it found, what became of that. */
record InventoryBody(
    UUID id,
    String state,
    RunJson.UserRefJson requestedBy,
    Instant requestedAt,
    @Nullable Instant foundAt,
    @Nullable Instant endedAt,
    @Nullable Instant validUntil,
    long graceSeconds,
    ProgressBody progress,
    List<KindBody> kinds,
    long removable,
    long removableBytes,
    boolean mostlyOrphans,
    @Nullable RemovalBody removal,
    @Nullable String problem) {
  static InventoryBody of(InventoryView view) {
    Inventory inventory = view.inventory();
    return new InventoryBody(
        inventory.id().value(),
        Words.of(inventory.state()),
        new RunJson.UserRefJson(inventory.requestedBy().value(), view.requesterName()),
        inventory.requestedAt(),
        inventory.foundAt(),
        inventory.endedAt(),
        view.validUntil(),
        view.grace().toSeconds(),
        ProgressBody.of(inventory, view.progress()),
        Stream.of(InventoryKind.values())
            .map(kind -> KindBody.of(kind, inventory.finding(kind)))
            .toList(),
        inventory.removable(),
        inventory.removableBytes(),
        view.mostlyOrphans(),
        RemovalBody.of(inventory.removal(), view.removerName()),
        inventory.problem());
  }

  /**
   * @param step null once it is complete
   */
  record ProgressBody(
      @Nullable String step,
      long done,
      long total,
      double fraction,
      @Nullable Double remainingSeconds) {
    static ProgressBody of(Inventory inventory, Inventory.Progress progress) {
      Duration left = progress.left();
      return new ProgressBody(
          inventory.foundAt() == null ? Words.of(inventory.step()) : null,
          progress.done(),
          progress.total(),
          progress.fraction(),
          left == null ? null : left.toMillis() / 1e3);
    }
  }

  record KindBody(
      String kind,
      boolean removable,
      boolean told,
      long things,
      long bytes,
      long orphans,
      long orphanBytes,
      long orphanEntries,
      long young,
      @Nullable Instant oldest,
      @Nullable Instant newest,
      List<String> samples) {
    static KindBody of(InventoryKind kind, Finding finding) {
      return new KindBody(
          Words.of(kind),
          kind.removable(),
          finding.told(),
          finding.things(),
          finding.bytes(),
          finding.orphans(),
          finding.orphanBytes(),
          finding.orphanEntries(),
          finding.young(),
          finding.oldest(),
          finding.newest(),
          finding.samples());
    }
  }

  record RemovalBody(
      RunJson.UserRefJson requestedBy,
      Instant requestedAt,
      long removed,
      long removedBytes,
      long gone,
      long spared) {
    static @Nullable RemovalBody of(Inventory.@Nullable Removal removal, @Nullable String name) {
      return removal == null
          ? null
          : new RemovalBody(
              new RunJson.UserRefJson(removal.requestedBy().value(), name == null ? "" : name),
              removal.requestedAt(),
              removal.removed(),
              removal.removedBytes(),
              removal.gone(),
              removal.spared());
    }
  }
}
