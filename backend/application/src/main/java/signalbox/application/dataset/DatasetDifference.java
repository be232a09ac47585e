package signalbox.application.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;

/**
 * What is different in a dataset from another one.
 *
 * @param drift of the columns that both have with types that can be compared
 * @param sampledRows drift is measured on so many rows
 */
public record DatasetDifference(
    long rows,
    long baseRows,
    List<Column> added,
    List<Column> removed,
    List<TypeChange> changed,
    List<ColumnDrift> drift,
    long sampledRows,
    long baseSampledRows) {

  public record TypeChange(String name, ColumnType from, ColumnType to) {}

  /**
   * How far a column moved.
   *
   * @param ks the Kolmogorov-Smirnov distance; null for texts
   */
  public record ColumnDrift(
      String name,
      Measure measure,
      double value,
      @Nullable Double ks,
      Size size,
      double missing,
      double baseMissing) {}

  /** The lower-case name is the public word. */
  public enum Measure {
    /** Population stability index over ten quantile bins of the base. */
    PSI,
    /** Half the sum of the differences of all shares. */
    TOTAL_VARIATION
  }

  /** The lower-case name is the public word. */
  public enum Size {
    SMALL,
    MEDIUM,
    LARGE
  }
}
