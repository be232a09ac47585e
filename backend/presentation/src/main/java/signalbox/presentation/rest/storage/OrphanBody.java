package signalbox.presentation.rest.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.storage.Orphan;
import signalbox.domain.storage.OrphanOutcome;
import signalbox.presentation.view.Words;

/** Something that no row names. */
record OrphanBody(
    long number,
    String kind,
    String name,
    @Nullable Long bytes,
    @Nullable Long entries,
    Instant changedAt,
    @Nullable String outcome) {
  static OrphanBody of(Orphan orphan) {
    OrphanOutcome outcome = orphan.outcome();
    return new OrphanBody(
        orphan.number(),
        Words.of(orphan.kind()),
        orphan.name(),
        orphan.bytes(),
        orphan.entries(),
        orphan.changedAt(),
        outcome == null ? null : Words.of(outcome));
  }
}
