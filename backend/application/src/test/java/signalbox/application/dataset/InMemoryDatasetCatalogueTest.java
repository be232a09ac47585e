package signalbox.application.dataset;

import java.util.UUID;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

class InMemoryDatasetCatalogueTest extends DatasetCatalogueContract {
  @Override
  protected Scene open() {
    InMemoryDatasetCatalogue datasets = new InMemoryDatasetCatalogue();
    return new Scene(
        datasets,
        new ProjectId(UUID.randomUUID()),
        new UserId(UUID.randomUUID()),
        dataset -> datasets.use(dataset.id()));
  }
}
