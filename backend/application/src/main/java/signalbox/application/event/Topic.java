package signalbox.application.event;

import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** Something a viewer can follow. The text form is the public name of the topic. */
public sealed interface Topic {
  /** The changed runs of a project. */
  record ProjectRuns(ProjectId project) implements Topic {
    @Override
    public String toString() {
      return "project:" + project + ":runs";
    }
  }

  /** State, timeline and artifacts of one run. */
  record OneRun(RunId run) implements Topic {
    @Override
    public String toString() {
      return "run:" + run;
    }
  }

  /** The metric points of one run. */
  record RunMetrics(RunId run) implements Topic {
    @Override
    public String toString() {
      return "run:" + run + ":metrics";
    }
  }

  /** The instances of the ML services. */
  record SystemState() implements Topic {
    @Override
    public String toString() {
      return "system";
    }
  }
}
