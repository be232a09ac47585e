package signalbox.application.artifact;

import java.util.List;
import signalbox.application.shared.PageRequest;
import signalbox.domain.run.RunId;

/**
 * Asks for rows of an artifact that is a table. Needs the role viewer.
 *
 * @param conditions all of them must hold
 */
public record ReadArtifactTable(
    RunId run, String name, List<CellCondition> conditions, PageRequest page) {
  public static final int MAX_CONDITIONS = 20;

  public ReadArtifactTable {
    conditions = List.copyOf(conditions);
  }

  /** What must hold of one cell of a row. A missing value is an empty text. */
  public record CellCondition(String column, Comparison comparison, String value) {}

  /** How a cell is compared; the two of numbers never hold for what is none. */
  public enum Comparison {
    EQ,
    NE,
    GT,
    LE
  }
}
