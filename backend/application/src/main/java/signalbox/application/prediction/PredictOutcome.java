package signalbox.application.prediction;

import java.time.Duration;
import signalbox.application.run.RunView;
import signalbox.domain.model.ModelVersionRef;

/** How a request for predictions ends well. */
public sealed interface PredictOutcome {
  /**
   * Here they are.
   *
   * @param predictionsJson a JSON array, one object a row
   * @param inferenceTime what the model took
   * @param totalTime what the whole way took
   */
  record Predicted(
      ModelVersionRef model, String predictionsJson, Duration inferenceTime, Duration totalTime)
      implements PredictOutcome {}

  /** It takes longer: a run over the same rows goes on with it. */
  record Deferred(RunView run) implements PredictOutcome {}
}
