package signalbox.bootstrap;

import java.time.Duration;
import java.util.List;
import signalbox.application.event.ChangeSignal;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.link.CreateLinkHandler;
import signalbox.application.link.FindLinkHandler;
import signalbox.application.link.ShortLinks;
import signalbox.application.metric.MetricRepository;
import signalbox.application.run.Baselines;
import signalbox.application.run.ChangeRunsHandler;
import signalbox.application.run.CompareRunsHandler;
import signalbox.application.run.CompleteRunFilterHandler;
import signalbox.application.run.CopyLogCounts;
import signalbox.application.run.DeleteViewHandler;
import signalbox.application.run.ExportRunsHandler;
import signalbox.application.run.FindBaselineHandler;
import signalbox.application.run.FindViewHandler;
import signalbox.application.run.GroupRunsHandler;
import signalbox.application.run.ListRunColumnsHandler;
import signalbox.application.run.ListRunsHandler;
import signalbox.application.run.ListViewsHandler;
import signalbox.application.run.MatchRunsHandler;
import signalbox.application.run.PutBaselineHandler;
import signalbox.application.run.RemoveDeletedRuns;
import signalbox.application.run.RunDeletions;
import signalbox.application.run.RunMetrics;
import signalbox.application.run.RunRemovals;
import signalbox.application.run.RunRows;
import signalbox.application.run.RunSearch;
import signalbox.application.run.RunTotals;
import signalbox.application.run.RunWords;
import signalbox.application.run.SaveViewHandler;
import signalbox.application.run.SavedViews;
import signalbox.application.run.ViewAccess;
import signalbox.application.shared.RemoveExpired;
import signalbox.application.shared.Transactions;
import signalbox.application.storage.ChoreName;
import signalbox.application.storage.RecordedChore;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.postgres.link.PostgresShortLinks;
import signalbox.infrastructure.postgres.run.PostgresBaselines;
import signalbox.infrastructure.postgres.run.PostgresRunDeletions;
import signalbox.infrastructure.postgres.run.PostgresRunGroups;
import signalbox.infrastructure.postgres.run.PostgresRunLogCounts;
import signalbox.infrastructure.postgres.run.PostgresRunRemovals;
import signalbox.infrastructure.postgres.run.PostgresRunSearch;
import signalbox.infrastructure.postgres.run.PostgresRunTableHeads;
import signalbox.infrastructure.postgres.run.PostgresRunWords;
import signalbox.infrastructure.postgres.run.PostgresSavedViews;
import signalbox.infrastructure.timescale.log.TimescaleLogReader;
import signalbox.infrastructure.timescale.log.TimescaleLogRemoval;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.link.LinkRoutes;
import signalbox.presentation.rest.run.RunTableRoutes;
import signalbox.presentation.rest.run.ViewRoutes;

/** The table of runs: filtered, sorted, grouped, changed in bulk; its views and links. */
final class RunTableWiring implements Wiring {
  private static final Duration BETWEEN_REMOVALS = Duration.ofMinutes(10);

  private final List<RouteGroup> routes;
  private final List<Part> parts;

  RunTableWiring(
      Platform platform,
      AccessPolicy access,
      RunWiring runs,
      MetricRepository points,
      CopyLogCounts logCounts,
      ChangeSignal signal) {
    Observability observability = platform.observability();
    Transactions transactions = platform.transactions();
    RunSearch search = new PostgresRunSearch(platform.metadata());
    RunMetrics metrics = runs.metrics();
    Baselines baselines = new PostgresBaselines(platform.metadata());
    RunWords words = new PostgresRunWords(platform.metadata());
    RunRemovals removals = new PostgresRunRemovals(platform.metadata());
    RunDeletions deletions = new PostgresRunDeletions(platform.metadata());
    RunRows rows = new RunRows(runs.views(), metrics);
    SavedViews views = new PostgresSavedViews(platform.metadata());
    ViewAccess viewAccess = new ViewAccess(views, access);
    ShortLinks links = new PostgresShortLinks(platform.metadata(), platform.clock());
    RunTableRoutes table =
        new RunTableRoutes(
            new RunTableRoutes.Handlers(
                observability.handler(
                    "ListRuns",
                    new ListRunsHandler(
                        access,
                        new PostgresRunTableHeads(platform.metadata()),
                        search,
                        new RunTotals(search),
                        rows,
                        transactions,
                        platform.clock())),
                observability.handler(
                    "ListRunColumns", new ListRunColumnsHandler(access, words, transactions)),
                observability.handler(
                    "CompleteRunFilter", new CompleteRunFilterHandler(access, words, transactions)),
                observability.handler(
                    "GroupRuns",
                    new GroupRunsHandler(
                        access,
                        new PostgresRunGroups(platform.metadata()),
                        transactions,
                        platform.clock())),
                observability.handler(
                    "MatchRuns", new MatchRunsHandler(access, search, platform.clock())),
                observability.handler(
                    "CompareRuns",
                    new CompareRunsHandler(
                        access, runs.runs(), metrics, runs.views(), transactions)),
                observability.handler(
                    "ChangeRuns",
                    new ChangeRunsHandler(
                        access,
                        search,
                        runs.runs(),
                        removals,
                        deletions,
                        runs.cancel(),
                        runs.retry(),
                        transactions,
                        signal,
                        platform.clock())),
                observability.handler(
                    "ExportRuns",
                    new ExportRunsHandler(access, search, rows, transactions, platform.clock())),
                observability.handler("FindBaseline", new FindBaselineHandler(access, baselines)),
                observability.handler(
                    "PutBaseline",
                    new PutBaselineHandler(access, runs.runs(), baselines, transactions))),
            platform.errors(),
            platform.json());
    ViewRoutes ofViews =
        new ViewRoutes(
            new ViewRoutes.Handlers(
                observability.handler(
                    "ListViews", new ListViewsHandler(access, views, runs.names())),
                observability.handler("FindView", new FindViewHandler(viewAccess, runs.names())),
                observability.handler(
                    "SaveView",
                    new SaveViewHandler(
                        viewAccess,
                        views,
                        runs.names(),
                        transactions,
                        platform.ids(),
                        platform.clock())),
                observability.handler("DeleteView", new DeleteViewHandler(viewAccess, views))),
            platform.json());
    LinkRoutes ofLinks =
        new LinkRoutes(
            observability.handler("CreateLink", new CreateLinkHandler(links)),
            observability.handler("FindLink", new FindLinkHandler(links)));
    routes = List.of(table, ofViews, ofLinks);
    RemoveDeletedRuns remove =
        new RemoveDeletedRuns(
            removals, points, new TimescaleLogRemoval(platform.telemetry()), platform.objects());
    observability.counter(
        "signalbox.runs.removed", "Deleted runs whose data is gone", remove::removedRuns);
    RemoveExpired oldDeletions = new RemoveExpired(deletions, RunDeletions.KEPT, platform.clock());
    parts =
        List.of(
            TimerPart.every(CopyLogCounts.BETWEEN, "copy-log-counts", logCounts),
            platform
                .chores()
                .shared(
                    ChoreName.DELETED_RUNS,
                    RemoveDeletedRuns.BETWEEN,
                    RecordedChore.counting(remove, remove::removedRuns)),
            platform
                .chores()
                .shared(
                    ChoreName.OLD_DELETIONS,
                    BETWEEN_REMOVALS,
                    RecordedChore.counting(oldDeletions, oldDeletions::removedRows)));
  }

  /** Hears of changed logs before anybody else does. */
  static CopyLogCounts logCounts(Platform platform, ChangeSignal next) {
    return new CopyLogCounts(
        new TimescaleLogReader(platform.telemetry()),
        new PostgresRunLogCounts(platform.metadata()),
        platform.transactions(),
        next);
  }

  @Override
  public List<RouteGroup> routes() {
    return routes;
  }

  @Override
  public List<Part> parts() {
    return parts;
  }
}
