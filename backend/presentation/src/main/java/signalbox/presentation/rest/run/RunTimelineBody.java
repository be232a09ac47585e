package signalbox.presentation.rest.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.RunTimeline;
import signalbox.presentation.view.Words;

/** The stations of a run. */
record RunTimelineBody(@Nullable String traceId, List<StepBody> steps) {
  private static final double NANOS_OF_A_MILLI = 1e6;

  static RunTimelineBody of(RunTimeline timeline) {
    List<StepBody> steps = new ArrayList<>();
    Instant previous = null;
    for (RunTimeline.Step step : timeline.steps()) {
      double millis =
          previous == null
              ? 0
              : Math.max(0, Duration.between(previous, step.at()).toNanos() / NANOS_OF_A_MILLI);
      steps.add(
          new StepBody(
              Words.of(step.station()),
              step.at(),
              millis,
              step.attempt(),
              step.service(),
              step.instance(),
              step.topic(),
              step.partition(),
              step.offset(),
              step.detail()));
      previous = step.at();
    }
    return new RunTimelineBody(timeline.traceId(), steps);
  }

  /** One station. What is null is left out. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record StepBody(
      String step,
      Instant at,
      double millisSincePrevious,
      @Nullable Integer attempt,
      @Nullable String service,
      @Nullable String instance,
      @Nullable String topic,
      @Nullable Integer partition,
      @Nullable Long offset,
      @Nullable String detail) {}
}
