package signalbox.presentation.view;

import java.time.Instant;
import java.util.Map;
import signalbox.domain.run.RunEvent;

/** A line of a run's timeline. */
public record RunEventJson(
    long revision, Instant time, int attempt, String type, Map<String, Object> detail) {
  public static RunEventJson of(RunEvent event) {
    return new RunEventJson(
        event.revision(), event.time(), event.attempt(), Words.of(event.type()), event.detail());
  }
}
