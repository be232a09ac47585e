package signalbox.presentation.rest.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.metric.ChartAxis;
import signalbox.application.metric.ChartQuery;
import signalbox.application.metric.GroupStatistics;
import signalbox.application.metric.KeyPattern;
import signalbox.application.metric.Smoothing;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;
import signalbox.presentation.view.Words;

/** A question for a chart. */
record ChartQueryBody(
    List<UUID> runIds,
    @Nullable List<String> keys,
    @Nullable String pattern,
    @Nullable Map<UUID, Integer> attempts,
    @Nullable String x,
    @Nullable String xKey,
    @Nullable Double from,
    @Nullable Double to,
    @Nullable Integer width,
    @Nullable SmoothingBody smoothing,
    @Nullable Boolean clip,
    @Nullable List<GroupBody> groups,
    @Nullable AggregateBody aggregate,
    @Nullable UUID baselineRunId) {

  record SmoothingBody(String kind, @Nullable Double amount) {}

  record GroupBody(String name, List<UUID> runIds) {}

  record AggregateBody(@Nullable String centre, @Nullable String band) {}

  ChartQuery query() {
    return new ChartQuery(
        runIds.stream().map(RunId::new).toList(),
        keys == null ? Set.of() : new LinkedHashSet<>(keys),
        pattern == null ? null : new KeyPattern("pattern", pattern),
        attempts == null ? Map.of() : attempts(attempts),
        x == null ? ChartAxis.STEP : Words.parse(ChartAxis.class, "x", x),
        xKey,
        from,
        to,
        width == null ? ChartQuery.DEFAULT_WIDTH : width,
        smoothing == null ? Smoothing.OFF : smoothing(smoothing),
        clip != null && clip,
        groups == null ? List.of() : groups(groups),
        aggregate == null ? GroupStatistics.DEFAULT : statistics(aggregate),
        baselineRunId == null ? null : new RunId(baselineRunId));
  }

  private static Map<RunId, Integer> attempts(Map<UUID, Integer> attempts) {
    Map<RunId, Integer> read = new HashMap<>();
    attempts.forEach((run, attempt) -> {
      if (attempt == null || attempt < 1) {
        throw SignalboxException.invalid("attempts." + run, "must be at least 1");
      }
      read.put(new RunId(run), attempt);
    });
    return read;
  }

  private static Smoothing smoothing(SmoothingBody body) {
    Smoothing.Kind kind = Words.parse(Smoothing.Kind.class, "smoothing.kind", body.kind());
    Double amount = body.amount();
    return new Smoothing(kind, amount == null ? Smoothing.DEFAULT_AMOUNT : amount);
  }

  private static List<ChartQuery.Group> groups(List<GroupBody> bodies) {
    List<ChartQuery.Group> read = new ArrayList<>();
    for (GroupBody body : bodies) {
      Set<RunId> runs = new LinkedHashSet<>();
      body.runIds().forEach(run -> runs.add(new RunId(run)));
      read.add(new ChartQuery.Group(body.name(), runs));
    }
    return read;
  }

  private static GroupStatistics statistics(AggregateBody body) {
    GroupStatistics.Centre centre =
        Words.parseOptional(GroupStatistics.Centre.class, "aggregate.centre", body.centre());
    GroupStatistics.Band band =
        Words.parseOptional(GroupStatistics.Band.class, "aggregate.band", body.band());
    return new GroupStatistics(
        centre == null ? GroupStatistics.Centre.MEAN : centre,
        band == null ? GroupStatistics.Band.STD : band);
  }
}
