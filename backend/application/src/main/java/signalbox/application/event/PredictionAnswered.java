package signalbox.application.event;

import java.time.Duration;
import java.util.UUID;

/** The answer to an online prediction. */
public record PredictionAnswered(UUID predictionId, Answer answer) {
  /** What was answered. */
  public sealed interface Answer {}

  /**
   * @param predictionsJson a JSON array, one object a row
   */
  public record Predicted(String predictionsJson, Duration inferenceTime) implements Answer {}

  /** It could not be answered. */
  public record Refused(Reason reason, String message) implements Answer {}

  /** Why not. */
  public enum Reason {
    /** The rows do not suit the model. */
    INVALID,
    /** No ML service can answer now. */
    UNAVAILABLE,
    /** An error in the model or the service. */
    INTERNAL
  }
}
