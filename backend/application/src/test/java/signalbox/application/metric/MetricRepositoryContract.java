package signalbox.application.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import signalbox.application.event.MetricsReported;
import signalbox.domain.run.RunId;

/** What every store of metric points must do. */
public abstract class MetricRepositoryContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

  private final RunId run = new RunId(UUID.randomUUID());

  /** The store under test; it may hold points of other runs. */
  protected abstract MetricRepository metrics();

  @Test
  void storesEveryPointOnce() {
    MetricsReported first = report(1, 4, point("loss", 1, 0.5), point("loss", 2, 0.25));
    assertThat(stored(first, first)).isEqualTo(2);
    assertThat(stored(first, report(1, 5, point("loss", 3, 0.125)))).isEqualTo(1);
    assertThat(values("loss")).containsExactly(0.5, 0.25, 0.125);
  }

  @Test
  void storesABigBatchOnce() {
    List<MetricsReported> big = new ArrayList<>();
    for (int sequence = 1; sequence <= 40; sequence++) {
      int first = sequence * 100;
      big.add(
          new MetricsReported(
              run,
              1,
              sequence,
              LongStream.range(0, 100)
                  .mapToObj(i -> point("größe/" + i % 3, first + i, i / 7.0))
                  .toList()));
    }
    assertThat(metrics().append(big.subList(0, 2)).stored()).isEqualTo(200);
    assertThat(metrics().append(big).stored()).isEqualTo(3800);
    assertThat(metrics().append(big).stored()).isZero();
    List<StoredPoint> stored = metrics().after(run, MetricCursor.START, 10_000);
    assertThat(stored)
        .extracting(StoredPoint::point)
        .containsExactlyElementsOf(big.stream().flatMap(each -> each.points().stream()).toList());
  }

  @Test
  void removesThePointsOfOneRun() {
    RunId other = new RunId(UUID.randomUUID());
    MetricsReported ours = report(1, 1, point("loss", 1, 0.5), point("loss", 2, 0.25));
    metrics().append(List.of(ours, new MetricsReported(other, 1, 1, ours.points())));
    assertThat(metrics().remove(run)).isEqualTo(2);
    assertThat(metrics().remove(run)).isZero();
    assertThat(metrics().last(run)).isEqualTo(MetricCursor.START);
    assertThat(metrics().after(other, MetricCursor.START, 10)).hasSize(2);
  }

  @Test
  void answersRawPointsUpToTheWidth() {
    metrics().append(List.of(report(1, 1, point("b", 7, 1), point("a", 1, 3), point("a", 2, 2))));
    List<MetricSeries> series = metrics().series(query(2));
    assertThat(series).extracting(MetricSeries::key).containsExactly("a", "b");
    MetricSeries a = series.getFirst();
    assertThat(a.bucketed()).isFalse();
    assertThat(a.points()).isEqualTo(2);
    assertThat(a.role()).isEqualTo("loss");
    assertThat(a.buckets())
        .extracting(MetricSeries.Bucket::step, MetricSeries.Bucket::min, MetricSeries.Bucket::last)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1L, 3.0, 3.0),
            org.assertj.core.groups.Tuple.tuple(2L, 2.0, 2.0));
    assertThat(a.buckets().getFirst().epochSeconds())
        .isCloseTo(NOON.getEpochSecond() + 0.123456, within(1e-5));
  }

  @Test
  void keepsASingleSpikeVisible() {
    List<MetricsReported.Point> points = new ArrayList<>();
    for (int step = 0; step < 3000; step++) {
      points.add(point("loss", step, step == 1234 ? 1000 : 0.5));
    }
    metrics().append(List.of(new MetricsReported(run, 1, 1, points)));
    MetricSeries series = metrics().series(query(10)).getFirst();
    assertThat(series.bucketed()).isTrue();
    assertThat(series.points()).isEqualTo(3000);
    assertThat(series.buckets()).hasSize(10);
    assertThat(series.buckets())
        .extracting(MetricSeries.Bucket::step)
        .containsExactly(299L, 599L, 899L, 1199L, 1499L, 1799L, 2099L, 2399L, 2699L, 2999L);
    assertThat(series.buckets().get(4).max()).isEqualTo(1000);
    assertThat(series.buckets().get(4).min()).isEqualTo(0.5);
    assertThat(series.buckets().get(4).last()).isEqualTo(0.5);
  }

  @Test
  void keepsNotANumberOutOfMinAndMax() {
    List<MetricsReported.Point> points = new ArrayList<>();
    for (int step = 0; step < 20; step++) {
      points.add(point("loss", step, step % 2 == 0 ? step : Double.NaN));
    }
    points.set(18, point("loss", 18, Double.POSITIVE_INFINITY));
    points.set(0, point("loss", 0, Double.NEGATIVE_INFINITY));
    points.set(1, point("loss", 1, Double.NEGATIVE_INFINITY));
    metrics().append(List.of(new MetricsReported(run, 1, 1, points)));
    List<MetricSeries.Bucket> buckets = metrics().series(query(10)).getFirst().buckets();
    assertThat(buckets.get(3).min()).isEqualTo(6);
    assertThat(buckets.get(3).max()).isEqualTo(6);
    assertThat(buckets.get(3).last()).isNaN();
    assertThat(buckets.get(0).min()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(buckets.get(0).max()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(buckets.get(9).min()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(buckets.get(9).max()).isNaN();
  }

  @Test
  void answersTheNewestAttemptUnlessAskedOtherwise() {
    metrics().append(List.of(report(1, 1, point("loss", 1, 9)), report(2, 1, point("loss", 1, 8))));
    assertThat(values("loss")).containsExactly(8.0);
    MetricQuery first = new MetricQuery(run, Set.of("loss"), 1, null, null, 100);
    assertThat(metrics().series(first).getFirst().buckets().getFirst().last()).isEqualTo(9);
    assertThat(metrics().series(first).getFirst().attempt()).isEqualTo(1);
    assertThat(metrics().newestAttempts(List.of(run, new RunId(UUID.randomUUID()))))
        .containsOnly(java.util.Map.entry(run, 2));
  }

  @Test
  void answersOnlyTheAskedKeysAndSteps() {
    metrics().append(List.of(report(1, 1, point("a", 1, 1), point("a", 2, 2), point("b", 1, 5))));
    MetricQuery query = new MetricQuery(run, Set.of("a", "none"), null, 2L, 2L, 100);
    assertThat(metrics().series(query)).hasSize(1);
    assertThat(metrics().series(query).getFirst().buckets())
        .extracting(MetricSeries.Bucket::last)
        .containsExactly(2.0);
  }

  @Test
  void survivesTheLargestSteps() {
    List<MetricsReported.Point> points = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      points.add(point("loss", i == 0 ? Long.MIN_VALUE : Long.MAX_VALUE - i, i));
    }
    metrics().append(List.of(new MetricsReported(run, 1, 1, points)));
    MetricSeries series = metrics().series(query(10)).getFirst();
    assertThat(series.buckets()).hasSize(2);
    assertThat(series.buckets().getLast().step()).isEqualTo(Long.MAX_VALUE - 1);
  }

  @Test
  void readsOnFromAnyPlaceWithoutLossOrRepeat() {
    metrics()
        .append(
            List.of(
                report(1, 2, point("a", 1, 1), point("b", 1, 2), point("a", 2, 3)),
                report(1, 9, point("a", 3, 4)),
                report(2, 1, point("a", 1, 5))));
    List<Double> seen = new ArrayList<>();
    MetricCursor cursor = MetricCursor.START;
    for (List<StoredPoint> batch = metrics().after(run, cursor, 2);
        !batch.isEmpty();
        batch = metrics().after(run, cursor, 2)) {
      assertThat(batch).hasSizeLessThanOrEqualTo(2);
      batch.forEach(point -> seen.add(point.point().value()));
      cursor = MetricCursor.parse(batch.getLast().cursor().toString());
    }
    assertThat(seen).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
    assertThat(metrics().last(run)).isEqualTo(cursor).isEqualTo(new MetricCursor(2, 1, 0));
  }

  @Test
  void tellsWhatASeriesComesToWhateverIsDeliveredAgain() {
    MetricsReported first =
        report(1, 1, point("loss", 1, 4), point("loss", 2, Double.NaN), point("loss", 3, 1));
    MetricsReported second =
        report(1, 2, point("loss", 4, Double.POSITIVE_INFINITY), point("loss", 5, 7));
    Appended once = metrics().append(List.of(first));
    assertThat(once.series()).extracting(SeriesTotals::points).containsExactly(3L);
    metrics().append(List.of(first, second));
    Appended again = metrics().append(List.of(second, first));
    assertThat(again.stored()).isZero();
    SeriesTotals totals = again.series().getFirst();
    assertThat(again.series()).hasSize(1);
    assertThat(totals)
        .isEqualTo(
            new SeriesTotals(
                run, 1, "loss", "loss", 5, 3, 7, 5, NOON.truncatedTo(ChronoUnit.MICROS), 1, 7, 12));
    assertThat(totals.mean()).isEqualTo(4);
    assertThat(metrics().totals(List.of(run))).containsExactly(totals);
    StoredSeries stored = find("loss");
    assertThat(stored.nans()).isEqualTo(1);
    assertThat(stored.highs()).isEqualTo(1);
    assertThat(stored.lows()).isZero();
    assertThat(stored.firstStep()).isEqualTo(1);
    assertThat(stored.lastStep()).isEqualTo(5);
  }

  @Test
  void findsOnlyTheAskedAttemptAndKeys() {
    metrics().append(List.of(report(1, 1, point("a", 1, 1), point("b", 1, 2))));
    metrics().append(List.of(report(2, 1, point("a", 1, 3))));
    assertThat(metrics().find(Collections.singletonMap(run, null), Set.of()))
        .extracting(each -> each.totals().key())
        .containsExactly("a");
    assertThat(metrics().find(Collections.singletonMap(run, 1), Set.of("b", "c")))
        .extracting(each -> each.totals().last())
        .containsExactly(2.0);
  }

  /** Whatever sizes the batches have, and whatever comes again: the same points, once each. */
  @Test
  void keepsEveryPointOfRandomBatchesThatComeAgain() {
    Random random = new Random(4711);
    List<MetricsReported> all = new ArrayList<>();
    long step = 0;
    for (long sequence = 1; all.size() < 400; sequence += 1 + random.nextInt(3)) {
      List<MetricsReported.Point> points = new ArrayList<>();
      int count = random.nextInt(20) == 0 ? 1500 : 1 + random.nextInt(30);
      for (int i = 0; i < count; i++) {
        step += random.nextInt(100) == 0 ? -random.nextInt(5) : random.nextInt(3);
        double value = random.nextInt(300) == 0 ? Double.NaN : random.nextGaussian();
        points.add(point(random.nextInt(4) == 0 ? "b" : "a", step, value));
      }
      all.add(new MetricsReported(run, 1, sequence, points));
    }
    long stored = 0;
    for (int from = 0; from < all.size(); ) {
      int to = Math.min(all.size(), from + 1 + random.nextInt(20));
      // Some of the batch before comes again, as after a crash.
      List<MetricsReported> batch = all.subList(Math.max(0, from - random.nextInt(8)), to);
      stored += metrics().append(batch).stored();
      from = to;
    }
    List<MetricsReported.Point> expected =
        all.stream().flatMap(each -> each.points().stream()).toList();
    assertThat(stored).isEqualTo(expected.size());
    List<MetricsReported.Point> streamed = new ArrayList<>();
    MetricCursor cursor = MetricCursor.START;
    for (List<StoredPoint> page = metrics().after(run, cursor, 777);
        !page.isEmpty();
        page = metrics().after(run, cursor, 777)) {
      page.forEach(each -> streamed.add(each.point()));
      cursor = page.getLast().cursor();
    }
    assertThat(streamed).containsExactlyElementsOf(expected);
    for (String key : List.of("a", "b")) {
      List<MetricsReported.Point> ofKey =
          expected.stream()
              .filter(each -> each.key().equals(key))
              .sorted(Comparator.comparingLong(MetricsReported.Point::step))
              .toList();
      Entries read = read(find(key), PointRange.ALL, 1);
      assertThat(Arrays.copyOf(read.step(), read.size()))
          .containsExactly(ofKey.stream().mapToLong(MetricsReported.Point::step).toArray());
      assertThat(Arrays.copyOf(read.last(), read.size()))
          .containsExactly(ofKey.stream().mapToDouble(MetricsReported.Point::value).toArray());
    }
  }

  @Test
  void takesAnEventThatComesLate() {
    metrics().append(List.of(report(1, 1, point("a", 1, 1)), report(1, 5, point("a", 5, 5))));
    assertThat(metrics().append(List.of(report(1, 3, point("a", 3, 3)))).stored()).isEqualTo(1);
    assertThat(metrics().append(List.of(report(1, 3, point("a", 3, 3)))).stored()).isZero();
    assertThat(values("a")).containsExactly(1.0, 3.0, 5.0);
  }

  /** Blocks say the same as the points in them, and never reach over a bound. */
  @Test
  void readsBlocksThatAgreeWithTheirPoints() {
    List<MetricsReported> reports = new ArrayList<>();
    Random random = new Random(5);
    for (int sequence = 0; sequence < 60; sequence++) {
      int first = sequence * 500;
      double[] values = random.doubles(500).toArray();
      values[7] = sequence == 30 ? Double.POSITIVE_INFINITY : values[7];
      reports.add(
          new MetricsReported(
              run,
              1,
              sequence + 1,
              LongStream.range(0, 500)
                  .mapToObj(i -> point("loss", first + i, values[(int) i]))
                  .toList()));
    }
    metrics().append(reports.subList(0, 35));
    metrics().append(reports.subList(35, 60));
    PointRange range = PointRange.ofSteps(1_234, 28_765);
    Entries raw = read(find("loss"), range, 1);
    assertThat(raw.raw()).isTrue();
    assertThat(raw.size()).isEqualTo(28_765 - 1_234 + 1);
    for (int coarseness : List.of(16, 256)) {
      Entries blocks = read(find("loss"), range, coarseness);
      assertThat(blocks.pointsBetween(0, blocks.size())).isEqualTo(raw.size());
      int next = 0;
      for (int i = 0; i < blocks.size(); i++) {
        BucketValues values = new BucketValues();
        int end = next + (int) blocks.pointsBetween(i, i + 1);
        for (; next < end; next++) {
          values.add(raw.last()[next], raw.last()[next]);
        }
        assertThat(blocks.step()[i]).isEqualTo(raw.step()[end - 1]);
        assertThat(blocks.micros()[i]).isEqualTo(raw.micros()[end - 1]);
        assertThat(blocks.last()[i]).isEqualTo(raw.last()[end - 1]);
        assertThat(blocks.min()[i]).isEqualTo(values.min());
        assertThat(blocks.max()[i]).isEqualTo(values.max());
      }
    }
  }

  /** Small and large answers, which a store may read in different ways. */
  @Test
  void readsAWholeSeriesAtAnyCoarseness() {
    List<MetricsReported> reports = new ArrayList<>();
    for (int sequence = 0; sequence < 60; sequence++) {
      int first = sequence * 500;
      reports.add(
          new MetricsReported(
              run,
              1,
              sequence + 1,
              LongStream.range(first, first + 500)
                  .mapToObj(i -> point("loss", i, (double) i))
                  .toList()));
    }
    metrics().append(reports);
    for (int coarseness : List.of(1, 16, 256)) {
      Entries entries = read(find("loss"), PointRange.ALL, coarseness);
      assertThat(entries.pointsBetween(0, entries.size())).isEqualTo(30_000);
      assertThat(entries.step()[entries.size() - 1]).isEqualTo(29_999);
      assertThat(entries.min()[0]).isZero();
      assertThat(entries.max()[entries.size() - 1]).isEqualTo(29_999);
    }
  }

  @Test
  void readsSeriesInTheAskedOrderAndTellsWhenOneIsGone() {
    metrics().append(List.of(report(1, 1, point("a", 1, 1), point("b", 1, 2))));
    List<StoredSeries> asked = List.of(find("b"), find("a"));
    List<Double> read = new ArrayList<>();
    MetricRepository.Sink sink =
        (series, entries) -> read.add(entries.size() == 0 ? null : entries.last()[0]);
    metrics().read(asked, PointRange.ALL, 1, sink);
    metrics().remove(run);
    metrics().read(asked, PointRange.ALL, 1, sink);
    assertThat(read).containsExactly(2.0, 1.0, null, null);
  }

  @Test
  void knowsNothingOfARunWithoutPoints() {
    assertThat(metrics().last(run)).isEqualTo(MetricCursor.START);
    assertThat(metrics().after(run, MetricCursor.START, 10)).isEmpty();
    assertThat(metrics().series(query(10))).isEmpty();
    assertThat(metrics().newestAttempts(List.of())).isEmpty();
  }

  private StoredSeries find(String key) {
    return metrics().find(Collections.singletonMap(run, null), Set.of(key)).getFirst();
  }

  private Entries read(StoredSeries series, PointRange range, int coarseness) {
    List<Entries> read = new ArrayList<>();
    metrics().read(List.of(series), range, coarseness, (found, entries) -> read.add(entries));
    assertThat(read).hasSize(1);
    return read.getFirst();
  }

  private long stored(MetricsReported... reports) {
    return metrics().append(List.of(reports)).stored();
  }

  private List<Double> values(String key) {
    return metrics()
        .series(new MetricQuery(run, Set.of(key), null, null, null, 1000))
        .getFirst()
        .buckets()
        .stream()
        .map(MetricSeries.Bucket::last)
        .toList();
  }

  private MetricQuery query(int width) {
    return new MetricQuery(run, Set.of(), null, null, null, width);
  }

  private MetricsReported report(int attempt, long sequence, MetricsReported.Point... points) {
    return new MetricsReported(run, attempt, sequence, List.of(points));
  }

  private static MetricsReported.Point point(String key, long step, double value) {
    return new MetricsReported.Point(key, "loss", step, NOON, value);
  }
}
