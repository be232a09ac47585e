package signalbox.bootstrap;

import java.util.List;
import signalbox.application.artifact.ArtifactRepository;
import signalbox.application.artifact.ListArtifactsHandler;
import signalbox.application.artifact.OpenArtifactHandler;
import signalbox.application.artifact.ReadArtifactTableHandler;
import signalbox.application.dataset.DatasetRepository;
import signalbox.application.dataset.TargetChecks;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.OutboxStore;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.log.LogOutputs;
import signalbox.application.log.ResendCommands;
import signalbox.application.run.CancelRun;
import signalbox.application.run.CancelRunHandler;
import signalbox.application.run.ChangeRunHandler;
import signalbox.application.run.CloneRunHandler;
import signalbox.application.run.CommandOutbox;
import signalbox.application.run.DeleteRunTemplateHandler;
import signalbox.application.run.GetRunHandler;
import signalbox.application.run.GetRunNotesHandler;
import signalbox.application.run.GetRunTimelineHandler;
import signalbox.application.run.ListRunEventsHandler;
import signalbox.application.run.ListRunTemplatesHandler;
import signalbox.application.run.ListSimilarFailuresHandler;
import signalbox.application.run.NoteMoments;
import signalbox.application.run.ParameterSchemas;
import signalbox.application.run.RecordStatus;
import signalbox.application.run.RetryRun;
import signalbox.application.run.RetryRunHandler;
import signalbox.application.run.RunAccess;
import signalbox.application.run.RunMoments;
import signalbox.application.run.RunNames;
import signalbox.application.run.RunRepository;
import signalbox.application.run.RunRequestCheck;
import signalbox.application.run.RunStarter;
import signalbox.application.run.RunTemplates;
import signalbox.application.run.RunView;
import signalbox.application.run.RunViews;
import signalbox.application.run.RunWatcher;
import signalbox.application.run.SaveRunTemplateHandler;
import signalbox.application.run.StartRun;
import signalbox.application.run.StartRunHandler;
import signalbox.application.shared.CurrentTrace;
import signalbox.application.shared.Handler;
import signalbox.application.study.StudyCommands;
import signalbox.application.study.StudyEventRepository;
import signalbox.application.study.StudyRepository;
import signalbox.application.study.TrialRepository;
import signalbox.application.study.WatchStudies;
import signalbox.infrastructure.file.dataset.LocalTableFiles;
import signalbox.infrastructure.jsonschema.run.NetworkntParameterSchemas;
import signalbox.infrastructure.kafka.event.KafkaCommandOutbox;
import signalbox.infrastructure.kafka.event.KafkaTopics;
import signalbox.infrastructure.kafka.event.OutboxRelay;
import signalbox.infrastructure.postgres.artifact.PostgresArtifactRepository;
import signalbox.infrastructure.postgres.event.PostgresIdempotencyKeys;
import signalbox.infrastructure.postgres.event.PostgresOutboxStore;
import signalbox.infrastructure.postgres.run.PostgresMemberRuns;
import signalbox.infrastructure.postgres.run.PostgresRunMetrics;
import signalbox.infrastructure.postgres.run.PostgresRunMoments;
import signalbox.infrastructure.postgres.run.PostgresRunNames;
import signalbox.infrastructure.postgres.run.PostgresRunNotes;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.run.PostgresRunTemplates;
import signalbox.infrastructure.postgres.run.PostgresSimilarFailures;
import signalbox.infrastructure.postgres.study.PostgresStudyEventRepository;
import signalbox.infrastructure.postgres.study.PostgresStudyRepository;
import signalbox.infrastructure.postgres.study.PostgresTrialRepository;
import signalbox.infrastructure.timescale.log.TimescaleLogReader;
import signalbox.infrastructure.timescale.metric.TimescaleMetricRepository;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.artifact.ArtifactRoutes;
import signalbox.presentation.rest.run.RunRoutes;
import signalbox.presentation.rest.run.RunTemplateRoutes;
import signalbox.presentation.rest.run.SimilarFailureRoutes;

/** Runs with their commands and artifacts, and the relay that brings commands to Kafka. */
final class RunWiring implements Wiring {
  private final RunRepository runs;
  private final RunAccess runAccess;
  private final ArtifactRepository artifacts;
  private final RunViews views;
  private final OutboxStore outboxStore;
  private final OutboxRelay relay;
  private final KafkaCommandOutbox outbox;
  private final RunMoments momentStore;
  private final NoteMoments moments;
  private final RunCounters counters;
  private final RecordStatus record;
  private final RunNames names;
  private final PostgresRunMetrics metrics;
  private final StudyRepository studies;
  private final TrialRepository trials;
  private final StudyEventRepository studyEvents;
  private final WatchStudies watchStudies;
  private final ParameterSchemas schemas;
  private final RunRequestCheck check;
  private final Handler<StartRun, RunView> start;
  private final Handler<CancelRun, RunView> cancel;
  private final Handler<RetryRun, RunView> retry;
  private final List<RouteGroup> routes;

  RunWiring(
      Platform platform,
      AccessPolicy access,
      DatasetRepository datasets,
      TargetChecks targets,
      ModelWiring models,
      ServiceWiring services,
      ChangeSignal signal,
      CurrentTrace trace,
      LogOutputs logOutputs,
      RunWatcher watcher) {
    runs = new PostgresRunRepository(platform.metadata());
    momentStore = new PostgresRunMoments(platform.metadata());
    moments = new NoteMoments(momentStore, platform.clock());
    counters = new RunCounters(moments::committed);
    artifacts = new PostgresArtifactRepository(platform.metadata());
    names = new PostgresRunNames(platform.metadata());
    metrics = new PostgresRunMetrics(platform.metadata(), platform.transactions());
    studies = new PostgresStudyRepository(platform.metadata());
    trials = new PostgresTrialRepository(platform.metadata());
    studyEvents = new PostgresStudyEventRepository(platform.metadata());
    watchStudies = new WatchStudies(studies, trials, studyEvents);
    schemas = new NetworkntParameterSchemas();
    views =
        new RunViews(
            names,
            new TimescaleLogReader(platform.telemetry()),
            trials,
            Thread::startVirtualThread);
    outboxStore = new PostgresOutboxStore(platform.metadata(), platform.transactions());
    relay =
        new OutboxRelay(
            outboxStore,
            platform.settings().kafkaBootstrap(),
            platform.clock(),
            platform.observability().traceSpans());
    outbox =
        new KafkaCommandOutbox(
            outboxStore,
            platform.transactions(),
            relay::wake,
            platform.ids(),
            platform.clock(),
            trace,
            platform.observability().traceSpans(),
            KafkaTopics.DEFAULT.commands(),
            logOutputs);
    record =
        new RecordStatus(
            runs,
            artifacts,
            models.models(),
            platform.transactions(),
            signal,
            platform.ids(),
            platform.clock(),
            counters,
            studiesThen(watchStudies, watcher));
    check =
        new RunRequestCheck(
            datasets, targets, models.models(), runs, artifacts, services.catalogue(), schemas);
    RunStarter starter =
        new RunStarter(
            check,
            runs,
            outbox,
            new PostgresIdempotencyKeys(platform.metadata(), platform.clock()),
            views,
            platform.transactions(),
            signal,
            platform.ids(),
            platform.clock(),
            trace);
    runAccess = new RunAccess(new PostgresMemberRuns(platform.metadata()), access);
    start = platform.observability().handler("StartRun", new StartRunHandler(access, starter));
    cancel =
        platform
            .observability()
            .handler(
                "CancelRun",
                new CancelRunHandler(
                    runAccess,
                    runs,
                    outbox,
                    watchStudies,
                    views,
                    platform.transactions(),
                    signal,
                    platform.clock()));
    retry = platform.observability().handler("RetryRun", new RetryRunHandler(runAccess, starter));
    routes =
        List.of(
            new RunRoutes(
                new RunRoutes.Handlers(
                    start,
                    platform.observability().handler("GetRun", new GetRunHandler(runAccess, views)),
                    cancel,
                    retry,
                    platform.observability().handler("CloneRun", new CloneRunHandler(runAccess)),
                    platform
                        .observability()
                        .handler(
                            "ListRunEvents",
                            new ListRunEventsHandler(runAccess, runs, platform.transactions())),
                    platform
                        .observability()
                        .handler(
                            "GetRunTimeline",
                            new GetRunTimelineHandler(
                                runAccess,
                                runs,
                                outboxStore,
                                momentStore,
                                new TimescaleMetricRepository(platform.telemetry()),
                                platform.transactions(),
                                KafkaTopics.DEFAULT.commands())),
                    platform
                        .observability()
                        .handler(
                            "ChangeRun",
                            new ChangeRunHandler(
                                runAccess,
                                runs,
                                new PostgresRunNotes(platform.metadata()),
                                views,
                                platform.transactions(),
                                signal,
                                platform.clock())),
                    platform
                        .observability()
                        .handler(
                            "GetRunNotes",
                            new GetRunNotesHandler(
                                runAccess, new PostgresRunNotes(platform.metadata()), names)))),
            new ArtifactRoutes(
                platform
                    .observability()
                    .handler(
                        "ListArtifacts",
                        new ListArtifactsHandler(runAccess, artifacts, platform.transactions())),
                platform
                    .observability()
                    .handler(
                        "OpenArtifact",
                        new OpenArtifactHandler(runAccess, artifacts, platform.objects())),
                platform
                    .observability()
                    .handler(
                        "ReadArtifactTable",
                        new ReadArtifactTableHandler(
                            runAccess,
                            artifacts,
                            platform.objects(),
                            new LocalTableFiles(),
                            platform.spool().own()))),
            new SimilarFailureRoutes(
                platform
                    .observability()
                    .handler(
                        "ListSimilarFailures",
                        new ListSimilarFailuresHandler(
                            runAccess, new PostgresSimilarFailures(platform.metadata())))),
            templateRoutes(platform, access));
  }

  private static RunWatcher studiesThen(WatchStudies watchStudies, RunWatcher watcher) {
    return reached -> {
      watchStudies.reached(reached);
      watcher.reached(reached);
    };
  }

  private static RouteGroup templateRoutes(Platform platform, AccessPolicy access) {
    RunTemplates templates = new PostgresRunTemplates(platform.metadata());
    return new RunTemplateRoutes(
        platform
            .observability()
            .handler("ListRunTemplates", new ListRunTemplatesHandler(access, templates)),
        platform
            .observability()
            .handler(
                "SaveRunTemplate",
                new SaveRunTemplateHandler(access, templates, platform.ids(), platform.clock())),
        platform
            .observability()
            .handler("DeleteRunTemplate", new DeleteRunTemplateHandler(access, templates)));
  }

  RunRepository runs() {
    return runs;
  }

  /** Opens a run to those who may. */
  RunAccess access() {
    return runAccess;
  }

  ArtifactRepository artifacts() {
    return artifacts;
  }

  RunViews views() {
    return views;
  }

  /** What was logged of each metric, in few numbers. */
  PostgresRunMetrics metrics() {
    return metrics;
  }

  RunNames names() {
    return names;
  }

  Handler<CancelRun, RunView> cancel() {
    return cancel;
  }

  Handler<RetryRun, RunView> retry() {
    return retry;
  }

  CommandOutbox outbox() {
    return outbox;
  }

  /** Tells the orchestrator of studies. */
  StudyCommands studyCommands() {
    return outbox;
  }

  StudyRepository studies() {
    return studies;
  }

  TrialRepository trials() {
    return trials;
  }

  /** What happened in studies. */
  StudyEventRepository studyEvents() {
    return studyEvents;
  }

  ParameterSchemas schemas() {
    return schemas;
  }

  /** Checks what is to be started. */
  RunRequestCheck check() {
    return check;
  }

  /** Asks for log lines again. */
  ResendCommands resendCommands() {
    return outbox;
  }

  /** How much waits, for health and metrics. */
  OutboxStore outboxStore() {
    return outboxStore;
  }

  OutboxRelay relay() {
    return relay;
  }

  RunCounters counters() {
    return counters;
  }

  /** Learns when ends of runs are committed and pushed. */
  NoteMoments moments() {
    return moments;
  }

  /** Takes what the orchestrator says of runs. */
  RecordStatus record() {
    return record;
  }

  Handler<StartRun, RunView> start() {
    return start;
  }

  @Override
  public List<RouteGroup> routes() {
    return routes;
  }

  @Override
  public List<Part> parts() {
    return List.of(new RelayPart(relay));
  }

  private record RelayPart(OutboxRelay relay) implements Part {
    @Override
    public String name() {
      return "outbox-relay";
    }

    @Override
    public void start() {
      relay.start();
    }

    @Override
    public void close() {
      relay.close();
    }
  }
}
