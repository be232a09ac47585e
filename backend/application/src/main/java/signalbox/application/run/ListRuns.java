package signalbox.application.run;

import java.util.List;
import signalbox.application.shared.PageRequest;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunOrder;

/**
 * Asks for a part of a project's table of runs. Archived ones are left out unless the condition
 * speaks of them. Needs the role viewer.
 *
 * @param columns metrics and parameters that the rows are to hold
 */
public record ListRuns(
    ProjectId project,
    RunCondition condition,
    RunOrder order,
    RunPlace place,
    int limit,
    List<RunField> columns) {
  public static final int MAX_COLUMNS = 100;

  public ListRuns {
    columns = List.copyOf(columns);
    if (limit < 1 || limit > PageRequest.MAX_LIMIT) {
      throw SignalboxException.invalid("limit", "must be from 1 to " + PageRequest.MAX_LIMIT);
    }
    if (columns.size() > MAX_COLUMNS) {
      throw SignalboxException.invalid("column", "at most " + MAX_COLUMNS + " at once");
    }
  }
}
