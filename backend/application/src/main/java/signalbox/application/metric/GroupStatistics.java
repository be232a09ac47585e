package signalbox.application.metric;

import java.util.Arrays;

/** What a group of runs comes to at one place. */
public record GroupStatistics(Centre centre, Band band) {
  public static final GroupStatistics DEFAULT = new GroupStatistics(Centre.MEAN, Band.STD);

  /** Two-sided 95 % of Student's t for 1 to 30 degrees of freedom. */
  private static final double[] T_95 = {
    12.7062047, 4.3026527, 3.1824463, 2.7764451, 2.5705818, 2.4469119, 2.3646243, 2.3060041,
    2.2621572, 2.2281389, 2.2009852, 2.1788128, 2.1603687, 2.1447867, 2.1314495, 2.1199053,
    2.1098156, 2.1009220, 2.0930241, 2.0859634, 2.0796138, 2.0738731, 2.0686576, 2.0638986,
    2.0595386, 2.0555294, 2.0518305, 2.0484071, 2.0452296, 2.0422725
  };

  private static final double NORMAL_95 = 1.959963985;

  /** The line. The lower-case name is the public word. */
  public enum Centre {
    MEAN,
    MEDIAN
  }

  /** What is around the line. The lower-case name is the public word. */
  public enum Band {
    NONE,
    /** One sample standard deviation to each side. */
    STD,
    /** One standard error of the mean to each side. */
    STDERR,
    /** From the smallest to the largest. */
    MIN_MAX,
    /** The 95 % confidence interval of the mean, by Student's t. */
    CI95
  }

  /**
   * Centre, low and high.
   *
   * @param values one a run, at least one; only the first {@code size} count, and they are sorted
   */
  double[] of(double[] values, int size) {
    Arrays.sort(values, 0, size);
    double mean = mean(values, size);
    double middle =
        switch (centre) {
          case MEAN -> mean;
          case MEDIAN -> (values[(size - 1) / 2] + values[size / 2]) / 2;
        };
    double reach =
        switch (band) {
          case NONE, MIN_MAX -> 0;
          case STD -> deviation(values, size, mean);
          case STDERR -> deviation(values, size, mean) / Math.sqrt(size);
          case CI95 ->
              size < 2 ? 0 : t95(size - 1) * deviation(values, size, mean) / Math.sqrt(size);
        };
    return band == Band.MIN_MAX
        ? new double[] {middle, values[0], values[size - 1]}
        : new double[] {middle, middle - reach, middle + reach};
  }

  private static double mean(double[] values, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += values[i] - values[0];
    }
    return values[0] + sum / size;
  }

  private static double deviation(double[] values, int size, double mean) {
    double squares = 0;
    for (int i = 0; i < size; i++) {
      squares += (values[i] - mean) * (values[i] - mean);
    }
    return size < 2 ? 0 : Math.sqrt(squares / (size - 1));
  }

  private static double t95(int freedom) {
    if (freedom <= T_95.length) {
      return T_95[freedom - 1];
    }
    double z = NORMAL_95;
    double cube = z * z * z;
    return z
        + (cube + z) / (4 * freedom)
        + (5 * cube * z * z + 16 * cube + 3 * z) / (96.0 * freedom * freedom);
  }
}
