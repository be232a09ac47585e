package signalbox.infrastructure.postgres.run;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Stop;

/** A stop as the column {@code run.stop} holds it. */
record StoredStop(
    CancelMode mode,
    Instant requestedAt,
    UUID requestedBy,
    @Nullable Instant deliveredAt,
    @Nullable Instant acknowledgedAt,
    @Nullable Instant savedAt,
    @Nullable String savedArtifact,
    @Nullable Instant endedAt,
    @Nullable Instant killAt) {
  static StoredStop of(Stop stop) {
    return new StoredStop(
        stop.mode(),
        stop.requestedAt(),
        stop.requestedBy().value(),
        stop.deliveredAt(),
        stop.acknowledgedAt(),
        stop.savedAt(),
        stop.savedArtifact(),
        stop.endedAt(),
        stop.killAt());
  }

  Stop toStop() {
    return new Stop(
        mode,
        requestedAt,
        new UserId(requestedBy),
        deliveredAt,
        acknowledgedAt,
        savedAt,
        savedArtifact,
        endedAt,
        killAt);
  }
}
