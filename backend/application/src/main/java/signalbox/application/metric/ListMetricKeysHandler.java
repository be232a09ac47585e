package signalbox.application.metric;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Lists metrics for a viewer of the run's project. */
public final class ListMetricKeysHandler implements Handler<ListMetricKeys, MetricKeys> {
  private final VisibleRuns visible;
  private final MetricRepository metrics;

  public ListMetricKeysHandler(VisibleRuns visible, MetricRepository metrics) {
    this.visible = visible;
    this.metrics = metrics;
  }

  @Override
  public MetricKeys handle(Principal caller, ListMetricKeys command) {
    visible.require(caller, command.run());
    KeyPattern pattern = command.pattern();
    List<SeriesTotals> all =
        metrics.find(Collections.singletonMap(command.run(), command.attempt()), Set.of()).stream()
            .map(StoredSeries::totals)
            .filter(each -> pattern == null || pattern.matches(each.key()))
            .sorted(Comparator.comparing(SeriesTotals::key))
            .toList();
    return new MetricKeys(
        all.subList(0, Math.min(all.size(), command.limit())),
        all.size(),
        all.isEmpty() ? null : all.getFirst().attempt());
  }
}
