package signalbox.presentation.rest.metric;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.metric.MetricKeys;
import signalbox.application.metric.SeriesTotals;

/** Metrics of a run. */
record MetricKeyListBody(List<KeyBody> items, int total, @Nullable Integer attempt) {

  static MetricKeyListBody of(MetricKeys keys) {
    return new MetricKeyListBody(
        keys.items().stream().map(KeyBody::of).toList(), keys.total(), keys.attempt());
  }

  record KeyBody(
      String key,
      String role,
      int attempt,
      long points,
      double last,
      long lastStep,
      double lastTime,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable Double mean,
      long nonFinite) {

    static KeyBody of(SeriesTotals totals) {
      return new KeyBody(
          totals.key(),
          totals.role(),
          totals.attempt(),
          totals.points(),
          totals.last(),
          totals.lastStep(),
          ChronoUnit.MICROS.between(Instant.EPOCH, totals.lastTime()) / 1e6,
          number(totals.min()),
          number(totals.max()),
          number(totals.mean()),
          totals.points() - totals.finite());
    }
  }

  /** Null when there is no finite value. */
  static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
