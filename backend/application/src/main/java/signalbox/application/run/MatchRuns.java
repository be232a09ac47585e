package signalbox.application.run;

import java.util.Set;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunId;

/** Asks which of some runs a table would show. The answer is their ids. Needs the role viewer. */
public record MatchRuns(ProjectId project, RunCondition condition, Set<RunId> runs) {
  public static final int MAX_RUNS = 500;

  public MatchRuns {
    runs = Set.copyOf(runs);
    if (runs.size() > MAX_RUNS) {
      throw SignalboxException.invalid("runIds", "at most " + MAX_RUNS + " at once");
    }
  }
}
