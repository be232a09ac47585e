package signalbox.domain.run;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.model.ModelVersionRef;

/**
 * What changes while a run lives.
 *
 * @param statusReason why it waits, in words; null when it does not
 * @param attempt 0 before the first; fences everything that belongs to a smaller number
 * @param service the ML service of the attempt
 * @param instance the instance of the attempt
 * @param progressSequence number, within the attempt, of the event that brought the progress
 * @param summary final metric values; NaN and infinities are legal
 * @param stoppedEarly it succeeded after a graceful stop, with what it had
 * @param model the version that a training stored
 * @param statusSequence number of the last lifecycle status taken
 * @param startedAt when user code first began
 * @param lastContactAt time of the last status of any kind
 */
public record RunState(
    RunStatus status,
    @Nullable String statusReason,
    int attempt,
    @Nullable String service,
    @Nullable String instance,
    @Nullable Progress progress,
    long progressSequence,
    Map<String, Double> summary,
    @Nullable Failure failure,
    boolean stoppedEarly,
    @Nullable ModelVersionRef model,
    long statusSequence,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant lastContactAt) {

  /** How every run begins. */
  public static final RunState CREATED =
      new RunState(
          RunStatus.CREATED,
          null,
          0,
          null,
          null,
          null,
          0,
          Map.of(),
          null,
          false,
          null,
          0,
          null,
          null,
          null);

  public RunState {
    summary = Collections.unmodifiableMap(new LinkedHashMap<>(summary));
  }
}
