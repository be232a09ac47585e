package signalbox.application.run;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;

/**
 * Commands to the orchestrator. A command is stored in the current transaction and leaves once that
 * has committed, at least once, in the order in which one run's commands were stored. The trace
 * context of the calling thread travels with it. Thread-safe.
 */
public interface CommandOutbox {
  /**
   * Tells what is known of the run, so that an orchestrator that knows less goes on after it.
   *
   * @param dataset null for a solve that has its data in its parameters
   * @param model the version that a prediction uses; null for other kinds
   * @return the command's id
   */
  UUID startRun(Run run, @Nullable Dataset dataset, @Nullable ModelVersion model);

  /**
   * @param grace how long a graceful stop may take before it becomes a kill
   * @return the command's id
   */
  UUID cancelRun(Run run, CancelMode mode, Duration grace);

  /**
   * Asks for an online prediction. Answered once, not at all after the deadline.
   *
   * @param rowsJson a JSON array of objects
   * @return the command's id
   */
  UUID predict(UUID predictionId, ModelVersion model, String rowsJson, Instant deadline);
}
