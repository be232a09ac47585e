package signalbox.application.run;

import java.util.Map;
import signalbox.application.metric.SeriesTotals;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.ModelVersionRef;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;

/** Runs and everything that they are found by, in the stores under test. */
public interface RunWorld {
  ProjectId project();

  UserId user(String name, String email);

  DatasetId dataset(ProjectId project, String name);

  /** A version of a model, which a run of its own has stored. */
  ModelVersionRef model(ProjectId project, DatasetId dataset, UserId user, String name);

  void insert(Run run);

  void keep(SeriesTotals totals);

  void keep(Map<RunId, RunLogs.Counts> counts);

  RunSearch search();

  RunMetrics metrics();
}
