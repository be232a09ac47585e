package signalbox.application.run;

import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** Ids alone: stores in memory check no references. */
public final class InMemoryRecords implements Records {
  @Override
  public ProjectId project() {
    return new ProjectId(TestRuns.IDS.next());
  }

  @Override
  public UserId user() {
    return new UserId(TestRuns.IDS.next());
  }

  @Override
  public DatasetId dataset(ProjectId project) {
    return new DatasetId(TestRuns.IDS.next());
  }
}
