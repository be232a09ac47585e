package signalbox.application.prediction;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import signalbox.application.event.PredictionAnswered;
import signalbox.application.event.StatusHandler;
import signalbox.application.shared.Transactions;

/** Stores answers, then wakes the requests that wait for them. The first answer stays. */
public final class CompletePrediction implements StatusHandler<PredictionAnswered> {
  private final PredictionRepository predictions;
  private final PredictionWaiters waiters;
  private final Transactions transactions;
  private final InstantSource clock;

  public CompletePrediction(
      PredictionRepository predictions,
      PredictionWaiters waiters,
      Transactions transactions,
      InstantSource clock) {
    this.predictions = predictions;
    this.waiters = waiters;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public void handle(List<PredictionAnswered> messages) {
    Instant now = clock.instant();
    transactions.inTransaction(() -> {
      for (PredictionAnswered message : messages) {
        predictions.complete(message.predictionId(), message.answer(), now);
        transactions.afterCommit(() -> waiters.answered(message.predictionId(), message.answer()));
      }
    });
  }
}
