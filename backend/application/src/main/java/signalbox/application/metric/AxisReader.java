package signalbox.application.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/** Reads series as lines over the asked x-axis. Used once, by one thread. */
final class AxisReader {
  /** Where programs commonly log the epoch, the first choice first. */
  static final List<String> EPOCH_KEYS = List.of("epoch", "train/epoch", "trainer/epoch");

  private static final double MICROS = 1e6;

  private final MetricRepository metrics;
  private final ChartAxis axis;
  private final Map<RunId, StoredSeries> xSeries = new HashMap<>();
  private final Map<RunId, Entries> xEntries = new HashMap<>();

  /**
   * @param attempts as in {@link MetricRepository#find}
   */
  AxisReader(
      MetricRepository metrics,
      ChartAxis axis,
      @Nullable String xKey,
      Map<RunId, @Nullable Integer> attempts) {
    this.metrics = metrics;
    this.axis = axis;
    List<String> keys =
        axis == ChartAxis.EPOCH ? EPOCH_KEYS : xKey == null ? List.of() : List.of(xKey);
    if (!keys.isEmpty()) {
      for (StoredSeries found : metrics.find(attempts, Set.copyOf(keys))) {
        xSeries.merge(
            found.totals().run(),
            found,
            (one, other) ->
                keys.indexOf(one.totals().key()) <= keys.indexOf(other.totals().key())
                    ? one
                    : other);
      }
    }
  }

  /** The series that are x, by run. */
  Map<RunId, StoredSeries> series() {
    return Map.copyOf(xSeries);
  }

  /** What x is for a run; null when it lacks the metric. */
  @Nullable ChartAxis axisOf(RunId run) {
    return switch (axis) {
      case STEP, RELATIVE, WALL -> axis;
      case EPOCH -> xSeries.containsKey(run) ? ChartAxis.EPOCH : ChartAxis.STEP;
      case METRIC -> xSeries.containsKey(run) ? ChartAxis.METRIC : null;
    };
  }

  /** How many points the x-axis itself makes necessary to read. */
  long points() {
    return xSeries.values().stream().mapToLong(each -> each.totals().points()).sum();
  }

  /** Smallest and largest x of a series; may be infinite when nobody knows. */
  double[] extent(StoredSeries series) {
    ChartAxis own = axisOf(series.totals().run());
    if (own == null) {
      return new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    }
    return switch (own) {
      case STEP -> new double[] {series.firstStep(), series.lastStep()};
      case WALL -> new double[] {series.firstMicros() / MICROS, series.lastMicros() / MICROS};
      case RELATIVE ->
          new double[] {
            (series.firstMicros() - series.attemptMicros()) / MICROS,
            (series.lastMicros() - series.attemptMicros()) / MICROS
          };
      case EPOCH, METRIC -> {
        StoredSeries x = xSeries.get(series.totals().run());
        yield x == null || x.totals().finite() == 0
            ? new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}
            : new double[] {x.totals().min(), x.totals().max()};
      }
    };
  }

  /** Takes lines. */
  @FunctionalInterface
  interface Sink {
    void take(Line line);
  }

  /**
   * Reads series in the given order of equal coarseness; at least what lies between the bounds.
   *
   * @param coarseness of a series; above 1 only for what {@link #canBeCoarse} says
   */
  void read(
      Collection<StoredSeries> series,
      double from,
      double to,
      ToIntFunction<StoredSeries> coarseness,
      Sink sink) {
    if (!xSeries.isEmpty() && xEntries.isEmpty()) {
      metrics.read(
          List.copyOf(xSeries.values()),
          PointRange.ALL,
          1,
          (x, entries) -> xEntries.put(x.totals().run(), entries));
    }
    Map<Read, List<StoredSeries>> reads = new LinkedHashMap<>();
    for (StoredSeries each : series) {
      reads
          .computeIfAbsent(
              new Read(range(each, from, to), coarseness.applyAsInt(each)),
              read -> new ArrayList<>())
          .add(each);
    }
    reads.forEach((read, all) ->
        metrics.read(
            all,
            read.range(),
            read.coarseness(),
            (each, entries) -> sink.take(line(each, entries))));
  }

  private record Read(PointRange range, int coarseness) {}

  /** Blocks of points are in the order of steps and times; not so of another metric. */
  boolean canBeCoarse(StoredSeries series) {
    ChartAxis own = axisOf(series.totals().run());
    return series.ordered()
        && (own == ChartAxis.STEP || own == ChartAxis.WALL || own == ChartAxis.RELATIVE);
  }

  private PointRange range(StoredSeries series, double from, double to) {
    ChartAxis own = axisOf(series.totals().run());
    if (own == ChartAxis.STEP) {
      return PointRange.ofSteps(whole(Math.ceil(from)), whole(Math.floor(to)));
    }
    if (own == ChartAxis.WALL || own == ChartAxis.RELATIVE) {
      long zero = own == ChartAxis.WALL ? 0 : series.attemptMicros();
      if (from == Double.NEGATIVE_INFINITY && to == Double.POSITIVE_INFINITY) {
        return PointRange.ALL;
      }
      // One microsecond more: a bound that came out of a division must not lose its point.
      return new PointRange(
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          Math.max(Long.MIN_VALUE / 2, whole(Math.floor(from * MICROS))) - 1 + zero,
          Math.min(Long.MAX_VALUE / 2, whole(Math.ceil(to * MICROS))) + 1 + zero);
    }
    return PointRange.ALL;
  }

  private static long whole(double number) {
    return (long) number;
  }

  private Line line(StoredSeries series, Entries entries) {
    RunId run = series.totals().run();
    ChartAxis own = axisOf(run);
    int size = entries.size();
    double[] x = new double[size];
    if (own == ChartAxis.STEP) {
      for (int i = 0; i < size; i++) {
        x[i] = entries.step()[i];
      }
      return new Line(series, own, x, entries);
    }
    if (own == ChartAxis.WALL || own == ChartAxis.RELATIVE) {
      long zero = own == ChartAxis.WALL ? 0 : series.attemptMicros();
      for (int i = 0; i < size; i++) {
        x[i] = (entries.micros()[i] - zero) / MICROS;
      }
    } else {
      lookUp(entries, xEntries.getOrDefault(run, Entries.NONE), x);
    }
    return sorted(series, own == null ? axis : own, entries, x);
  }

  /** The last x at or before the step of each entry; NaN before the first. */
  private static void lookUp(Entries entries, Entries xs, double[] x) {
    double current = Double.NaN;
    int next = 0;
    for (int i = 0; i < entries.size(); i++) {
      while (next < xs.size() && xs.step()[next] <= entries.step()[i]) {
        current = xs.last()[next++];
      }
      x[i] = Double.isFinite(current) ? current : Double.NaN;
    }
  }

  /** In the order of x, without those that have none. */
  private static Line sorted(StoredSeries series, ChartAxis own, Entries entries, double[] x) {
    boolean inOrder = true;
    for (int i = 0; i < entries.size() && inOrder; i++) {
      inOrder = !Double.isNaN(x[i]) && (i == 0 || x[i] >= x[i - 1]);
    }
    if (inOrder) {
      return new Line(series, own, x, entries);
    }
    int[] order = StableOrder.of(x, entries.size());
    int size = order.length;
    while (size > 0 && Double.isNaN(x[order[size - 1]])) {
      size--;
    }
    int[] kept = java.util.Arrays.copyOf(order, size);
    // Only single points come out of order: blocks are made of ordered series alone.
    return new Line(
        series,
        own,
        StableOrder.pick(x, kept),
        Entries.ofPoints(
            size,
            StableOrder.pick(entries.step(), kept),
            StableOrder.pick(entries.micros(), kept),
            StableOrder.pick(entries.last(), kept)));
  }
}
