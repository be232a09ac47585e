package signalbox.application.dataset;

import java.util.UUID;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

class InMemoryUploadRepositoryTest extends UploadRepositoryContract {
  @Override
  protected Scene open() {
    return new Scene(
        new InMemoryUploadRepository(),
        new ProjectId(UUID.randomUUID()),
        new UserId(UUID.randomUUID()));
  }
}
