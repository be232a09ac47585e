package signalbox.application.prediction;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import signalbox.application.event.PredictionAnswered;
import signalbox.application.shared.ExpiringStore;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.ModelVersionRef;

/** Online predictions and their answers. Thread-safe; takes part in the current transaction. */
public interface PredictionRepository extends ExpiringStore {
  void insert(Asked prediction);

  /** The answer; empty while there is none, and for a prediction that is not there. */
  Optional<PredictionAnswered.Answer> answer(UUID prediction);

  /** Stores the answer unless there is one. No effect for a prediction that is not there. */
  void complete(UUID prediction, PredictionAnswered.Answer answer, Instant now);

  /** A prediction that was asked for. */
  record Asked(
      UUID id,
      ModelVersionRef model,
      int rows,
      Instant createdAt,
      UserId createdBy,
      Instant deadline) {}
}
