package signalbox.bootstrap;

import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.StudyTopics;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.StudyPublisher;
import signalbox.application.shared.Transactions;
import signalbox.application.study.ChangeStudyHandler;
import signalbox.application.study.DownloadStudyEventsHandler;
import signalbox.application.study.EarlierTrials;
import signalbox.application.study.EndLeftTrials;
import signalbox.application.study.EnqueueTrialsHandler;
import signalbox.application.study.GetStudyHandler;
import signalbox.application.study.ListStudiesHandler;
import signalbox.application.study.ListStudyEventsHandler;
import signalbox.application.study.ListStudyInstancesHandler;
import signalbox.application.study.ListTrialsHandler;
import signalbox.application.study.PruneTrialHandler;
import signalbox.application.study.PublishStudy;
import signalbox.application.study.RecordStudies;
import signalbox.application.study.StartStudyHandler;
import signalbox.application.study.StudyAccess;
import signalbox.application.study.StudyChanger;
import signalbox.application.study.StudyEventRepository;
import signalbox.application.study.StudyEventViews;
import signalbox.application.study.StudyInstances;
import signalbox.application.study.StudyRepository;
import signalbox.application.study.StudyRequestCheck;
import signalbox.application.study.StudyViews;
import signalbox.application.study.StudyWatcher;
import signalbox.application.study.TrialRepository;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.postgres.event.PostgresIdempotencyKeys;
import signalbox.infrastructure.postgres.run.PostgresRunSearch;
import signalbox.infrastructure.postgres.study.PostgresStudyInstances;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.study.StudyRoutes;

/** Studies and their trials. */
final class StudyWiring implements Wiring {
  private final RecordStudies record;
  private final EndLeftTrials endLeft;
  private final StudyPublisher publisher;
  private final StudyTopics topics;
  private final RouteGroup routes;

  StudyWiring(
      Platform platform,
      AccessPolicy access,
      ServiceWiring services,
      RunWiring runs,
      ChangeSignal signal,
      StudyWatcher watcher) {
    Observability observability = platform.observability();
    Transactions transactions = platform.transactions();
    StudyRepository studies = runs.studies();
    StudyEventRepository events = runs.studyEvents();
    TrialRepository trials = runs.trials();
    StudyInstances instances = new PostgresStudyInstances(platform.metadata());
    StudyAccess studyAccess = new StudyAccess(runs.runs(), access);
    StudyViews views = new StudyViews(runs.views(), studies, trials);
    EarlierTrials earlier = new EarlierTrials(studies, trials);
    StudyCounters counters = new StudyCounters();
    StudyEventViews eventViews = new StudyEventViews(runs.names());
    RecordStudies.Ports ports = new RecordStudies.Ports(studies, trials, events, runs.runs());
    record = new RecordStudies(ports, watcher, transactions, signal, counters);
    endLeft = new EndLeftTrials(ports, transactions, signal, platform.clock());
    publisher = new PublishStudy(studies, earlier, runs.studyCommands());
    topics =
        new StudyTopics(
            studyAccess, new StudyTopics.Ports(runs.runs(), studies, trials), views, transactions);
    StudyRequestCheck check =
        new StudyRequestCheck(
            runs.check(),
            services.catalogue(),
            runs.schemas(),
            runs.runs(),
            studies,
            new SecureRandom()::nextInt);
    StudyChanger changer =
        new StudyChanger(
            studyAccess,
            runs.runs(),
            studies,
            events,
            runs.studyCommands(),
            views,
            transactions,
            signal,
            platform.clock());
    routes =
        new StudyRoutes(
            new StudyRoutes.Handlers(
                observability.handler(
                    "StartStudy",
                    new StartStudyHandler(
                        access,
                        check,
                        new StartStudyHandler.Ports(
                            runs.runs(),
                            studies,
                            instances,
                            events,
                            earlier,
                            runs.studyCommands(),
                            new PostgresIdempotencyKeys(platform.metadata(), platform.clock())),
                        views,
                        transactions,
                        signal,
                        new StartStudyHandler.Surroundings(
                            platform.ids(), platform.clock(), observability.currentTrace()))),
                observability.handler(
                    "ListStudies",
                    new ListStudiesHandler(
                        access,
                        new PostgresRunSearch(platform.metadata()),
                        views,
                        transactions,
                        platform.clock())),
                observability.handler(
                    "GetStudy", new GetStudyHandler(studyAccess, views, transactions)),
                observability.handler(
                    "ListTrials",
                    new ListTrialsHandler(studyAccess, studies, trials, transactions)),
                observability.handler(
                    "ListStudyInstances", new ListStudyInstancesHandler(studyAccess, instances)),
                observability.handler("ChangeStudy", new ChangeStudyHandler(changer)),
                observability.handler("EnqueueTrials", new EnqueueTrialsHandler(changer)),
                observability.handler("PruneTrial", new PruneTrialHandler(changer, trials)),
                observability.handler(
                    "ListStudyEvents",
                    new ListStudyEventsHandler(studyAccess, events, eventViews, transactions)),
                observability.handler(
                    "DownloadStudyEvents",
                    new DownloadStudyEventsHandler(studyAccess, events, eventViews, transactions))),
            platform.json());
    report(observability, "repeated", counters::repeatedReports);
    report(observability, "stale", counters::staleReports);
    report(observability, "unknown", counters::unknownStudies);
    observability.counter(
        "signalbox.trials.left",
        "Trials that were ended because their study had ended without them",
        endLeft::endedTrials);
  }

  private static void report(Observability observability, String outcome, Supplier<Number> value) {
    observability.counter(
        "signalbox.study.reports",
        "Statuses of studies that changed nothing, by what became of them",
        value,
        "outcome",
        outcome);
  }

  /** Takes what the orchestrator says of studies. */
  RecordStudies record() {
    return record;
  }

  /** Publishes studies again. */
  StudyPublisher publisher() {
    return publisher;
  }

  StudyTopics topics() {
    return topics;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }

  @Override
  public List<Part> parts() {
    return List.of(TimerPart.every(EndLeftTrials.BETWEEN, "end-left-trials", endLeft));
  }
}
