package signalbox.application.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.RunComparison.Line;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunParameters;

/** Answers {@link CompareRuns}. */
public final class CompareRunsHandler implements Handler<CompareRuns, RunComparison> {
  private static final int MOST_LINES = 2000;

  private final AccessPolicy access;
  private final RunRepository runs;
  private final RunMetrics metrics;
  private final RunViews views;
  private final Transactions transactions;

  public CompareRunsHandler(
      AccessPolicy access,
      RunRepository runs,
      RunMetrics metrics,
      RunViews views,
      Transactions transactions) {
    this.access = access;
    this.runs = runs;
    this.metrics = metrics;
    this.views = views;
    this.transactions = transactions;
  }

  @Override
  public RunComparison handle(Principal caller, CompareRuns query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    return transactions.inSnapshot(() -> {
      Map<RunId, Run> found = new HashMap<>();
      for (Run run : runs.findAll(query.runs())) {
        if (run.projectId().equals(query.project())) {
          found.put(run.id(), run);
        }
      }
      List<Run> compared = new ArrayList<>();
      for (RunId id : query.runs()) {
        Run run = found.get(id);
        if (run != null) {
          compared.add(run);
        }
      }
      List<Line<Object>> parameters =
          lines(
              compared.stream().map(run -> RunParameters.of(run.spec())).toList(),
              CompareRunsHandler::same);
      Map<RunId, Map<String, MetricSummary>> logged =
          metrics.all(compared.stream().map(Run::id).toList(), MOST_LINES + 1);
      List<Line<MetricSummary>> values =
          lines(
              compared.stream().map(run -> logged.getOrDefault(run.id(), Map.of())).toList(),
              (a, b) -> Double.compare(a.last(), b.last()) == 0);
      boolean truncated = parameters.size() > MOST_LINES || values.size() > MOST_LINES;
      return new RunComparison(views.of(compared), first(parameters), first(values), truncated);
    });
  }

  private static <T> List<T> first(List<T> lines) {
    return lines.subList(0, Math.min(lines.size(), MOST_LINES));
  }

  /** 1 and 1.0 are the same parameter. */
  private static boolean same(Object a, Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return Double.compare(x.doubleValue(), y.doubleValue()) == 0;
    }
    return Objects.equals(a, b);
  }

  private static <T> boolean differ(@Nullable T a, @Nullable T b, BiPredicate<T, T> same) {
    if (a == null || b == null) {
      return (a == null) != (b == null);
    }
    return !same.test(a, b);
  }

  private static <T> List<Line<T>> lines(
      List<? extends Map<String, T>> ofRuns, BiPredicate<T, T> same) {
    TreeSet<String> names = new TreeSet<>();
    ofRuns.forEach(ofRun -> names.addAll(ofRun.keySet()));
    List<Line<T>> lines = new ArrayList<>();
    for (String name : names) {
      List<@Nullable T> values = new ArrayList<>();
      ofRuns.forEach(ofRun -> values.add(ofRun.get(name)));
      T first = values.getFirst();
      boolean differs = values.stream().anyMatch(value -> differ(first, value, same));
      lines.add(new Line<T>(name, differs, values));
    }
    return lines;
  }
}
