package signalbox.domain.run;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A line of a run's timeline.
 *
 * @param revision the run's revision of the change that wrote it
 * @param ordinal tells several of one change apart, from 0
 * @param time when it happened, as its reporter says
 * @param detail plain JSON values
 */
public record RunEvent(
    RunId runId,
    long revision,
    int ordinal,
    Instant time,
    int attempt,
    RunEventType type,
    Map<String, Object> detail) {
  public RunEvent {
    detail = Collections.unmodifiableMap(new LinkedHashMap<>(detail));
  }
}
