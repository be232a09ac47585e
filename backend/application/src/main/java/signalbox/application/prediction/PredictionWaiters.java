package signalbox.application.prediction;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import signalbox.application.event.PredictionAnswered.Answer;

/**
 * Requests of this process that wait for an answer. A word is the answer, or says that the answer
 * is in the store. Thread-safe.
 */
public final class PredictionWaiters {
  private final Map<UUID, BlockingQueue<Optional<Answer>>> waiting = new ConcurrentHashMap<>();

  /** How many wait now. */
  public int size() {
    return waiting.size();
  }

  /** Where the next word comes. */
  BlockingQueue<Optional<Answer>> await(UUID prediction) {
    return waiting.computeIfAbsent(prediction, _ -> new ArrayBlockingQueue<>(1));
  }

  void forget(UUID prediction) {
    waiting.remove(prediction);
  }

  /**
   * Brings an answer that was stored just now.
   *
   * @return whether its request waits here
   */
  boolean answered(UUID prediction, Answer answer) {
    return tell(prediction, Optional.of(answer));
  }

  /** The answer is in the store: another backend has taken it from the channel. Never blocks. */
  public void stored(UUID prediction) {
    tell(prediction, Optional.empty());
  }

  /** Any answer may be in the store. Never blocks. */
  public void anyStored() {
    waiting.values().forEach(words -> words.offer(Optional.empty()));
  }

  private boolean tell(UUID prediction, Optional<Answer> word) {
    BlockingQueue<Optional<Answer>> words = waiting.get(prediction);
    if (words == null) {
      return false;
    }
    // When a word lies there already, whoever takes it finds the answer in the store.
    boolean _ = words.offer(word);
    return true;
  }
}
