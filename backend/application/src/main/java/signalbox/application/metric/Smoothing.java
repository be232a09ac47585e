package signalbox.application.metric;

import java.util.function.IntToDoubleFunction;
import signalbox.domain.error.SignalboxException;

/**
 * How a line is made calmer. Works on all points of a series, so that neither the number of buckets
 * nor the zoom changes the value at a point. What is not finite is left out; a constant series
 * stays exactly constant.
 *
 * @param amount from 0, which changes nothing, to 0.999
 */
public record Smoothing(Kind kind, double amount) {
  public static final double MAX_AMOUNT = 0.999;
  public static final double DEFAULT_AMOUNT = 0.6;
  public static final Smoothing OFF = new Smoothing(Kind.OFF, 0);

  /** Beyond so many deviations a Gaussian has nothing to say. */
  private static final int REACH = 3;

  public Smoothing {
    if (!(amount >= 0 && amount <= MAX_AMOUNT)) {
      throw SignalboxException.invalid("smoothing.amount", "must be from 0 to " + MAX_AMOUNT);
    }
  }

  /** The lower-case name is the public word. */
  public enum Kind {
    OFF,
    /**
     * Exponential moving average, debiased; the weight of the past is {@code amount} to the power
     * of the distance in x, in units of the mean distance between points.
     */
    TWEMA,
    /** Weights of a normal distribution over {@code amount / (1 - amount) / 2} points. */
    GAUSSIAN,
    /** The mean of {@code 1 / (1 - amount)} points, the point in their middle. */
    RUNNING_MEAN
  }

  public boolean off() {
    return kind == Kind.OFF;
  }

  /**
   * The smoothed value at each place; NaN where no finite value has been near.
   *
   * @param x in ascending order
   * @param y values of the same length
   * @param size how many are in use
   */
  public IntToDoubleFunction over(double[] x, double[] y, int size) {
    return switch (kind) {
      case OFF -> place -> y[place];
      case TWEMA -> {
        double[] smoothed = twema(x, y, size);
        yield place -> smoothed[place];
      }
      case GAUSSIAN -> {
        double deviation = amount / (1 - amount) / 2;
        double[] weights = gaussian(deviation);
        yield place -> weighted(y, size, place, weights);
      }
      case RUNNING_MEAN -> {
        double[] weights = new double[1 + (int) Math.round((1 / (1 - amount) - 1) / 2)];
        java.util.Arrays.fill(weights, 1);
        yield place -> weighted(y, size, place, weights);
      }
    };
  }

  private double[] twema(double[] x, double[] y, int size) {
    double[] smoothed = new double[size];
    double mean = size > 1 ? (x[size - 1] - x[0]) / (size - 1) : 0;
    double value = Double.NaN;
    double weight = 0;
    double distanceBefore = Double.NaN;
    double decay = amount;
    double before = Double.NaN;
    for (int i = 0; i < size; i++) {
      if (Double.isFinite(y[i])) {
        if (weight == 0) {
          value = y[i];
          weight = 1;
        } else {
          double distance = mean > 0 ? (x[i] - before) / mean : 1;
          if (distance != distanceBefore) {
            decay = Math.pow(amount, distance);
            distanceBefore = distance;
          }
          weight = weight * decay + 1;
          // Not the sum over the sum of weights, which would let a constant waver.
          value += (y[i] - value) / weight;
        }
        before = x[i];
      }
      smoothed[i] = value;
    }
    return smoothed;
  }

  private static double[] gaussian(double deviation) {
    double[] weights = new double[1 + (int) Math.ceil(REACH * deviation)];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = deviation == 0 ? 1 : Math.exp(-0.5 * (i / deviation) * (i / deviation));
    }
    return weights;
  }

  /** The mean of the neighbours, as a distance from one of them: a constant stays exact. */
  private static double weighted(double[] y, int size, int place, double[] weights) {
    int from = Math.max(0, place - weights.length + 1);
    int to = Math.min(size - 1, place + weights.length - 1);
    double reference = Double.NaN;
    double sum = 0;
    double weightSum = 0;
    for (int i = from; i <= to; i++) {
      if (Double.isFinite(y[i])) {
        if (weightSum == 0) {
          reference = y[i];
        }
        double weight = weights[Math.abs(i - place)];
        sum += weight * (y[i] - reference);
        weightSum += weight;
      }
    }
    return weightSum == 0 ? Double.NaN : reference + sum / weightSum;
  }
}
