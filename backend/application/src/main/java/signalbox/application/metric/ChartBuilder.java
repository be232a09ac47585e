package signalbox.application.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;

/** Makes one chart, a series at a time. Used once, by one thread. */
final class ChartBuilder {
  /** So many entries may an answer have: some 8 MB of JSON. */
  private static final int MAX_ENTRIES = 100_000;

  /** So many points are read one by one for a chart: about two seconds. */
  private static final long MAX_RAW_POINTS = 20_000_000;

  /** Blocks stand for points when there are so many of them for each range. */
  private static final int BLOCKS_OF_A_RANGE = 3;

  private static final int[] BLOCK_SIZES = {256, 16};

  private final ChartQuery query;
  private final ChartSelection selection;
  private final Map<RunId, ChartQuery.Group> groupOf = new HashMap<>();
  private final Map<Long, Chart.Series> alone = new HashMap<>();
  private final Map<String, Map<String, List<GroupMember>>> members = new LinkedHashMap<>();
  private final Quantiles quantiles = new Quantiles();
  private final Set<RunId> shown = new HashSet<>();
  private final double from;
  private final double to;
  private final ChartGrid grid;
  private long points;
  private boolean bucketed;
  private double least = Double.POSITIVE_INFINITY;
  private double largest = Double.NEGATIVE_INFINITY;

  ChartBuilder(ChartQuery query, ChartSelection selection) {
    this.query = query;
    this.selection = selection;
    for (ChartQuery.Group group : query.groups()) {
      group.runs().forEach(run -> groupOf.put(run, group));
      members.put(group.name(), new TreeMap<>());
    }
    from = Objects.requireNonNullElse(query.from(), Double.NEGATIVE_INFINITY);
    to = Objects.requireNonNullElse(query.to(), Double.POSITIVE_INFINITY);
    grid = grid();
  }

  private ChartGrid grid() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    boolean whole = true;
    for (StoredSeries series : selection.series()) {
      double[] extent = selection.axis().extent(series);
      low = Math.min(low, extent[0]);
      high = Math.max(high, extent[1]);
      whole &= selection.axis().axisOf(series.totals().run()) == ChartAxis.STEP;
    }
    int lines = Math.max(1, selection.series().size());
    int width = Math.min(query.width(), Math.max(ChartQuery.MIN_WIDTH, MAX_ENTRIES / lines));
    return new ChartGrid(
        from == Double.NEGATIVE_INFINITY ? low : from,
        to == Double.POSITIVE_INFINITY ? high : to,
        whole ? 1 : 0,
        width);
  }

  Chart build() {
    checkSize();
    boolean everything = !query.smoothing().off();
    selection
        .axis()
        .read(
            selection.series(),
            everything ? Double.NEGATIVE_INFINITY : from,
            everything ? Double.POSITIVE_INFINITY : to,
            this::coarseness,
            this::take);
    List<Chart.Series> series = new ArrayList<>();
    for (StoredSeries each : selection.series()) {
      Chart.Series line = alone.get(each.id());
      if (line != null) {
        series.add(line);
      }
    }
    List<Chart.Group> groups = new ArrayList<>();
    members.forEach((name, byKey) ->
        byKey.forEach(
            (key, all) -> groups.add(GroupMember.merge(name, key, all, grid, query.statistics()))));
    return new Chart(
        query,
        least <= largest ? least : null,
        least <= largest ? largest : null,
        grid.width(),
        bucketed,
        shown.size(),
        points,
        selection.keysTotal(),
        series,
        groups,
        selection.absent(),
        query.clip() ? quantiles.clip() : null);
  }

  private void checkSize() {
    long raw = selection.axis().points();
    for (StoredSeries series : selection.series()) {
      if (coarseness(series) == 1) {
        raw += query.smoothing().off() ? (long) expected(series) : series.totals().points();
      }
    }
    if (raw > MAX_RAW_POINTS) {
      throw SignalboxException.of(ErrorCode.METRIC_TOO_MANY_POINTS)
          .safe("points", raw)
          .safe("limit", MAX_RAW_POINTS);
    }
  }

  /** How fine a series must be read; every point when each counts. */
  private int coarseness(StoredSeries series) {
    if (!query.smoothing().off()
        || query.clip()
        || groupOf.containsKey(series.totals().run())
        || !selection.axis().canBeCoarse(series)) {
      return 1;
    }
    for (int size : BLOCK_SIZES) {
      if (expected(series) >= (double) BLOCKS_OF_A_RANGE * size * grid.width()) {
        return size;
      }
    }
    return 1;
  }

  /** About how many points of a series are in the range. */
  private double expected(StoredSeries series) {
    double[] extent = selection.axis().extent(series);
    double whole = extent[1] - extent[0];
    double asked = Math.min(to, extent[1]) - Math.max(from, extent[0]);
    double share = whole > 0 ? Math.clamp(asked / whole, 0, 1) : 1;
    return series.totals().points() * share;
  }

  private void take(Line line) {
    int begin = line.firstFrom(from);
    int end = line.firstAfter(to);
    if (begin >= end) {
      return;
    }
    RunId run = line.stored().totals().run();
    shown.add(run);
    points += line.entries().pointsBetween(begin, end);
    // The x of a block is that of its last point.
    double first =
        line.entries().raw()
            ? line.x()[begin]
            : Math.max(from, selection.axis().extent(line.stored())[0]);
    least = Math.min(least, first);
    largest = Math.max(largest, line.x()[end - 1]);
    bucketed |= end - begin > grid.width();
    if (query.clip()) {
      quantiles.add(line.entries().last(), begin, end);
    }
    ChartQuery.@Nullable Group group = groupOf.get(run);
    if (group != null) {
      Objects.requireNonNull(members.get(group.name()))
          .computeIfAbsent(line.stored().totals().key(), key -> new ArrayList<>())
          .add(LineColumns.member(line, begin, end, grid, query.smoothing()));
    }
    if (group == null || run.equals(query.baseline())) {
      MetricRuns.Named named = Objects.requireNonNull(selection.runs().get(run));
      alone.put(
          line.stored().id(),
          LineColumns.of(line, begin, end, named.name(), grid, query.smoothing()));
    }
  }
}
