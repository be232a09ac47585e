package signalbox.application.prediction;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.PredictionAnswered;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.model.ModelRepository;
import signalbox.application.run.CommandOutbox;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.prediction.PredictionRows;

/**
 * Checks the rows, stores the prediction with its command in one transaction, and waits on the
 * calling thread. An answer that another backend took from the channel is found in the store, at
 * its word or a little later.
 */
public final class PredictHandler implements Handler<Predict, PredictOutcome> {
  /** How long a request waits before it becomes a run. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration STORE_CHECK = Duration.ofMillis(250);

  private final ModelRepository models;
  private final AccessPolicy access;
  private final PredictionRepository predictions;
  private final CommandOutbox outbox;
  private final PredictionWaiters waiters;
  private final DeferredPredictions deferred;
  private final Transactions transactions;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final Duration patience;

  public PredictHandler(
      ModelRepository models,
      AccessPolicy access,
      PredictionRepository predictions,
      CommandOutbox outbox,
      PredictionWaiters waiters,
      DeferredPredictions deferred,
      Transactions transactions,
      IdGenerator ids,
      InstantSource clock,
      Duration patience) {
    this.models = models;
    this.access = access;
    this.predictions = predictions;
    this.outbox = outbox;
    this.waiters = waiters;
    this.deferred = deferred;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
    this.patience = patience;
  }

  @Override
  public PredictOutcome handle(Principal caller, Predict command) {
    long began = System.nanoTime();
    Model model = models.find(command.model()).orElseThrow(() -> modelNotFound(command));
    if (access.roleOf(caller, model.projectId()).isEmpty()) {
      throw modelNotFound(command);
    }
    access.requireRole(caller, model.projectId(), Role.EDITOR);
    ModelVersion version = version(model, command.version());
    PredictionRows rows = PredictionRows.check(version.signature(), command.rows());
    UUID id = ids.next();
    BlockingQueue<Optional<PredictionAnswered.Answer>> words = waiters.await(id);
    try {
      send(caller, version, rows, id);
      Optional<PredictionAnswered.Answer> found = await(id, words, began);
      if (found.isEmpty()) {
        return new PredictOutcome.Deferred(
            deferred.start(caller, model, version, RowText.csv(rows)));
      }
      return switch (found.get()) {
        case PredictionAnswered.Predicted predicted ->
            new PredictOutcome.Predicted(
                version.ref(),
                predicted.predictionsJson(),
                predicted.inferenceTime(),
                Duration.ofNanos(System.nanoTime() - began));
        case PredictionAnswered.Refused refused -> throw refusal(refused);
      };
    } finally {
      waiters.forget(id);
    }
  }

  private ModelVersion version(Model model, @Nullable Integer number) {
    if (number == null) {
      return model.latestVersion();
    }
    return models
        .findVersion(model.id(), number)
        .orElseThrow(
            () -> SignalboxException.of(ErrorCode.MODEL_VERSION_NOT_FOUND).safe("version", number));
  }

  private void send(Principal caller, ModelVersion version, PredictionRows rows, UUID id) {
    String json = RowText.json(rows);
    Instant now = clock.instant();
    Instant deadline = now.plus(patience);
    transactions.inTransaction(() -> {
      predictions.insert(
          new PredictionRepository.Asked(
              id, version.ref(), rows.size(), now, caller.userId(), deadline));
      outbox.predict(id, version, json, deadline);
    });
  }

  private Optional<PredictionAnswered.Answer> await(
      UUID id, BlockingQueue<Optional<PredictionAnswered.Answer>> words, long began) {
    while (true) {
      long left = patience.toNanos() - (System.nanoTime() - began);
      long pause = Math.max(0, Math.min(left, STORE_CHECK.toNanos()));
      Optional<PredictionAnswered.Answer> word;
      try {
        word =
            Optional.ofNullable(words.poll(pause, TimeUnit.NANOSECONDS))
                .flatMap(Function.identity());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw SignalboxException.of(ErrorCode.SYSTEM_UNAVAILABLE).causedBy(e);
      }
      if (word.isPresent()) {
        return word;
      }
      // Another backend says that it is there, or nobody has said anything for a while.
      Optional<PredictionAnswered.Answer> stored = predictions.answer(id);
      if (stored.isPresent() || left <= 0) {
        return stored;
      }
    }
  }

  private static SignalboxException refusal(PredictionAnswered.Refused refused) {
    ErrorCode code =
        switch (refused.reason()) {
          case INVALID -> ErrorCode.PREDICTION_FAILED;
          case UNAVAILABLE -> ErrorCode.PREDICTION_UNAVAILABLE;
          case INTERNAL -> ErrorCode.INTERNAL;
        };
    return SignalboxException.of(code).unsafe("reason", sentence(refused.message()));
  }

  /** The catalogue's sentence has its own full stop. */
  private static String sentence(String message) {
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }

  private static SignalboxException modelNotFound(Predict command) {
    return SignalboxException.of(ErrorCode.MODEL_NOT_FOUND).safe("id", command.model());
  }
}
