package signalbox.application.metric;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gathers finite values for exact quantiles. Used by one thread. */
final class Quantiles {
  private static final double LOW = 0.01;
  private static final double HIGH = 0.99;

  private double[] values = new double[1024];
  private int size;

  void add(double[] from, int begin, int end) {
    for (int i = begin; i < end; i++) {
      if (Double.isFinite(from[i])) {
        if (size == values.length) {
          values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = from[i];
      }
    }
  }

  /** Between which values 98 % are, by nearest rank. */
  Chart.@Nullable Clip clip() {
    if (size == 0) {
      return null;
    }
    Arrays.sort(values, 0, size);
    double low = values[(int) Math.max(0, Math.ceil(LOW * size) - 1)];
    double high = values[(int) Math.max(0, Math.ceil(HIGH * size) - 1)];
    int below = 0;
    while (values[below] < low) {
      below++;
    }
    int above = 0;
    while (values[size - 1 - above] > high) {
      above++;
    }
    return new Chart.Clip(low, high, below, above);
  }
}
