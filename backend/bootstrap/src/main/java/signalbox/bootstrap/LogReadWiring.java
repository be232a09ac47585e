package signalbox.bootstrap;

import java.util.List;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.LogTopics;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.log.DownloadLogHandler;
import signalbox.application.log.FindLogLineHandler;
import signalbox.application.log.ListLogLinesHandler;
import signalbox.application.log.ListLogSourcesHandler;
import signalbox.application.log.LogAccess;
import signalbox.application.log.LogLimits;
import signalbox.application.log.LogReader;
import signalbox.application.log.LogRetention;
import signalbox.application.log.LogSummaries;
import signalbox.application.log.MeasureLogVolumeHandler;
import signalbox.application.log.RecentLines;
import signalbox.application.log.RemoveExpiredLines;
import signalbox.application.log.SearchLogHandler;
import signalbox.application.log.SummariseLogHandler;
import signalbox.application.storage.ChoreName;
import signalbox.application.storage.RecordedChore;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.postgres.log.PostgresLogRetention;
import signalbox.infrastructure.postgres.storage.PostgresRetentionHistory;
import signalbox.infrastructure.timescale.log.TimescaleExpiredLines;
import signalbox.infrastructure.timescale.log.TimescaleLogReader;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.log.LogRoutes;

/** Stored log lines: pages, search, download, and how long they stay. */
final class LogReadWiring implements Wiring {
  private final LogTopics topics;
  private final LogRoutes routes;
  private final List<Part> parts;

  LogReadWiring(
      Platform platform,
      AccessPolicy policy,
      RunWiring runs,
      RecentLines recent,
      ChangeSignal signal) {
    LogReader logs = new TimescaleLogReader(platform.telemetry());
    LogAccess access = new LogAccess(runs.access(), policy, logs);
    LogRetention retention = new PostgresLogRetention(platform.metadata());
    LogSummaries summaries = new LogSummaries(logs, retention);
    topics = new LogTopics(access, logs, recent, summaries);
    LogLimits limits = LogLimits.STANDARD;
    Observability observability = platform.observability();
    routes =
        new LogRoutes(
            new LogRoutes.Handlers(
                observability.handler(
                    "ListLogLines", new ListLogLinesHandler(access, logs, limits)),
                observability.handler("SummariseLog", new SummariseLogHandler(access, summaries)),
                observability.handler("SearchLog", new SearchLogHandler(access, logs, limits)),
                observability.handler(
                    "MeasureLogVolume", new MeasureLogVolumeHandler(access, logs)),
                observability.handler("FindLogLine", new FindLogLineHandler(access, logs)),
                observability.handler("DownloadLog", new DownloadLogHandler(access, logs, limits)),
                observability.handler("ListLogSources", new ListLogSourcesHandler(access, logs))),
            platform.json());
    RemoveExpiredLines expired =
        new RemoveExpiredLines(
            new TimescaleExpiredLines(platform.telemetry()),
            retention,
            new PostgresRetentionHistory(platform.metadata()),
            signal,
            platform.clock());
    parts =
        List.of(
            platform
                .chores()
                .shared(
                    ChoreName.LOG_RETENTION,
                    RemoveExpiredLines.BETWEEN,
                    RecordedChore.counting(expired, expired::removedLines)));
  }

  LogTopics topics() {
    return topics;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }

  @Override
  public List<Part> parts() {
    return parts;
  }
}
