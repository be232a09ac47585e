package signalbox.application.prediction;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import signalbox.application.event.PredictionAnswered;

/** Predictions in memory. */
public final class InMemoryPredictionRepository implements PredictionRepository {
  private final Map<UUID, Asked> asked = new LinkedHashMap<>();
  private final Map<UUID, PredictionAnswered.Answer> answers = new LinkedHashMap<>();
  private int looks;

  @Override
  public synchronized void insert(Asked prediction) {
    asked.put(prediction.id(), prediction);
  }

  @Override
  public synchronized Optional<PredictionAnswered.Answer> answer(UUID prediction) {
    looks++;
    return Optional.ofNullable(answers.get(prediction));
  }

  @Override
  public synchronized void complete(
      UUID prediction, PredictionAnswered.Answer answer, Instant now) {
    if (asked.containsKey(prediction)) {
      answers.putIfAbsent(prediction, answer);
    }
  }

  @Override
  public synchronized int removeBefore(Instant limit, int most) {
    List<UUID> old =
        asked.values().stream()
            .filter(prediction -> prediction.createdAt().isBefore(limit))
            .map(Asked::id)
            .limit(most)
            .toList();
    old.forEach(asked::remove);
    old.forEach(answers::remove);
    return old.size();
  }

  /** How often somebody looked for an answer. */
  public synchronized int looks() {
    return looks;
  }

  /** What was asked, in order. */
  public synchronized List<Asked> asked() {
    return List.copyOf(asked.values());
  }
}
