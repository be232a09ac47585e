package signalbox.application.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * A part of the table of runs.
 *
 * @param columns true when the rows hold columns that were asked for
 * @param nextCursor where the next page starts; null on the last
 * @param total exact number of runs in the whole table
 * @param position how many runs come before the first row; null when nobody knows
 * @param baseline what the team compares others with; null for none
 */
public record RunTablePage(
    List<RunRow> rows,
    boolean columns,
    @Nullable String nextCursor,
    long total,
    @Nullable Long position,
    @Nullable RunId baseline) {
  public RunTablePage {
    rows = List.copyOf(rows);
  }
}
