package signalbox.bootstrap;

import java.util.List;
import signalbox.application.dataset.CheckTargetHandler;
import signalbox.application.dataset.DatasetCatalogue;
import signalbox.application.dataset.DatasetView;
import signalbox.application.dataset.DeleteDatasetHandler;
import signalbox.application.dataset.DownloadDatasetHandler;
import signalbox.application.dataset.FindDatasetHandler;
import signalbox.application.dataset.ListDatasetsHandler;
import signalbox.application.dataset.PreviewDatasetHandler;
import signalbox.application.dataset.ProfileDatasetHandler;
import signalbox.application.dataset.SampledTargetChecks;
import signalbox.application.dataset.TableSamples;
import signalbox.application.dataset.TargetChecks;
import signalbox.application.dataset.UploadDataset;
import signalbox.application.dataset.UploadDatasetHandler;
import signalbox.application.dataset.VisibleDatasets;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.infrastructure.file.dataset.FolderUploadSpool;
import signalbox.infrastructure.file.dataset.LocalTableFiles;
import signalbox.infrastructure.file.dataset.ObjectTableSamples;
import signalbox.infrastructure.postgres.dataset.PostgresDatasetCatalogue;
import signalbox.infrastructure.postgres.event.PostgresIdempotencyKeys;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.dataset.DatasetRoutes;

/** Datasets, from the upload to the check of a target. */
final class DatasetWiring implements Wiring {
  private final DatasetCatalogue datasets;
  private final TargetChecks targetChecks;
  private final Handler<UploadDataset, DatasetView> upload;
  private final DatasetRoutes routes;

  DatasetWiring(Platform platform, IdentityWiring identity) {
    AccessPolicy access = identity.access();
    datasets = new PostgresDatasetCatalogue(platform.metadata());
    TableSamples samples =
        new ObjectTableSamples(platform.objects(), platform.settings().spoolDirectory());
    targetChecks = new SampledTargetChecks(datasets, samples);
    VisibleDatasets visible = new VisibleDatasets(access, datasets);
    UploadDatasetHandler.Ports ports =
        new UploadDatasetHandler.Ports(
            new FolderUploadSpool(platform.settings().spoolDirectory()),
            new LocalTableFiles(),
            platform.objects(),
            samples,
            datasets,
            new PostgresIdempotencyKeys(platform.metadata(), platform.clock()));
    upload =
        platform
            .observability()
            .handler(
                "UploadDataset",
                new UploadDatasetHandler(
                    access, ports, platform.ids(), platform.clock(), platform.transactions()));
    routes =
        new DatasetRoutes(
            new DatasetRoutes.Handlers(
                upload,
                platform
                    .observability()
                    .handler("ListDatasets", new ListDatasetsHandler(access, datasets)),
                platform
                    .observability()
                    .handler("FindDataset", new FindDatasetHandler(visible, datasets)),
                platform
                    .observability()
                    .handler("PreviewDataset", new PreviewDatasetHandler(visible, datasets)),
                platform
                    .observability()
                    .handler("ProfileDataset", new ProfileDatasetHandler(visible, datasets)),
                platform
                    .observability()
                    .handler(
                        "DownloadDataset", new DownloadDatasetHandler(visible, platform.objects())),
                platform
                    .observability()
                    .handler("CheckTarget", new CheckTargetHandler(visible, targetChecks)),
                platform
                    .observability()
                    .handler(
                        "DeleteDataset",
                        new DeleteDatasetHandler(
                            visible,
                            datasets,
                            platform.objects(),
                            samples,
                            platform.transactions()))));
  }

  /** Stored datasets, for runs. */
  DatasetCatalogue datasets() {
    return datasets;
  }

  /** Checks of targets, for runs. */
  TargetChecks targetChecks() {
    return targetChecks;
  }

  /** Stores a table, for predictions that become runs. */
  Handler<UploadDataset, DatasetView> upload() {
    return upload;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }
}
