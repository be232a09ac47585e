package signalbox.bootstrap;

import java.time.Duration;
import java.util.List;
import signalbox.application.dataset.DatasetView;
import signalbox.application.dataset.UploadDataset;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.prediction.CompletePrediction;
import signalbox.application.prediction.DatasetDeferredPredictions;
import signalbox.application.prediction.PredictHandler;
import signalbox.application.prediction.PredictionRepository;
import signalbox.application.prediction.PredictionWaiters;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdempotencyKeys;
import signalbox.application.shared.RemoveExpired;
import signalbox.application.storage.ChoreName;
import signalbox.application.storage.RecordedChore;
import signalbox.infrastructure.postgres.prediction.PostgresPredictionRepository;
import signalbox.infrastructure.postgres.shared.PostgresExpiredKeys;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.prediction.PredictionRoutes;
import signalbox.presentation.view.RunJson;

/** Online predictions, and the removal of rows that are kept for a day. */
final class PredictionWiring implements Wiring {
  private static final Duration KEPT = Duration.ofHours(24);
  private static final Duration BETWEEN_REMOVALS = Duration.ofMinutes(10);

  private final CompletePrediction complete;
  private final PredictionRoutes routes;
  private final List<Part> parts;

  PredictionWiring(
      Platform platform,
      AccessPolicy access,
      ModelWiring models,
      RunWiring runs,
      Handler<UploadDataset, DatasetView> uploadDataset,
      NoticeWiring notices) {
    PredictionRepository predictions = new PostgresPredictionRepository(platform.metadata());
    PredictionWaiters waiters = notices.predictions();
    complete =
        new CompletePrediction(
            predictions, waiters, notices.others(), platform.transactions(), platform.clock());
    PredictHandler predict =
        new PredictHandler(
            models.models(),
            access,
            predictions,
            runs.outbox(),
            waiters,
            new DatasetDeferredPredictions(uploadDataset, runs.start()),
            platform.transactions(),
            platform.ids(),
            platform.clock(),
            PredictHandler.PATIENCE);
    routes =
        new PredictionRoutes(
            platform.observability().handler("Predict", predict), platform.json(), RunJson::of);
    platform
        .observability()
        .gauge(
            "signalbox.prediction.waiting", "Requests that wait for a prediction", waiters::size);
    RemoveExpired old = new RemoveExpired(predictions, KEPT, platform.clock());
    RemoveExpired oldKeys =
        new RemoveExpired(
            new PostgresExpiredKeys(platform.metadata()), IdempotencyKeys.KEPT, platform.clock());
    parts =
        List.of(
            platform
                .chores()
                .shared(
                    ChoreName.OLD_PREDICTIONS,
                    BETWEEN_REMOVALS,
                    RecordedChore.counting(old, old::removedRows)),
            platform
                .chores()
                .shared(
                    ChoreName.OLD_IDEMPOTENCY_KEYS,
                    BETWEEN_REMOVALS,
                    RecordedChore.counting(oldKeys, oldKeys::removedRows)));
  }

  /** Takes answers from the channel. */
  CompletePrediction complete() {
    return complete;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }

  @Override
  public List<Part> parts() {
    return parts;
  }
}
