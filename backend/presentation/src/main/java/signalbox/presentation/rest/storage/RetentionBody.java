package signalbox.presentation.rest.storage;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.storage.RetentionHistory;

/** What a project keeps for how long, and what was last removed of it. */
record RetentionBody(
    UUID projectId,
    String name,
    int logRetentionDays,
    int metricRetentionDays,
    @Nullable RemovedBody lines,
    @Nullable RemovedBody points) {
  static RetentionBody of(RetentionHistory.ProjectRetention retention) {
    return new RetentionBody(
        retention.project().value(),
        retention.name(),
        retention.logDays(),
        retention.metricDays(),
        RemovedBody.of(retention.lines()),
        RemovedBody.of(retention.points()));
  }

  record RemovedBody(Instant at, long count, long total) {
    static @Nullable RemovedBody of(RetentionHistory.@Nullable Removed removed) {
      return removed == null
          ? null
          : new RemovedBody(removed.ranAt(), removed.count(), removed.total());
    }
  }
}
