package signalbox.domain.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import signalbox.domain.notification.AlertTrigger.Aggregate;
import signalbox.domain.notification.AlertTrigger.Comparison;

/** How a metric rule looks at the points of a run. */
final class MetricWatchTest {
  private static AlertTrigger.OnMetric trigger(
      Aggregate aggregate, Comparison comparison, double value, int points) {
    return new AlertTrigger.OnMetric("loss", aggregate, comparison, value, points);
  }

  private static MetricWatch after(AlertTrigger.OnMetric trigger, double... points) {
    MetricWatch watch = MetricWatch.START.entering(1, 1);
    for (double point : points) {
      watch = watch.after(trigger, point);
    }
    return watch;
  }

  @Test
  void comparesTheLastPoint() {
    AlertTrigger.OnMetric above = trigger(Aggregate.LAST, Comparison.ABOVE, 1, 1);
    assertThat(after(above, 0.5, 1).met(above)).isFalse();
    assertThat(after(above, 0.5, 1.5).met(above)).isTrue();
    assertThat(after(above, 1.5, 0.5).met(above)).isFalse();
  }

  @Test
  void comparesTheExtremeOfTheAttempt() {
    AlertTrigger.OnMetric max = trigger(Aggregate.MAX, Comparison.AT_LEAST, 2, 1);
    assertThat(after(max, 1, 2, 0).met(max)).isTrue();
    AlertTrigger.OnMetric min = trigger(Aggregate.MIN, Comparison.BELOW, 0, 1);
    assertThat(after(min, 1, -0.1, 5).met(min)).isTrue();
    assertThat(after(min, 1, 0, 5).met(min)).isFalse();
  }

  @Test
  void wantsPointsInARow() {
    AlertTrigger.OnMetric three = trigger(Aggregate.LAST, Comparison.AT_MOST, 0.1, 3);
    assertThat(after(three, 0.1, 0.05, 0.2, 0.1, 0.1).met(three)).isFalse();
    assertThat(after(three, 0.1, 0.05, 0.2, 0.1, 0.1, 0.1).met(three)).isTrue();
  }

  @Test
  void takesNaNForNoNumberAndInfinityForOne() {
    AlertTrigger.OnMetric two = trigger(Aggregate.LAST, Comparison.ABOVE, 1, 2);
    assertThat(after(two, 2, Double.NaN, 2).met(two)).isFalse();
    assertThat(after(two, 2, Double.POSITIVE_INFINITY).met(two)).isTrue();
    AlertTrigger.OnMetric max = trigger(Aggregate.MAX, Comparison.ABOVE, 1, 1);
    assertThat(after(max, Double.NaN).met(max)).isFalse();
    assertThat(after(max, 2, Double.NaN).met(max)).isTrue();
  }

  @Test
  void awaitsWhatItHasNotSeen() {
    MetricWatch watch = MetricWatch.START.entering(2, 7);
    assertThat(watch.awaits(2, 7)).isFalse();
    assertThat(watch.awaits(2, 8)).isTrue();
    assertThat(watch.awaits(1, 9)).isFalse();
    assertThat(watch.awaits(3, 0)).isTrue();
    assertThat(MetricWatch.START.awaits(1, 0)).isTrue();
  }

  @Test
  void beginsAnewWithEachAttempt() {
    AlertTrigger.OnMetric max = trigger(Aggregate.MAX, Comparison.ABOVE, 1, 2);
    MetricWatch watch = after(max, 2);
    assertThat(watch.streak()).isEqualTo(1);
    assertThat(watch.entering(1, 2).after(max, 0).met(max)).isTrue();
    assertThat(watch.entering(2, 1)).isEqualTo(new MetricWatch(2, 1, null, 0));
  }
}
