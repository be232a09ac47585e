package signalbox.orchestrator.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run that succeeded has brought.
 *
 * @param summary final metric values by key
 * @param model set when the run stored a model
 * @param stoppedEarly it was stopped gracefully, and what it has is usable
 * @param outcome how a solve came out, in the service's word; empty for other kinds
 */
public record RunResult(
    Map<String, Double> summary,
    @Nullable StoredModel model,
    boolean stoppedEarly,
    String outcome) {

  public RunResult {
    summary = Map.copyOf(summary);
  }

  /** Of a run that is no solve. */
  public RunResult(Map<String, Double> summary, @Nullable StoredModel model, boolean stoppedEarly) {
    this(summary, model, stoppedEarly, "");
  }

  /** A model among the run's artifacts. */
  public record StoredModel(String artifactName, String format, String signatureJson) {}
}
