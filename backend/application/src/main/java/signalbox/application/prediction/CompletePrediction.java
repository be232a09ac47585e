package signalbox.application.prediction;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import signalbox.application.event.Notice;
import signalbox.application.event.PredictionAnswered;
import signalbox.application.event.StatusHandler;
import signalbox.application.shared.Transactions;

/**
 * Stores answers, then wakes the requests that wait for them, here or at another backend. The first
 * answer stays.
 */
public final class CompletePrediction implements StatusHandler<PredictionAnswered> {
  private final PredictionRepository predictions;
  private final PredictionWaiters waiters;
  private final Consumer<Notice> others;
  private final Transactions transactions;
  private final InstantSource clock;

  /**
   * @param others tells the other backends; must neither block nor throw
   */
  public CompletePrediction(
      PredictionRepository predictions,
      PredictionWaiters waiters,
      Consumer<Notice> others,
      Transactions transactions,
      InstantSource clock) {
    this.predictions = predictions;
    this.waiters = waiters;
    this.others = others;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public void handle(List<PredictionAnswered> messages) {
    Instant now = clock.instant();
    transactions.inTransaction(() -> {
      for (PredictionAnswered message : messages) {
        predictions.complete(message.predictionId(), message.answer(), now);
        transactions.afterCommit(() -> tell(message));
      }
    });
  }

  private void tell(PredictionAnswered message) {
    if (!waiters.answered(message.predictionId(), message.answer())) {
      others.accept(new Notice.PredictionStored(message.predictionId()));
    }
  }
}
