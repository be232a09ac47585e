package signalbox.application.run;

import java.util.List;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** Asks for everything that some runs have and have logged, side by side. Needs the role viewer. */
public record CompareRuns(ProjectId project, List<RunId> runs) {
  public static final int MAX_RUNS = 200;

  public CompareRuns {
    runs = runs.stream().distinct().toList();
    if (runs.isEmpty() || runs.size() > MAX_RUNS) {
      throw SignalboxException.invalid("runIds", "must be from 1 to " + MAX_RUNS);
    }
  }
}
