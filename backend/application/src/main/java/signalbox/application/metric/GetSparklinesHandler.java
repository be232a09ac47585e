package signalbox.application.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.run.RunId;

/** Reads short lines for those who may see their runs; a run without the metric is left out. */
public final class GetSparklinesHandler implements Handler<GetSparklines, List<Sparkline>> {
  private static final int[] BLOCK_SIZES = {256, 16};

  private final VisibleRuns visible;
  private final MetricRepository metrics;

  public GetSparklinesHandler(VisibleRuns visible, MetricRepository metrics) {
    this.visible = visible;
    this.metrics = metrics;
  }

  @Override
  public List<Sparkline> handle(Principal caller, GetSparklines command) {
    Set<RunId> asked = new LinkedHashSet<>();
    command.series().forEach(wanted -> asked.add(wanted.run()));
    Set<RunId> seen = visible.of(caller, asked).keySet();
    Map<GetSparklines.Wanted, StoredSeries> found = find(command, seen);
    Map<Integer, List<StoredSeries>> byCoarseness =
        found.values().stream()
            .distinct()
            .collect(Collectors.groupingBy(each -> coarseness(each, command.points())));
    Map<Long, Sparkline> lines = new HashMap<>();
    byCoarseness.forEach((coarseness, series) ->
        metrics.read(
            series,
            PointRange.ALL,
            coarseness,
            (each, entries) -> {
              if (entries.size() > 0) {
                lines.put(
                    each.id(),
                    new Sparkline(
                        each.totals(), MetricSeries.of(each, entries, command.points()).buckets()));
              }
            }));
    List<Sparkline> answer = new ArrayList<>();
    for (GetSparklines.Wanted wanted : command.series()) {
      StoredSeries series = found.get(wanted);
      Sparkline line = series == null ? null : lines.get(series.id());
      if (line != null) {
        answer.add(line);
      }
    }
    return answer;
  }

  /** One question for all that name no attempt, and one for each named attempt of a run. */
  private Map<GetSparklines.Wanted, StoredSeries> find(GetSparklines command, Set<RunId> seen) {
    Map<@Nullable Integer, List<GetSparklines.Wanted>> byAttempt = new HashMap<>();
    for (GetSparklines.Wanted wanted : command.series()) {
      if (seen.contains(wanted.run())) {
        byAttempt.computeIfAbsent(wanted.attempt(), attempt -> new ArrayList<>()).add(wanted);
      }
    }
    Map<GetSparklines.Wanted, StoredSeries> found = new HashMap<>();
    byAttempt.forEach((attempt, all) -> {
      Map<RunId, @Nullable Integer> attempts = new HashMap<>();
      all.forEach(wanted -> attempts.put(wanted.run(), attempt));
      Set<String> keys = all.stream().map(GetSparklines.Wanted::key).collect(Collectors.toSet());
      for (StoredSeries series : metrics.find(attempts, keys)) {
        found.put(
            new GetSparklines.Wanted(series.totals().run(), series.totals().key(), attempt),
            series);
      }
    });
    return found;
  }

  private static int coarseness(StoredSeries series, int points) {
    for (int size : BLOCK_SIZES) {
      if (series.ordered() && series.totals().points() >= 3L * size * points) {
        return size;
      }
    }
    return 1;
  }
}
