package signalbox.application.dataset;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.ColumnType;

/**
 * What a table holds.
 *
 * @param sampledRows quantiles and histograms come from this many rows
 * @param duplicateRows rows that repeat an earlier one
 * @param duplicateRowsOf among the first so many rows; 0 when nobody looked
 * @param correlations null when nobody looked or there are fewer than two columns of numbers
 */
public record TableProfile(
    long rows,
    long sampledRows,
    List<ColumnProfile> columns,
    long duplicateRows,
    long duplicateRowsOf,
    @Nullable Correlations correlations) {

  /** Of what is no table. */
  public static final TableProfile NONE = new TableProfile(0, 0, List.of());

  /** Of the columns alone. */
  public TableProfile(long rows, long sampledRows, List<ColumnProfile> columns) {
    this(rows, sampledRows, columns, 0, 0, null);
  }

  /**
   * Pearson's correlation of each two columns of numbers.
   *
   * @param values a row for each column; null where it has no meaning
   * @param rows computed from this many
   */
  public record Correlations(
      List<String> columns, List<List<@Nullable Double>> values, long rows) {}

  /**
   * What a column holds.
   *
   * @param distinctExact false when {@code distinct} is an estimate
   * @param minimum text of the smallest value; null without values and for texts
   * @param quantiles keys 0.05, 0.25, 0.5, 0.75, 0.95; null unless numbers
   * @param topValues most frequent first, each with at least the told count
   * @param valueCounts every value with its exact count when they are few, else empty
   * @param increasing every value is larger than the one before and none is missing
   */
  public record ColumnProfile(
      String name,
      ColumnType type,
      long missing,
      long distinct,
      boolean distinctExact,
      @Nullable String minimum,
      @Nullable String maximum,
      @Nullable Double mean,
      @Nullable Double standardDeviation,
      @Nullable Map<String, Double> quantiles,
      @Nullable Histogram histogram,
      List<ValueCount> topValues,
      List<ValueCount> valueCounts,
      boolean increasing) {}

  /** Equal bins; one more edge than counts. */
  public record Histogram(List<Double> edges, List<Long> counts) {}

  public record ValueCount(String value, long count) {}
}
