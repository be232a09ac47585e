package signalbox.application.run;

import java.util.List;
import java.util.Set;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunOrder;

/**
 * Asks for a whole table of runs as a file. Needs the role viewer.
 *
 * @param only these, as far as the condition holds for them; empty for all
 */
public record ExportRuns(
    ProjectId project,
    RunCondition condition,
    RunOrder order,
    Set<RunId> only,
    List<RunField> columns) {
  public static final int MAX_NAMED = 1000;

  public ExportRuns {
    only = Set.copyOf(only);
    columns = List.copyOf(columns);
    if (only.size() > MAX_NAMED) {
      throw SignalboxException.invalid("run", "at most " + MAX_NAMED + " at once");
    }
    if (columns.size() > ListRuns.MAX_COLUMNS) {
      throw SignalboxException.invalid("column", "at most " + ListRuns.MAX_COLUMNS + " at once");
    }
  }
}
