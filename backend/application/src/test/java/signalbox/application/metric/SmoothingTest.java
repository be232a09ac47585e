package signalbox.application.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import signalbox.domain.error.SignalboxException;

class SmoothingTest {
  private static final List<Double> AMOUNTS = List.of(0.0, 0.3, 0.6, 0.9, 0.99, 0.999);

  /** 37: exactly, whatever the value and the distances. */
  @Test
  void leavesAConstantExactlyConstant() {
    Random random = new Random(37);
    for (Smoothing.Kind kind : Smoothing.Kind.values()) {
      for (double amount : AMOUNTS) {
        double value = random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
        double[] y = new double[3000];
        Arrays.fill(y, value);
        IntToDoubleFunction smoothed =
            new Smoothing(kind, amount).over(irregular(random, 3000), y, 3000);
        for (int i = 0; i < y.length; i++) {
          assertThat(smoothed.applyAsDouble(i)).isEqualTo(value);
        }
      }
    }
  }

  @Test
  void averagesAsTheDefinitionsSay() {
    Random random = new Random(8);
    double[] x = irregular(random, 500);
    double[] y = random.doubles(500, -5, 5).toArray();
    y[0] = Double.NaN;
    y[77] = Double.POSITIVE_INFINITY;
    for (double amount : AMOUNTS) {
      IntToDoubleFunction twema = new Smoothing(Smoothing.Kind.TWEMA, amount).over(x, y, 500);
      IntToDoubleFunction gaussian = new Smoothing(Smoothing.Kind.GAUSSIAN, amount).over(x, y, 500);
      IntToDoubleFunction mean = new Smoothing(Smoothing.Kind.RUNNING_MEAN, amount).over(x, y, 500);
      for (int i = 1; i < 500; i++) {
        assertThat(twema.applyAsDouble(i)).isCloseTo(naiveTwema(x, y, i, amount), within(1e-9));
        assertThat(gaussian.applyAsDouble(i)).isCloseTo(naiveGaussian(y, i, amount), within(1e-9));
        assertThat(mean.applyAsDouble(i)).isCloseTo(naiveMean(y, i, amount), within(1e-9));
      }
      assertThat(twema.applyAsDouble(0)).isNaN();
    }
  }

  @Test
  void refusesMoreThan0999() {
    assertThatThrownBy(() -> new Smoothing(Smoothing.Kind.TWEMA, 0.9995))
        .isInstanceOf(SignalboxException.class);
    assertThatThrownBy(() -> new Smoothing(Smoothing.Kind.TWEMA, Double.NaN))
        .isInstanceOf(SignalboxException.class);
  }

  private static double[] irregular(Random random, int size) {
    double[] x = new double[size];
    for (int i = 1; i < size; i++) {
      x[i] = x[i - 1] + random.nextInt(4);
    }
    return x;
  }

  /** The weight of each point is the product of the decays since. */
  private static double naiveTwema(double[] x, double[] y, int place, double amount) {
    double mean = (x[x.length - 1] - x[0]) / (x.length - 1);
    double sum = 0;
    double weights = 0;
    double weight = 1;
    double after = Double.NaN;
    for (int i = place; i >= 0; i--) {
      if (!Double.isFinite(y[i])) {
        continue;
      }
      weight *= Double.isNaN(after) ? 1 : Math.pow(amount, (after - x[i]) / mean);
      after = x[i];
      sum += weight * y[i];
      weights += weight;
    }
    return sum / weights;
  }

  private static double naiveGaussian(double[] y, int place, double amount) {
    double deviation = amount / (1 - amount) / 2;
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < y.length; i++) {
      int distance = Math.abs(i - place);
      if (Double.isFinite(y[i]) && distance <= Math.ceil(3 * deviation)) {
        double weight =
            distance == 0 ? 1 : Math.exp(-0.5 * distance * distance / (deviation * deviation));
        sum += weight * y[i];
        weights += weight;
      }
    }
    return sum / weights;
  }

  private static double naiveMean(double[] y, int place, double amount) {
    long reach = Math.round((1 / (1 - amount) - 1) / 2);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < y.length; i++) {
      if (Double.isFinite(y[i]) && Math.abs(i - place) <= reach) {
        sum += y[i];
        count++;
      }
    }
    return sum / count;
  }
}
