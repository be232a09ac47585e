package signalbox.application.log;

import java.util.Map;
import java.util.OptionalInt;
import signalbox.domain.project.ProjectId;

/** How long lines are kept after the end of a run. Thread-safe. */
public interface LogRetention {
  /** Of sources, whose lines count from when they were stored; and of projects that are gone. */
  int DEFAULT_DAYS = 90;

  /** Of one project; empty for ever. */
  OptionalInt days(ProjectId project);

  /** Of every project; a project without a value keeps its lines for ever. */
  Map<ProjectId, OptionalInt> days();
}
