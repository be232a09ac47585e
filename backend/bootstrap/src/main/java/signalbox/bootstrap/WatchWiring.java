package signalbox.bootstrap;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import signalbox.application.dataset.DatasetRepository;
import signalbox.application.event.ChangeSignal;
import signalbox.application.metric.MetricCursor;
import signalbox.application.metric.MetricRepository;
import signalbox.application.metric.RemoveExpiredMetrics;
import signalbox.application.run.NoteMoments;
import signalbox.application.run.ReconcileDefaults;
import signalbox.application.run.ReconcileRuns;
import signalbox.application.service.AgeServices;
import signalbox.application.service.ServiceRepository;
import signalbox.application.storage.ChoreName;
import signalbox.application.storage.RecordedChore;
import signalbox.bootstrap.observability.Observability;
import signalbox.domain.run.RunId;
import signalbox.domain.service.ServiceInstance;
import signalbox.infrastructure.postgres.run.PostgresExpiredMetrics;
import signalbox.infrastructure.postgres.run.PostgresQuietRuns;
import signalbox.infrastructure.postgres.storage.PostgresRetentionHistory;

/**
 * What looks after things by itself: quiet runs, old words on services, metrics kept long enough.
 */
final class WatchWiring implements Wiring {
  private static final Duration BETWEEN_MOMENTS = Duration.ofMillis(500);

  private final ReconcileRuns reconcile;
  private final AgeServices age;
  private final NoteMoments moments;
  private final Part expireMetrics;

  WatchWiring(
      Platform platform,
      RunWiring runs,
      DatasetRepository datasets,
      ModelWiring models,
      ServiceWiring services,
      StudyWiring studies,
      MetricWiring metrics,
      ChangeSignal signal) {
    Observability observability = platform.observability();
    reconcile =
        new ReconcileRuns(
            new ReconcileRuns.Ports(
                new PostgresQuietRuns(platform.metadata()),
                runs.runs(),
                datasets,
                models.models(),
                runs.outbox(),
                studies.publisher(),
                run -> lastPoint(metrics.metrics(), run),
                () -> lastWord(services.services())),
            ReconcileDefaults.STANDARD,
            platform.transactions(),
            signal,
            platform.clock(),
            observability.traceSpans());
    age = new AgeServices(services.services(), platform.transactions(), signal, platform.clock());
    RemoveExpiredMetrics expire =
        new RemoveExpiredMetrics(
            new PostgresExpiredMetrics(platform.metadata()),
            metrics.metrics(),
            new PostgresRetentionHistory(platform.metadata()),
            signal,
            platform.clock());
    expireMetrics =
        platform
            .chores()
            .shared(
                ChoreName.METRIC_RETENTION,
                RemoveExpiredMetrics.BETWEEN,
                RecordedChore.counting(expire, expire::removedPoints));
    moments = runs.moments();
    observability.counter(
        "signalbox.commands.republished",
        "Commands of quiet runs that were published again",
        reconcile::republished);
    observability.counter(
        "signalbox.metrics.expired",
        "Metric points removed after their project's retention time",
        expire::removedPoints);
    observability.counter(
        "signalbox.moments.dropped",
        "Moments of ended runs that did not fit",
        moments::droppedMoments);
  }

  private static Optional<Instant> lastPoint(MetricRepository metrics, RunId run) {
    MetricCursor last = metrics.last(run);
    return last.equals(MetricCursor.START)
        ? Optional.empty()
        : metrics
            .after(run, new MetricCursor(last.attempt(), last.sequence(), last.ordinal() - 1), 1)
            .stream()
            .map(point -> point.point().time())
            .findFirst();
  }

  private static Optional<Instant> lastWord(ServiceRepository services) {
    return services.list().stream().map(ServiceInstance::seenAt).max(Instant::compareTo);
  }

  @Override
  public List<Part> parts() {
    return List.of(
        TimerPart.every(ReconcileDefaults.STANDARD.between(), "reconcile-runs", reconcile),
        TimerPart.every(AgeServices.BETWEEN, "age-services", age),
        expireMetrics,
        TimerPart.every(BETWEEN_MOMENTS, "note-moments", moments));
  }
}
