package signalbox.application.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.run.RunId;

/** Lists the metrics of the runs that the caller may see. */
public final class ListChartKeysHandler implements Handler<ListChartKeys, ChartKeys> {
  private final VisibleRuns visible;
  private final MetricRepository metrics;

  public ListChartKeysHandler(VisibleRuns visible, MetricRepository metrics) {
    this.visible = visible;
    this.metrics = metrics;
  }

  @Override
  public ChartKeys handle(Principal caller, ListChartKeys command) {
    Map<RunId, @Nullable Integer> newest = new HashMap<>();
    visible.of(caller, command.runs()).keySet().forEach(run -> newest.put(run, null));
    Map<String, ChartKeys.Key> byKey = new TreeMap<>();
    for (StoredSeries series : metrics.find(newest, Set.of())) {
      byKey.merge(
          series.totals().key(),
          new ChartKeys.Key(series.totals().key(), series.totals().role(), 1),
          (known, one) -> new ChartKeys.Key(known.key(), known.role(), known.runs() + 1));
    }
    KeyPattern pattern = command.pattern();
    List<ChartKeys.Key> all =
        byKey.values().stream()
            .filter(each -> pattern == null || pattern.matches(each.key()))
            .toList();
    return new ChartKeys(all.subList(0, Math.min(all.size(), command.limit())), all.size());
  }
}
