package signalbox.application.dataset;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.DatasetDifference.ColumnDrift;
import signalbox.application.dataset.DatasetDifference.Measure;
import signalbox.application.dataset.DatasetDifference.Size;
import signalbox.domain.dataset.ColumnType;

/**
 * How far the values of a column moved between two samples. The bounds of the sizes are the
 * customary ones of the population stability index: 0.1 and 0.25.
 */
final class Drift {
  static final double MEDIUM_PSI = 0.1;
  static final double LARGE_PSI = 0.25;
  static final double MEDIUM_VARIATION = 0.1;
  static final double LARGE_VARIATION = 0.2;
  private static final int BINS = 10;

  /** A bin without rows counts as this share, or the index would be infinite. */
  private static final double LEAST_SHARE = 1e-4;

  private Drift() {}

  static ColumnDrift of(
      String name,
      ColumnType baseType,
      List<@Nullable String> base,
      ColumnType type,
      List<@Nullable String> values) {
    double missing = missingShare(values);
    double baseMissing = missingShare(base);
    boolean numeric = isNumeric(type) && isNumeric(baseType);
    boolean dates = type == ColumnType.DATETIME && baseType == ColumnType.DATETIME;
    if (numeric || dates) {
      double[] sorted = numbers(values, dates);
      double[] baseSorted = numbers(base, dates);
      double psi = psi(baseSorted, sorted);
      return new ColumnDrift(
          name,
          Measure.PSI,
          psi,
          ks(baseSorted, sorted),
          size(psi, MEDIUM_PSI, LARGE_PSI),
          missing,
          baseMissing);
    }
    double variation = totalVariation(base, values);
    return new ColumnDrift(
        name,
        Measure.TOTAL_VARIATION,
        variation,
        null,
        size(variation, MEDIUM_VARIATION, LARGE_VARIATION),
        missing,
        baseMissing);
  }

  private static boolean isNumeric(ColumnType type) {
    return type == ColumnType.INTEGER || type == ColumnType.NUMBER;
  }

  private static Size size(double value, double medium, double large) {
    if (value >= large) {
      return Size.LARGE;
    }
    return value >= medium ? Size.MEDIUM : Size.SMALL;
  }

  private static double missingShare(List<@Nullable String> values) {
    return values.isEmpty()
        ? 0
        : (double) values.stream().filter(Objects::isNull).count() / values.size();
  }

  private static double[] numbers(List<@Nullable String> values, boolean dates) {
    double[] numbers = new double[values.size()];
    int count = 0;
    for (@Nullable String value : values) {
      if (value == null) {
        continue;
      }
      OptionalDouble number = dates ? Values.dateTime(value.strip()) : Values.number(value.strip());
      if (number.isPresent() && Double.isFinite(number.getAsDouble())) {
        numbers[count++] = number.getAsDouble();
      }
    }
    double[] sorted = Arrays.copyOf(numbers, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Over bins that hold equally many rows of the base; equal edges make one bin. */
  static double psi(double[] base, double[] values) {
    if (base.length == 0 || values.length == 0) {
      return base.length == values.length ? 0 : 1;
    }
    double[] edges = new double[BINS - 1];
    for (int i = 1; i < BINS; i++) {
      edges[i - 1] = base[(int) ((long) i * base.length / BINS)];
    }
    double[] distinct = Arrays.stream(edges).distinct().toArray();
    double[] expected = shares(base, distinct);
    double[] actual = shares(values, distinct);
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      double e = Math.max(expected[i], LEAST_SHARE);
      double a = Math.max(actual[i], LEAST_SHARE);
      sum += (a - e) * Math.log(a / e);
    }
    return sum;
  }

  /** Bins are [edge, next edge): a value that equals an edge is in the bin above it. */
  private static double[] shares(double[] sorted, double[] edges) {
    double[] counts = new double[edges.length + 1];
    int bin = 0;
    for (double value : sorted) {
      while (bin < edges.length && value >= edges[bin]) {
        bin++;
      }
      counts[bin]++;
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] /= sorted.length;
    }
    return counts;
  }

  /** The largest difference of the two distribution functions. */
  static double ks(double[] base, double[] values) {
    if (base.length == 0 || values.length == 0) {
      return base.length == values.length ? 0 : 1;
    }
    int i = 0;
    int j = 0;
    double largest = 0;
    while (i < base.length && j < values.length) {
      double at = Math.min(base[i], values[j]);
      while (i < base.length && base[i] <= at) {
        i++;
      }
      while (j < values.length && values[j] <= at) {
        j++;
      }
      double difference = (double) i / base.length - (double) j / values.length;
      largest = Math.max(largest, Math.abs(difference));
    }
    return largest;
  }

  /** Of the values that are there. */
  static double totalVariation(List<@Nullable String> base, List<@Nullable String> values) {
    Map<String, Double> difference = new HashMap<>();
    double baseWeight = weight(base);
    double weight = weight(values);
    if (baseWeight == 0 || weight == 0) {
      return baseWeight == weight ? 0 : 1;
    }
    for (@Nullable String value : base) {
      if (value != null) {
        difference.merge(value, -baseWeight, Double::sum);
      }
    }
    for (@Nullable String value : values) {
      if (value != null) {
        difference.merge(value, weight, Double::sum);
      }
    }
    return difference.values().stream().mapToDouble(Math::abs).sum() / 2;
  }

  private static double weight(List<@Nullable String> values) {
    long count = values.stream().filter(Objects::nonNull).count();
    return count == 0 ? 0 : 1.0 / count;
  }
}
