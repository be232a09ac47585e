package signalbox.orchestrator.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run that succeeded has brought.
 *
 * @param summary final metric values by key
 * @param model set when the run stored a model
 * @param stoppedEarly it was stopped gracefully, and what it has is usable
 */
public record RunResult(
    Map<String, Double> summary, @Nullable StoredModel model, boolean stoppedEarly) {

  public RunResult {
    summary = Map.copyOf(summary);
  }

  /** A model among the run's artifacts. */
  public record StoredModel(String artifactName, String format, String signatureJson) {}
}
