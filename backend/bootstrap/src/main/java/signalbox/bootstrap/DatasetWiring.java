package signalbox.bootstrap;

import java.nio.file.Path;
import java.util.List;
import signalbox.application.dataset.AppendToUploadHandler;
import signalbox.application.dataset.ChangeDatasetHandler;
import signalbox.application.dataset.CheckTargetHandler;
import signalbox.application.dataset.CompareDatasetsHandler;
import signalbox.application.dataset.CreateUploadHandler;
import signalbox.application.dataset.DatasetCatalogue;
import signalbox.application.dataset.DatasetTraces;
import signalbox.application.dataset.DatasetView;
import signalbox.application.dataset.DeleteDatasetHandler;
import signalbox.application.dataset.DownloadDatasetHandler;
import signalbox.application.dataset.FindDatasetHandler;
import signalbox.application.dataset.FindUploadHandler;
import signalbox.application.dataset.InspectUploadHandler;
import signalbox.application.dataset.ListDatasetsHandler;
import signalbox.application.dataset.ListSkippedRowsHandler;
import signalbox.application.dataset.ListUploadsHandler;
import signalbox.application.dataset.ListVersionsHandler;
import signalbox.application.dataset.OwnUploads;
import signalbox.application.dataset.PreviewDatasetHandler;
import signalbox.application.dataset.ProfileDatasetHandler;
import signalbox.application.dataset.ReadRowsHandler;
import signalbox.application.dataset.RemoveExpiredUploads;
import signalbox.application.dataset.RemoveUploadHandler;
import signalbox.application.dataset.RowPages;
import signalbox.application.dataset.SampledTargetChecks;
import signalbox.application.dataset.StoreTable;
import signalbox.application.dataset.StoreUploadHandler;
import signalbox.application.dataset.TableFiles;
import signalbox.application.dataset.TableSamples;
import signalbox.application.dataset.TargetChecks;
import signalbox.application.dataset.TraceDatasetHandler;
import signalbox.application.dataset.UploadDataset;
import signalbox.application.dataset.UploadDatasetHandler;
import signalbox.application.dataset.UploadFiles;
import signalbox.application.dataset.UploadRepository;
import signalbox.application.dataset.UploadSpool;
import signalbox.application.dataset.VisibleDatasets;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.storage.ChoreName;
import signalbox.application.storage.RecordedChore;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.file.dataset.FolderTableCopies;
import signalbox.infrastructure.file.dataset.FolderUploadFiles;
import signalbox.infrastructure.file.dataset.FolderUploadLocks;
import signalbox.infrastructure.file.dataset.FolderUploadSpool;
import signalbox.infrastructure.file.dataset.LocalInstanceFiles;
import signalbox.infrastructure.file.dataset.LocalTableFiles;
import signalbox.infrastructure.file.dataset.ObjectRowPages;
import signalbox.infrastructure.file.dataset.ObjectTableSamples;
import signalbox.infrastructure.postgres.dataset.PostgresDatasetCatalogue;
import signalbox.infrastructure.postgres.dataset.PostgresDatasetTraces;
import signalbox.infrastructure.postgres.dataset.PostgresUploadRepository;
import signalbox.infrastructure.postgres.event.PostgresIdempotencyKeys;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.dataset.DatasetRoutes;
import signalbox.presentation.rest.dataset.UploadRoutes;

/** Datasets, from the upload to the check of a target. */
final class DatasetWiring implements Wiring {
  private final Platform platform;
  private final Observability observability;
  private final AccessPolicy access;
  private final DatasetCatalogue datasets;
  private final VisibleDatasets visible;
  private final TableSamples samples;
  private final TableFiles files = new LocalTableFiles();
  private final RowPages pages;
  private final UploadSpool spool;
  private final FolderUploadLocks locks;
  private final StoreTable store;
  private final TargetChecks targetChecks;
  private final Handler<UploadDataset, DatasetView> upload;
  private final UploadRepository uploads;
  private final UploadFiles uploadFiles;
  private final OwnUploads own;
  private final List<Part> parts;
  private final List<RouteGroup> routes;

  DatasetWiring(Platform platform, IdentityWiring identity) {
    this.platform = platform;
    this.observability = platform.observability();
    this.access = identity.access();
    Path folder = platform.spool().own();
    datasets = new PostgresDatasetCatalogue(platform.metadata());
    visible = new VisibleDatasets(access, datasets);
    samples = new ObjectTableSamples(platform.objects(), folder);
    pages = new ObjectRowPages(platform.objects(), folder);
    spool = new FolderUploadSpool(folder);
    targetChecks = new SampledTargetChecks(datasets, samples);
    store =
        new StoreTable(
            new StoreTable.Ports(
                files,
                new LocalInstanceFiles(),
                new FolderTableCopies(folder),
                platform.objects(),
                samples,
                pages,
                datasets),
            platform.ids(),
            platform.clock(),
            platform.transactions());
    upload =
        observability.handler(
            "UploadDataset",
            new UploadDatasetHandler(
                access,
                spool,
                store,
                datasets,
                new PostgresIdempotencyKeys(platform.metadata(), platform.clock())));
    uploads = new PostgresUploadRepository(platform.metadata());
    uploadFiles = new FolderUploadFiles(platform.spool().uploads());
    locks = new FolderUploadLocks(platform.spool().uploads());
    own = new OwnUploads(access, uploads, platform.clock());
    RemoveExpiredUploads removeExpired =
        new RemoveExpiredUploads(uploads, uploadFiles, platform.clock(), platform.transactions());
    observability.counter(
        "signalbox.uploads.expired",
        "Uploads removed because nothing was heard of them",
        removeExpired::removedUploads);
    parts =
        List.of(
            new LocksPart(locks),
            platform
                .chores()
                .own(
                    ChoreName.EXPIRED_UPLOADS,
                    RemoveExpiredUploads.BETWEEN,
                    RecordedChore.counting(removeExpired, removeExpired::removedFiles)));
    routes = List.of(datasetRoutes(), uploadRoutes());
  }

  private DatasetRoutes datasetRoutes() {
    DatasetTraces traces = new PostgresDatasetTraces(platform.metadata());
    return new DatasetRoutes(
        new DatasetRoutes.Handlers(
            upload,
            observability.handler("ListDatasets", new ListDatasetsHandler(access, datasets)),
            observability.handler("FindDataset", new FindDatasetHandler(visible, datasets)),
            observability.handler("PreviewDataset", new PreviewDatasetHandler(visible, datasets)),
            observability.handler("ProfileDataset", new ProfileDatasetHandler(visible, datasets)),
            observability.handler(
                "DownloadDataset", new DownloadDatasetHandler(visible, platform.objects())),
            observability.handler("CheckTarget", new CheckTargetHandler(visible, targetChecks)),
            observability.handler(
                "DeleteDataset",
                new DeleteDatasetHandler(
                    visible,
                    new DeleteDatasetHandler.Ports(
                        datasets, traces, platform.objects(), samples, pages),
                    platform.transactions())),
            observability.handler(
                "ChangeDataset",
                new ChangeDatasetHandler(visible, datasets, platform.transactions())),
            observability.handler(
                "ReadRows", new ReadRowsHandler(visible, pages, platform.objects(), spool, files)),
            observability.handler("ListVersions", new ListVersionsHandler(visible, datasets)),
            observability.handler("CompareDatasets", new CompareDatasetsHandler(visible, samples)),
            observability.handler("TraceDataset", new TraceDatasetHandler(visible, traces)),
            observability.handler(
                "ListSkippedRows", new ListSkippedRowsHandler(visible, datasets))));
  }

  private UploadRoutes uploadRoutes() {
    long mostOfProjectFile = platform.settings().largestProjectFile();
    return new UploadRoutes(
        new UploadRoutes.Handlers(
            observability.handler(
                "CreateUpload",
                new CreateUploadHandler(
                    access,
                    uploads,
                    uploadFiles,
                    mostOfProjectFile,
                    platform.ids(),
                    platform.clock(),
                    platform.transactions())),
            observability.handler(
                "ListUploads", new ListUploadsHandler(access, uploads, platform.clock())),
            observability.handler("FindUpload", new FindUploadHandler(own)),
            observability.handler(
                "AppendToUpload",
                new AppendToUploadHandler(
                    own, uploads, uploadFiles, locks, platform.clock(), platform.transactions())),
            observability.handler(
                "RemoveUpload",
                new RemoveUploadHandler(own, uploads, uploadFiles, locks, platform.transactions())),
            observability.handler(
                "InspectUpload",
                new InspectUploadHandler(
                    own, uploads, uploadFiles, files, datasets, platform.transactions())),
            observability.handler(
                "StoreUpload",
                new StoreUploadHandler(
                    own,
                    visible,
                    new StoreUploadHandler.Ports(uploads, uploadFiles, locks, files, datasets),
                    store,
                    platform.clock(),
                    platform.transactions()))),
        mostOfProjectFile);
  }

  /** Stored datasets, for runs. */
  DatasetCatalogue datasets() {
    return datasets;
  }

  /** Uploads, for the files of projects. */
  UploadRepository uploads() {
    return uploads;
  }

  /** The bytes of uploads. */
  UploadFiles uploadFiles() {
    return uploadFiles;
  }

  /** Finds uploads for those whose they are. */
  OwnUploads ownUploads() {
    return own;
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
    return routes;
  }

  @Override
  public List<Part> parts() {
    return parts;
  }

  private record LocksPart(FolderUploadLocks locks) implements Part {
    @Override
    public String name() {
      return "upload-locks";
    }

    @Override
    public void start() {
      // They are there once they are made.
    }

    @Override
    public void close() {
      locks.close();
    }
  }
}
