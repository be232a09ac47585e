package signalbox.application.run;

import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunSpec;

/** Wakes whoever follows a run that has changed. */
public final class RunSignals {
  private RunSignals() {}

  /** Call it after the commit. */
  public static void changed(ChangeSignal signal, Run run) {
    signal.changed(new Topic.OneRun(run.id()));
    switch (run.spec()) {
      case RunSpec.Work _ -> signal.changed(new Topic.ProjectRuns(run.projectId()));
      case RunSpec.Study _ -> {
        signal.changed(new Topic.ProjectRuns(run.projectId()));
        signal.changed(new Topic.OneStudy(run.id()));
      }
      case RunSpec.Trial trial -> signal.changed(new Topic.OneStudy(trial.study()));
    }
  }
}
