package signalbox.application.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    assertThat(metrics().append(List.of(first, first))).isEqualTo(2);
    assertThat(metrics().append(List.of(first, report(1, 5, point("loss", 3, 0.125)))))
        .isEqualTo(1);
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
    assertThat(metrics().append(big.subList(0, 2))).isEqualTo(200);
    assertThat(metrics().append(big)).isEqualTo(3800);
    assertThat(metrics().append(big)).isZero();
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
  void knowsNothingOfARunWithoutPoints() {
    assertThat(metrics().last(run)).isEqualTo(MetricCursor.START);
    assertThat(metrics().after(run, MetricCursor.START, 10)).isEmpty();
    assertThat(metrics().series(query(10))).isEmpty();
    assertThat(metrics().newestAttempts(List.of())).isEmpty();
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
