package signalbox.domain.run;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;

/**
 * A stop that somebody asked for, step by step. A step without a time has not happened.
 *
 * @param mode what was asked for last
 * @param deliveredAt it left the orchestrator for the instance that executes the run
 * @param acknowledgedAt the ML service has it
 * @param savedAt what the run had so far is stored
 * @param savedArtifact its name
 * @param endedAt the run has ended
 * @param killAt when a graceful stop becomes a kill, or became one; null when a kill was asked for
 *     at once
 */
public record Stop(
    CancelMode mode,
    Instant requestedAt,
    UserId requestedBy,
    @Nullable Instant deliveredAt,
    @Nullable Instant acknowledgedAt,
    @Nullable Instant savedAt,
    @Nullable String savedArtifact,
    @Nullable Instant endedAt,
    @Nullable Instant killAt) {

  /** Nothing but the request. */
  public static Stop requested(CancelMode mode, Instant now, UserId by, Duration grace) {
    return new Stop(
        mode,
        now,
        by,
        null,
        null,
        null,
        null,
        null,
        mode == CancelMode.GRACEFUL ? now.plus(grace) : null);
  }

  /** True when asking for {@code wanted} too would change nothing. */
  public boolean covers(CancelMode wanted) {
    return wanted == CancelMode.GRACEFUL || mode == CancelMode.KILL;
  }

  /** A graceful stop that somebody made a kill. Delivery starts again. */
  public Stop raised(Instant now) {
    return new Stop(
        CancelMode.KILL,
        requestedAt,
        requestedBy,
        null,
        null,
        savedAt,
        savedArtifact,
        endedAt,
        now);
  }

  Stop delivered(CancelMode delivered, Instant time) {
    return delivered != mode || deliveredAt != null
        ? this
        : new Stop(
            mode,
            requestedAt,
            requestedBy,
            time,
            acknowledgedAt,
            savedAt,
            savedArtifact,
            endedAt,
            killAt);
  }

  Stop acknowledged(CancelMode acknowledged, Instant time) {
    return acknowledged != mode || acknowledgedAt != null
        ? this
        : new Stop(
            mode,
            requestedAt,
            requestedBy,
            deliveredAt,
            time,
            savedAt,
            savedArtifact,
            endedAt,
            killAt);
  }

  /**
   * Something that the stop keeps was stored; what was stored before the request does not count.
   */
  Stop saved(String artifact, Instant time) {
    return time.isBefore(requestedAt)
        ? this
        : new Stop(
            mode,
            requestedAt,
            requestedBy,
            deliveredAt,
            acknowledgedAt,
            time,
            artifact,
            endedAt,
            killAt);
  }

  Stop ended(Instant time) {
    return new Stop(
        mode,
        requestedAt,
        requestedBy,
        deliveredAt,
        acknowledgedAt,
        savedAt,
        savedArtifact,
        time,
        killAt);
  }
}
