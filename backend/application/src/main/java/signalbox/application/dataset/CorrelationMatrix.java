package signalbox.application.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;

/** Pearson's correlations of the columns of numbers, over the rows that have both values. */
final class CorrelationMatrix {
  static final int MAX_COLUMNS = 50;
  static final int MAX_ROWS = 20_000;
  private static final int MIN_ROWS = 3;

  private CorrelationMatrix() {}

  static TableProfile.@Nullable Correlations of(TableSample sample, List<Column> columns) {
    List<Integer> numeric = new ArrayList<>();
    for (int i = 0; i < columns.size() && numeric.size() < MAX_COLUMNS; i++) {
      ColumnType type = columns.get(i).type();
      if (type == ColumnType.INTEGER || type == ColumnType.NUMBER) {
        numeric.add(i);
      }
    }
    if (numeric.size() < 2 || sample.rows().isEmpty()) {
      return null;
    }
    int rows = Math.min(sample.rows().size(), MAX_ROWS);
    double[][] values = new double[numeric.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers(sample, numeric.get(i), rows);
    }
    List<List<@Nullable Double>> matrix = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      List<@Nullable Double> line = new ArrayList<>();
      for (int j = 0; j < values.length; j++) {
        line.add(j < i ? matrix.get(j).get(i) : correlation(values[i], values[j]));
      }
      matrix.add(line);
    }
    return new TableProfile.Correlations(
        numeric.stream().map(index -> columns.get(index).name()).toList(), matrix, rows);
  }

  /** An even part of the sample, which is in the order of the file. */
  private static double[] numbers(TableSample sample, int column, int rows) {
    double[] values = new double[rows];
    Arrays.fill(values, Double.NaN);
    double step = (double) sample.rows().size() / rows;
    for (int i = 0; i < rows; i++) {
      @Nullable String text = sample.rows().get((int) (i * step)).get(column);
      if (text != null) {
        values[i] = Values.number(text.strip()).orElse(Double.NaN);
      }
    }
    return values;
  }

  private static @Nullable Double correlation(double[] left, double[] right) {
    long count = 0;
    double meanX = 0;
    double meanY = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < left.length; i++) {
      double x = left[i];
      double y = right[i];
      if (!Double.isFinite(x) || !Double.isFinite(y)) {
        continue;
      }
      count++;
      double dx = x - meanX;
      double dy = y - meanY;
      meanX += dx / count;
      meanY += dy / count;
      xx += dx * (x - meanX);
      yy += dy * (y - meanY);
      xy += dx * (y - meanY);
    }
    if (count < MIN_ROWS || xx <= 0 || yy <= 0) {
      return null;
    }
    double value = xy / Math.sqrt(xx * yy);
    return Double.isFinite(value) ? Math.clamp(value, -1, 1) : null;
  }
}
