package signalbox.application.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * Which series a chart is made of.
 *
 * @param series those that can be drawn, by run in the order of the question, then by key
 * @param keysTotal how many metrics were asked for or match
 */
record ChartSelection(
    Map<RunId, MetricRuns.Named> runs,
    AxisReader axis,
    List<StoredSeries> series,
    int keysTotal,
    List<Chart.Absence> absent) {

  /**
   * What a chart is made from. As long as it is equal, so is the chart: stored points never change,
   * and each one that is added changes the totals of its series.
   */
  record Source(
      Map<RunId, MetricRuns.Named> runs,
      Map<RunId, StoredSeries> axis,
      List<StoredSeries> series,
      int keysTotal,
      List<Chart.Absence> absent) {}

  Source source() {
    return new Source(runs, axis.series(), series, keysTotal, absent);
  }

  static ChartSelection of(
      ChartQuery query, Map<RunId, MetricRuns.Named> visible, MetricRepository metrics) {
    Map<RunId, @Nullable Integer> attempts = new HashMap<>();
    visible.keySet().forEach(run -> attempts.put(run, query.attempts().get(run)));
    List<StoredSeries> found = metrics.find(attempts, query.keys());
    Set<String> keys = query.keys();
    int keysTotal = keys.size();
    KeyPattern pattern = query.pattern();
    if (pattern != null) {
      Set<String> matching =
          found.stream()
              .map(each -> each.totals().key())
              .distinct()
              .filter(pattern::matches)
              .collect(Collectors.toCollection(TreeSet::new));
      keysTotal = matching.size();
      keys = matching.stream().limit(ChartQuery.MAX_KEYS).collect(Collectors.toSet());
    }
    AxisReader axis = new AxisReader(metrics, query.axis(), query.xKey(), attempts);
    Map<RunId, Integer> order = new HashMap<>();
    query.runs().forEach(run -> order.put(run, order.size()));
    Set<String> drawn = keys;
    List<StoredSeries> series =
        found.stream()
            .filter(each -> drawn.contains(each.totals().key()))
            .filter(each -> axis.axisOf(each.totals().run()) != null)
            .sorted(
                Comparator.comparingInt(
                        (StoredSeries each) -> order.getOrDefault(each.totals().run(), 0))
                    .thenComparing(each -> each.totals().key()))
            .toList();
    return new ChartSelection(
        visible, axis, series, keysTotal, absent(query, visible, axis, found, drawn));
  }

  private static List<Chart.Absence> absent(
      ChartQuery query,
      Map<RunId, MetricRuns.Named> visible,
      AxisReader axis,
      List<StoredSeries> found,
      Set<String> drawn) {
    Map<RunId, Set<String>> logged = new HashMap<>();
    for (StoredSeries each : found) {
      logged.computeIfAbsent(each.totals().run(), run -> new HashSet<>()).add(each.totals().key());
    }
    List<Chart.Absence> absent = new ArrayList<>();
    for (RunId run : query.runs()) {
      MetricRuns.Named named = visible.get(run);
      if (named == null) {
        absent.add(new Chart.Absence(run, Chart.Absence.Reason.NOT_FOUND, null, List.of()));
        continue;
      }
      Set<String> lacking = new TreeSet<>(drawn);
      lacking.removeAll(logged.getOrDefault(run, Set.of()));
      String xKey = query.xKey();
      if (xKey != null && axis.axisOf(run) == null) {
        lacking.add(xKey);
      }
      if (!lacking.isEmpty()) {
        absent.add(
            new Chart.Absence(
                run,
                named.expired() ? Chart.Absence.Reason.EXPIRED : Chart.Absence.Reason.NOT_LOGGED,
                named.name(),
                List.copyOf(lacking)));
      }
    }
    return absent;
  }
}
