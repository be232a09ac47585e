package signalbox.presentation.rest.metric;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.metric.ChartKeys;
import signalbox.application.metric.KeyPattern;
import signalbox.application.metric.ListChartKeys;
import signalbox.application.metric.ListMetricKeys;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;

/** Metrics of many runs. */
record ChartKeysBody(List<ChartKeys.Key> items, int total) {

  static ChartKeysBody of(ChartKeys keys) {
    return new ChartKeysBody(keys.items(), keys.total());
  }

  record QueryBody(List<UUID> runIds, @Nullable String pattern, @Nullable Integer limit) {
    ListChartKeys query() {
      int most = limit == null ? ListMetricKeys.DEFAULT_LIMIT : limit;
      if (most < 1 || most > ListMetricKeys.MAX_LIMIT) {
        throw SignalboxException.invalid("limit", "must be from 1 to " + ListMetricKeys.MAX_LIMIT);
      }
      return new ListChartKeys(
          runIds.stream().map(RunId::new).toList(),
          pattern == null ? null : new KeyPattern("pattern", pattern),
          most);
    }
  }
}
