package signalbox.presentation.rest.storage;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.storage.Chore;
import signalbox.application.storage.StorageView;
import signalbox.presentation.view.Words;

/** How much is stored, and how the chores are. */
record StorageBody(Instant measuredAt, List<SizeBody> sizes, List<ChoreBody> chores) {
  static StorageBody of(StorageView view) {
    return new StorageBody(
        view.measuredAt(),
        view.sizes().stream()
            .map(size -> new SizeBody(Words.of(size.kind()), size.things(), size.bytes()))
            .toList(),
        view.chores().stream().map(ChoreBody::of).toList());
  }

  record SizeBody(String kind, long things, long bytes) {}

  record ChoreBody(
      String name,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Instant nextAt,
      long removed,
      @Nullable Instant removedAt,
      long removedTotal,
      int failures,
      @Nullable Instant failingSince,
      @Nullable String problem) {
    static ChoreBody of(Chore chore) {
      return new ChoreBody(
          chore.name().word(),
          chore.startedAt(),
          chore.endedAt(),
          chore.nextAt(),
          chore.removed(),
          chore.removedAt(),
          chore.removedTotal(),
          chore.failures(),
          chore.failingSince(),
          chore.problem());
    }
  }
}
