package signalbox.infrastructure.postgres.prediction;

import static signalbox.schema.metadata.tables.Prediction.PREDICTION;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.PredictionAnswered;
import signalbox.application.prediction.PredictionRepository;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Predictions in the metadata store. */
public final class PostgresPredictionRepository implements PredictionRepository {
  private final PostgresDatabase database;

  public PostgresPredictionRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void insert(Asked prediction) {
    database
        .sql()
        .insertInto(PREDICTION)
        .set(PREDICTION.ID, prediction.id())
        .set(PREDICTION.MODEL_ID, prediction.model().modelId().value())
        .set(PREDICTION.MODEL_VERSION, prediction.model().version())
        .set(PREDICTION.ROW_COUNT, prediction.rows())
        .set(PREDICTION.CREATED_AT, prediction.createdAt().atOffset(ZoneOffset.UTC))
        .set(PREDICTION.CREATED_BY, prediction.createdBy().value())
        .set(PREDICTION.DEADLINE, prediction.deadline().atOffset(ZoneOffset.UTC))
        .execute();
  }

  @Override
  public Optional<PredictionAnswered.Answer> answer(UUID prediction) {
    return database
        .sql()
        .select(PREDICTION.ANSWER)
        .from(PREDICTION)
        .where(PREDICTION.ID.eq(prediction))
        .and(PREDICTION.ANSWER.isNotNull())
        .fetchOptional()
        .map(row -> JsonColumns.read(row.value1(), Stored.class).answer());
  }

  @Override
  public void complete(UUID prediction, PredictionAnswered.Answer answer, Instant now) {
    JSONB stored = JsonColumns.write(Stored.of(answer));
    database
        .sql()
        .update(PREDICTION)
        .set(PREDICTION.ANSWER, stored)
        .set(PREDICTION.ANSWERED_AT, now.atOffset(ZoneOffset.UTC))
        .where(PREDICTION.ID.eq(prediction))
        .and(PREDICTION.ANSWER.isNull())
        .execute();
  }

  @Override
  public int removeBefore(Instant limit, int most) {
    return database
        .sql()
        .deleteFrom(PREDICTION)
        .where(
            PREDICTION.ID.in(
                DSL.select(PREDICTION.ID)
                    .from(PREDICTION)
                    .where(PREDICTION.CREATED_AT.lt(limit.atOffset(ZoneOffset.UTC)))
                    .orderBy(PREDICTION.CREATED_AT)
                    .limit(most)))
        .execute();
  }

  /** The column's JSON. The predictions stay text: their numbers must not change on the way. */
  private record Stored(
      @Nullable String predictions, @Nullable Double inferenceMillis, @Nullable Problem error) {

    static Stored of(PredictionAnswered.Answer answer) {
      return switch (answer) {
        case PredictionAnswered.Predicted predicted ->
            new Stored(
                predicted.predictionsJson(), predicted.inferenceTime().toNanos() / 1e6, null);
        case PredictionAnswered.Refused refused ->
            new Stored(null, null, new Problem(refused.reason(), refused.message()));
      };
    }

    PredictionAnswered.Answer answer() {
      if (error != null) {
        return new PredictionAnswered.Refused(error.kind(), error.message());
      }
      return new PredictionAnswered.Predicted(
          predictions == null ? "[]" : predictions,
          Duration.ofNanos(inferenceMillis == null ? 0 : Math.round(inferenceMillis * 1e6)));
    }

    private record Problem(PredictionAnswered.Reason kind, String message) {}
  }
}
