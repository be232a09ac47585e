package signalbox.application.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.application.event.PredictionAnswered;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.ModelVersionRef;

/** What every store of predictions must do. */
public abstract class PredictionRepositoryContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final PredictionAnswered.Answer FIRST =
      new PredictionAnswered.Predicted(
          "[{\"prediction\": 0.1, \"probabilities\": {\"größe\": 1e-300}}]",
          Duration.ofNanos(1_234_567));
  private static final PredictionAnswered.Answer REFUSED =
      new PredictionAnswered.Refused(PredictionAnswered.Reason.UNAVAILABLE, "No slot is free.");

  /** The store under test; empty, but for what a test puts there. */
  protected abstract PredictionRepository predictions();

  /** A version of a model that is there. */
  protected abstract ModelVersionRef model();

  /** A user that is there. */
  protected abstract UserId user();

  @Test
  void hasNoAnswerUntilThereIsOne() {
    UUID id = ask(NOON);
    assertThat(predictions().answer(id)).isEmpty();
    assertThat(predictions().answer(UUID.randomUUID())).isEmpty();
  }

  @Test
  void keepsTheFirstAnswerAsItIs() {
    UUID id = ask(NOON);
    predictions().complete(id, FIRST, NOON);
    predictions().complete(id, REFUSED, NOON);
    assertThat(predictions().answer(id)).contains(FIRST);
  }

  @Test
  void keepsARefusal() {
    UUID id = ask(NOON);
    predictions().complete(id, REFUSED, NOON);
    assertThat(predictions().answer(id)).contains(REFUSED);
  }

  @Test
  void ignoresAnAnswerToNothing() {
    UUID id = UUID.randomUUID();
    predictions().complete(id, FIRST, NOON);
    assertThat(predictions().answer(id)).isEmpty();
  }

  @Test
  void removesTheOldInBatches() {
    Instant old = Instant.parse("2020-01-01T00:00:00Z");
    for (int i = 0; i < 5; i++) {
      ask(old);
    }
    UUID young = ask(NOON);
    predictions().complete(young, FIRST, NOON);
    assertThat(predictions().removeBefore(old.plusSeconds(1), 3)).isEqualTo(3);
    assertThat(predictions().removeBefore(old.plusSeconds(1), 3)).isEqualTo(2);
    assertThat(predictions().removeBefore(old.plusSeconds(1), 3)).isZero();
    assertThat(predictions().answer(young)).isPresent();
  }

  private UUID ask(Instant time) {
    UUID id = UUID.randomUUID();
    predictions()
        .insert(
            new PredictionRepository.Asked(
                id, model(), 1, time, user(), time.plus(Duration.ofSeconds(10))));
    return id;
  }
}
