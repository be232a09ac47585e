package signalbox.presentation.websocket;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import signalbox.application.event.MetricsReported;
import signalbox.application.event.StreamItem;
import signalbox.application.event.StreamState;
import signalbox.application.run.RunView;
import signalbox.application.service.ServiceView;
import signalbox.application.study.TrialRow;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunId;
import signalbox.presentation.view.LogSummaryJson;
import signalbox.presentation.view.NotificationJson;
import signalbox.presentation.view.StudyJson;
import signalbox.presentation.view.TrialColumnsJson;

/**
 * The shapes of {@code contracts/stream.md}. Runs, events, artifacts and instances look as they do
 * in REST.
 */
public final class ContractEncoder implements StreamEncoder {
  private static final double MICROS = 1e6;

  private final Function<RunView, Object> run;
  private final Function<RunEvent, Object> event;
  private final Function<Artifact, Object> artifact;
  private final Function<ServiceView, Object> service;

  public ContractEncoder(
      Function<RunView, Object> run,
      Function<RunEvent, Object> event,
      Function<Artifact, Object> artifact,
      Function<ServiceView, Object> service) {
    this.run = run;
    this.event = event;
    this.artifact = artifact;
    this.service = service;
  }

  @Override
  public Object item(StreamItem item) {
    return switch (item) {
      case StreamItem.RunChanged changed -> new RunItem("run", run.apply(changed.run()));
      case StreamItem.RunsDeleted(List<RunId> runs) ->
          new RunsDeletedItem("deleted", runs.stream().map(RunId::value).toList());
      case StreamItem.EventHappened happened ->
          new EventItem("event", event.apply(happened.event()));
      case StreamItem.ArtifactStored stored ->
          new ArtifactItem("artifact", artifact.apply(stored.artifact()));
      case StreamItem.ServiceChanged changed ->
          new ServiceItem("service", service.apply(changed.service()));
      case StreamItem.MetricColumns columns -> columns(columns);
      case StreamItem.LogLines lines -> LogColumns.of(lines);
      case StreamItem.NotificationChanged changed ->
          new NotificationItem(
              "notification", NotificationJson.of(changed.notification()), changed.unread());
      case StreamItem.LogSummarised summarised ->
          new SummaryItem("summary", LogSummaryJson.of(summarised.summary()));
      case StreamItem.StudyChanged changed -> new StudyItem("study", StudyJson.of(changed.study()));
      case StreamItem.TrialsChanged(List<String> parameters, List<TrialRow> rows, long revision) ->
          new TrialsItem("trials", Long.toString(revision), TrialColumnsJson.of(parameters, rows));
      case StreamItem.TrialsDeleted(List<Integer> numbers) ->
          new TrialsDeletedItem("deleted", numbers);
    };
  }

  @Override
  public Object state(StreamState state) {
    return switch (state) {
      case StreamState.Nothing _ -> Map.of();
      case StreamState.WholeRun whole ->
          new RunState(
              run.apply(whole.run()),
              whole.events().stream().map(event).toList(),
              whole.artifacts().stream().map(artifact).toList());
      case StreamState.LogState log -> new SummaryState(LogSummaryJson.of(log.summary()));
      case StreamState.StudyState study -> new StudyState(StudyJson.of(study.study()));
      case StreamState.Unread(long unread) -> Map.of("unread", unread);
      case StreamState.AllServices all ->
          new ServicesState(all.services().stream().map(service).toList());
    };
  }

  private static Columns columns(StreamItem.MetricColumns columns) {
    List<MetricsReported.Point> points = columns.points();
    return new Columns(
        columns.attempt(),
        columns.key(),
        columns.role(),
        points.stream().map(MetricsReported.Point::step).toList(),
        points.stream()
            .map(point -> ChronoUnit.MICROS.between(Instant.EPOCH, point.time()) / MICROS)
            .toList(),
        points.stream().map(MetricsReported.Point::value).toList());
  }

  private record RunItem(String type, Object run) {}

  private record RunsDeletedItem(String type, List<UUID> runIds) {}

  private record EventItem(String type, Object event) {}

  private record ArtifactItem(String type, Object artifact) {}

  private record ServiceItem(String type, Object service) {}

  private record NotificationItem(String type, NotificationJson notification, long unread) {}

  private record SummaryItem(String type, LogSummaryJson summary) {}

  private record SummaryState(LogSummaryJson summary) {}

  private record StudyItem(String type, StudyJson study) {}

  private record TrialsItem(
      String type, String revision, @JsonUnwrapped TrialColumnsJson columns) {}

  private record TrialsDeletedItem(String type, List<Integer> number) {}

  private record StudyState(StudyJson study) {}

  private record RunState(Object run, List<Object> events, List<Object> artifacts) {}

  private record ServicesState(List<Object> services) {}

  private record Columns(
      int attempt,
      String key,
      String role,
      List<Long> step,
      List<Double> time,
      List<Double> value) {}
}
