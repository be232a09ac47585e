package signalbox.application.prediction;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import signalbox.application.event.PredictionAnswered.Answer;

/** Requests of this process that wait for an answer. Thread-safe. */
public final class PredictionWaiters {
  private final Map<UUID, CompletableFuture<Answer>> waiting = new ConcurrentHashMap<>();

  /** How many wait now. */
  public int size() {
    return waiting.size();
  }

  CompletableFuture<Answer> await(UUID prediction) {
    return waiting.computeIfAbsent(prediction, id -> new CompletableFuture<>());
  }

  void forget(UUID prediction) {
    waiting.remove(prediction);
  }

  void answered(UUID prediction, Answer answer) {
    CompletableFuture<Answer> waiter = waiting.get(prediction);
    if (waiter != null) {
      waiter.complete(answer);
    }
  }
}
