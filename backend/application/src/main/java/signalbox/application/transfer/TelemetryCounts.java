package signalbox.application.transfer;

import java.util.Collection;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/**
 * How much the telemetry store has of runs. Thread-safe.
 *
 * <p>Every method throws {@link signalbox.domain.error.SignalboxException} with {@code
 * store.unavailable} when the store does not answer.
 */
public interface TelemetryCounts {
  /** Metric points of all attempts. */
  long points(Collection<RunId> runs);

  /** Stored log lines of all attempts of all runs. */
  long lines(ProjectId project);
}
