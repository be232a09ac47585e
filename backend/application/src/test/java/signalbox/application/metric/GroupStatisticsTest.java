package signalbox.application.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import signalbox.application.metric.GroupStatistics.Band;
import signalbox.application.metric.GroupStatistics.Centre;

class GroupStatisticsTest {
  @Test
  void agreesWithTheDefinitions() {
    Random random = new Random(42);
    for (int size = 1; size < 60; size++) {
      double[] values = random.doubles(size, -3, 8).toArray();
      double mean = DoubleStream.of(values).average().orElseThrow();
      double squares = DoubleStream.of(values).map(each -> Math.pow(each - mean, 2)).sum();
      double deviation = size == 1 ? 0 : Math.sqrt(squares / (size - 1));
      double[] sorted = DoubleStream.of(values).sorted().toArray();
      double median =
          size % 2 == 1 ? sorted[size / 2] : (sorted[size / 2 - 1] + sorted[size / 2]) / 2;
      check(Centre.MEAN, Band.STD, values, mean, mean - deviation, mean + deviation);
      check(Centre.MEDIAN, Band.STD, values, median, median - deviation, median + deviation);
      double error = deviation / Math.sqrt(size);
      check(Centre.MEAN, Band.STDERR, values, mean, mean - error, mean + error);
      check(Centre.MEDIAN, Band.MIN_MAX, values, median, sorted[0], sorted[size - 1]);
    }
  }

  /** Quantiles from a table of Student's t. */
  @Test
  void takesTheIntervalFromStudentsT() {
    for (double[] known :
        new double[][] {{2, 12.706}, {5, 2.776}, {31, 2.0423}, {41, 2.0211}, {121, 1.9799}}) {
      int size = (int) known[0];
      double[] values = new Random(size).doubles(size).toArray();
      double[] standard = new GroupStatistics(Centre.MEAN, Band.STDERR).of(values.clone(), size);
      double[] interval = new GroupStatistics(Centre.MEAN, Band.CI95).of(values.clone(), size);
      double ratio = (interval[2] - interval[0]) / (standard[2] - standard[0]);
      assertThat(ratio).isCloseTo(known[1], within(1e-3));
    }
  }

  @Test
  void saysNothingAroundASingleRun() {
    for (Band band : Band.values()) {
      assertThat(new GroupStatistics(Centre.MEAN, band).of(new double[] {5}, 1))
          .containsExactly(5, 5, 5);
    }
  }

  private static void check(
      Centre centre, Band band, double[] values, double middle, double low, double high) {
    double[] found = new GroupStatistics(centre, band).of(values.clone(), values.length);
    assertThat(found[0]).isCloseTo(middle, within(1e-12));
    assertThat(found[1]).isCloseTo(low, within(1e-12));
    assertThat(found[2]).isCloseTo(high, within(1e-12));
  }
}
