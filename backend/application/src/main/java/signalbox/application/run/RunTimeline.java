package signalbox.application.run;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stations of a run.
 *
 * @param traceId of the request that started it; null when there was none
 * @param steps in the order of time
 */
public record RunTimeline(@Nullable String traceId, List<Step> steps) {
  public RunTimeline {
    steps = List.copyOf(steps);
  }

  /** What happened. The lower-case name is the public word; the order is the one of a plain run. */
  public enum Station {
    ACCEPTED,
    OUTBOX,
    PUBLISHED,
    QUEUED,
    STARTING,
    FIRST_EVENT,
    RUNNING,
    LOST_CONTACT,
    REGAINED,
    RETRYING,
    STOP_REQUESTED,
    STOP_DELIVERED,
    STOP_ACKNOWLEDGED,
    CHECKPOINT_SAVED,
    COMMAND_REPUBLISHED,
    LAST_EVENT,
    FINISHED,
    STORED,
    PUSHED,
    IMPORTED
  }

  /** One station. What does not belong to it is null. */
  public record Step(
      Station station,
      Instant at,
      @Nullable Integer attempt,
      @Nullable String service,
      @Nullable String instance,
      @Nullable String topic,
      @Nullable Integer partition,
      @Nullable Long offset,
      @Nullable String detail) {}
}
