package signalbox.presentation.rest.prediction;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.UUID;
import signalbox.application.prediction.PredictOutcome;

/**
 * Predictions, one object a row.
 *
 * @param predictions JSON text, as the model gave it: its numbers are not touched
 */
record PredictAnswerBody(
    UUID modelId,
    int version,
    @JsonRawValue String predictions,
    double inferenceMillis,
    double totalMillis) {

  static PredictAnswerBody of(PredictOutcome.Predicted predicted) {
    return new PredictAnswerBody(
        predicted.model().modelId().value(),
        predicted.model().version(),
        predicted.predictionsJson(),
        predicted.inferenceTime().toNanos() / 1e6,
        predicted.totalTime().toNanos() / 1e6);
  }
}
