package signalbox.application.run;

import java.util.List;
import signalbox.domain.run.RunField;

/** Puts runs into groups. Thread-safe; takes part in the current transaction. */
public interface RunGroups {
  /**
   * The largest groups first; the one of the runs without a value last.
   *
   * @param by what the runs of a group have in common; a run with several tags is in several groups
   * @param metrics what is told of each group
   */
  Grouped group(RunQuery query, RunField by, List<RunField.Metric> metrics, int limit);

  /**
   * Some groups.
   *
   * @param total how many groups there are
   */
  record Grouped(List<RunGroup> groups, long total) {
    public Grouped {
      groups = List.copyOf(groups);
    }
  }
}
