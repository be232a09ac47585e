package signalbox.application.run;

import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** Makes what runs refer to, in the store under test. */
public interface Records {
  ProjectId project();

  UserId user();

  DatasetId dataset(ProjectId project);
}
