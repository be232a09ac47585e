package signalbox.application.study;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.Trial;

/**
 * A trial with what its run is now.
 *
 * @param startedAt when its code first began
 * @param endedAt when its run ended
 * @param attempt 0 before the first
 * @param instance of the ML service that executes it, or did
 * @param failure why it failed, or why its run did or took too long
 */
public record TrialRow(
    Trial trial,
    RunStatus status,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    int attempt,
    @Nullable String instance,
    @Nullable String failure) {
  private static final double MILLIS = 1e3;

  /**
   * Why a trial came to nothing, in words; null when nothing went wrong.
   *
   * @param message of the trial itself, which comes first
   * @param failure the message of its run's failure
   * @param statusReason of its run, which tells of a time limit
   */
  public static @Nullable String why(
      @Nullable String message,
      @Nullable String failure,
      RunStatus status,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String statusReason) {
    if (message != null || failure != null || status != RunStatus.TIMED_OUT) {
      return message == null ? failure : message;
    }
    String after =
        startedAt == null || endedAt == null
            ? "Timed out"
            : "Timed out after "
                + Math.round(Duration.between(startedAt, endedAt).toMillis() / MILLIS)
                + " s";
    return statusReason == null ? after + "." : after + ": " + statusReason;
  }
}
