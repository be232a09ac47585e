package signalbox.bootstrap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import signalbox.application.event.Notice;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.log.LogRepository;
import signalbox.application.metric.MetricRepository;
import signalbox.application.project.ProjectRepository;
import signalbox.application.shared.RemoveExpired;
import signalbox.application.storage.ChoreName;
import signalbox.application.storage.RecordedChore;
import signalbox.application.transfer.CarryOutImports;
import signalbox.application.transfer.EndImportHandler;
import signalbox.application.transfer.ExportProjectHandler;
import signalbox.application.transfer.FindImportHandler;
import signalbox.application.transfer.ImportRepository;
import signalbox.application.transfer.ImportTraces;
import signalbox.application.transfer.ImportedRows;
import signalbox.application.transfer.ListImportsHandler;
import signalbox.application.transfer.OwnImports;
import signalbox.application.transfer.PreviewExportHandler;
import signalbox.application.transfer.ProjectFiles;
import signalbox.application.transfer.ProjectRows;
import signalbox.application.transfer.ReadBack;
import signalbox.application.transfer.RemoveImportTraces;
import signalbox.application.transfer.StartImportHandler;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.file.transfer.TarProjectFiles;
import signalbox.infrastructure.postgres.notification.PostgresAlertRuleRepository;
import signalbox.infrastructure.postgres.run.PostgresRunNotes;
import signalbox.infrastructure.postgres.run.PostgresRunTemplates;
import signalbox.infrastructure.postgres.run.PostgresSavedViews;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.study.PostgresStudyInstances;
import signalbox.infrastructure.postgres.transfer.PostgresImportRepository;
import signalbox.infrastructure.postgres.transfer.PostgresImportTraces;
import signalbox.infrastructure.postgres.transfer.PostgresImportedRows;
import signalbox.infrastructure.postgres.transfer.PostgresProjectRows;
import signalbox.infrastructure.timescale.log.TimescaleLogReader;
import signalbox.infrastructure.timescale.log.TimescaleLogRemoval;
import signalbox.infrastructure.timescale.transfer.TimescaleTelemetryCounts;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.transfer.TransferRoutes;
import signalbox.presentation.timer.PeriodicTimer;

/** Projects that leave as files, and come back as new ones. */
final class TransferWiring implements Wiring {
  private static final Duration BETWEEN_REMOVALS = Duration.ofMinutes(10);
  private static final Duration KEPT = Duration.ofDays(90);

  private final Platform platform;
  private final AccessPolicy access;
  private final ProjectRepository projects;
  private final ProjectRows rows;
  private final ProjectFiles files;
  private final ImportRepository imports;
  private final List<Part> parts;
  private final TransferRoutes routes;

  TransferWiring(
      Platform platform,
      IdentityWiring identity,
      ProjectWiring project,
      DatasetWiring datasets,
      ModelWiring models,
      RunWiring runs,
      MetricRepository metrics,
      LogRepository logs,
      NoticeWiring notices) {
    this.platform = platform;
    this.access = identity.access();
    this.projects = identity.projects();
    PostgresDatabase metadata = platform.metadata();
    Path folder = platform.spool().own();
    rows = new PostgresProjectRows(metadata);
    files = new TarProjectFiles(folder);
    imports = new PostgresImportRepository(metadata);
    ImportTraces traces = new PostgresImportTraces(metadata);
    ImportedRows importedRows = new PostgresImportedRows(metadata);
    CarryOutImports carryOut =
        new CarryOutImports(
            new CarryOutImports.Ports(
                datasets.uploads(),
                datasets.uploadFiles(),
                imports,
                traces,
                importedRows,
                files,
                platform.objects(),
                metrics,
                logs,
                projects,
                project.limits(),
                readBack(datasets, models, runs)::check),
            folder,
            platform.transactions(),
            platform.ids(),
            platform.clock());
    RemoveImportTraces removeTraces =
        new RemoveImportTraces(
            traces,
            metrics,
            new TimescaleLogRemoval(platform.telemetry()),
            platform.objects(),
            platform.clock());
    RemoveExpired old = new RemoveExpired(imports, KEPT, platform.clock());
    PeriodicTimer timer = new PeriodicTimer("import-projects", CarryOutImports.BETWEEN, carryOut);
    parts =
        List.of(
            new ImportsPart(timer, carryOut),
            platform
                .chores()
                .shared(
                    ChoreName.IMPORT_TRACES,
                    RemoveImportTraces.BETWEEN,
                    RecordedChore.counting(removeTraces, removeTraces::removedTraces)),
            platform
                .chores()
                .shared(
                    ChoreName.OLD_IMPORTS,
                    BETWEEN_REMOVALS,
                    RecordedChore.counting(old, old::removedRows)));
    routes =
        routes(datasets, metrics, importedRows, notices.looking(Notice.Work.IMPORTS, timer::wake));
    watch(carryOut);
  }

  private ReadBack readBack(DatasetWiring datasets, ModelWiring models, RunWiring runs) {
    PostgresDatabase metadata = platform.metadata();
    return new ReadBack(
        new ReadBack.Ports(
            projects,
            rows,
            datasets.datasets(),
            models.models(),
            runs.runs(),
            new PostgresRunNotes(metadata),
            runs.artifacts(),
            runs.studies(),
            runs.trials(),
            new PostgresStudyInstances(metadata),
            runs.studyEvents(),
            new PostgresSavedViews(metadata),
            new PostgresRunTemplates(metadata),
            new PostgresAlertRuleRepository(metadata)));
  }

  private TransferRoutes routes(
      DatasetWiring datasets, MetricRepository metrics, ImportedRows importedRows, Runnable wake) {
    Observability observability = platform.observability();
    OwnImports own = new OwnImports(imports);
    return new TransferRoutes(
        new TransferRoutes.Handlers(
            observability.handler(
                "PreviewExport",
                new PreviewExportHandler(
                    access,
                    projects,
                    rows,
                    new TimescaleTelemetryCounts(platform.telemetry()),
                    platform.transactions(),
                    platform.clock())),
            observability.handler(
                "ExportProject",
                new ExportProjectHandler(
                    access,
                    new ExportProjectHandler.Ports(
                        projects,
                        rows,
                        metrics,
                        new TimescaleLogReader(platform.telemetry()),
                        platform.objects(),
                        files),
                    new ExportProjectHandler.Surroundings(
                        platform.spool().own(), platform.version(), platform.clock()),
                    platform.transactions())),
            observability.handler(
                "StartImport",
                new StartImportHandler(
                    datasets.ownUploads(),
                    new StartImportHandler.Ports(datasets.uploads(), imports, importedRows),
                    platform.transactions(),
                    wake,
                    platform.ids(),
                    platform.clock())),
            observability.handler("ListImports", new ListImportsHandler(imports, platform.clock())),
            observability.handler("FindImport", new FindImportHandler(own, platform.clock())),
            observability.handler(
                "EndImport",
                new EndImportHandler(
                    own,
                    imports,
                    datasets.uploads(),
                    datasets.uploadFiles(),
                    platform.transactions(),
                    platform.clock()))),
        platform.errors());
  }

  private void watch(CarryOutImports carryOut) {
    Observability observability = platform.observability();
    String carriedOut = "Imports of projects that were carried out";
    observability.counter(
        "signalbox.imports", carriedOut, carryOut::doneImports, "outcome", "done");
    observability.counter(
        "signalbox.imports", carriedOut, carryOut::failedImports, "outcome", "failed");
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }

  @Override
  public List<Part> parts() {
    return parts;
  }

  /** An import that goes on is cut off before its timer waits for it. */
  private record ImportsPart(PeriodicTimer timer, CarryOutImports imports) implements Part {
    @Override
    public String name() {
      return timer.name();
    }

    @Override
    public void start() {
      timer.start();
    }

    @Override
    public void close() {
      imports.close();
      timer.close();
    }
  }
}
