package signalbox.application.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.event.MetricsReported;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.ProjectRoles;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

class QueryChartTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final ProjectId ours = new ProjectId(UUID.randomUUID());
  private final Principal viewer = new Principal(new UserId(UUID.randomUUID()), false);
  private final InMemoryMetricRepository metrics = new InMemoryMetricRepository();
  private final ProjectRoles roles =
      new ProjectRoles() {
        @Override
        public Optional<Role> find(UserId user, ProjectId project) {
          return project.equals(ours) ? Optional.of(Role.VIEWER) : Optional.empty();
        }

        @Override
        public boolean exists(ProjectId project) {
          return true;
        }
      };
  private final InMemoryMetricRuns runs = new InMemoryMetricRuns(roles);
  private final VisibleRuns visible = new VisibleRuns(runs, new AccessPolicy(roles));
  private final QueryChartHandler handler = new QueryChartHandler(visible, metrics);
  private final Random random = new Random(12);
  private final Map<RunId, Long> sequences = new HashMap<>();

  @Test
  void answersRawPointsUpToTheWidth() {
    RunId run = run("a");
    log(run, "loss", 0, 100, step -> step / 10.0);
    Chart chart = ask(query(List.of(run)).width(100));
    Chart.Series series = chart.series().getFirst();
    assertThat(chart.bucketed()).isFalse();
    assertThat(series.min()).isNull();
    assertThat(series.x()).isNull();
    assertThat(series.step()).hasSize(100);
    assertThat(series.last()[99]).isEqualTo(9.9);
    assertThat(chart.points()).isEqualTo(100);
    assertThat(chart.from()).isZero();
    assertThat(chart.to()).isEqualTo(99);
    assertThat(series.runName()).isEqualTo("a");
  }

  /** 40: min, max and last of equal ranges, as a naive grouping finds them. */
  @Test
  void bucketsAsANaiveGroupingDoes() {
    RunId run = run("a");
    double[] values = random.doubles(5_000, -1, 1).toArray();
    log(run, "loss", 0, 5_000, step -> values[(int) step]);
    for (int width : new int[] {10, 37, 1000, 4000}) {
      Chart chart = ask(query(List.of(run)).width(width).from(123.0).to(4_000.0));
      Map<Integer, List<Integer>> buckets = new TreeMap<>();
      for (int step = 123; step <= 4_000; step++) {
        int bucket = (int) Math.floor((step - 123.0) * width / (4_000 - 123 + 1));
        buckets.computeIfAbsent(bucket, number -> new ArrayList<>()).add(step);
      }
      Chart.Series series = chart.series().getFirst();
      assertThat(series.points()).isEqualTo(4_000 - 123 + 1);
      assertThat(series.bucketed()).isEqualTo(width < 3_878);
      if (!series.bucketed()) {
        continue;
      }
      int at = 0;
      for (List<Integer> steps : buckets.values()) {
        assertThat(series.step()[at]).isEqualTo(steps.getLast().longValue());
        assertThat(series.last()[at]).isEqualTo(values[steps.getLast()]);
        DoubleStream own = steps.stream().mapToDouble(step -> values[step]);
        assertThat(java.util.Objects.requireNonNull(series.min())[at])
            .isEqualTo(own.min().orElseThrow());
        at++;
      }
      assertThat(series.step()).hasSize(at);
      assertThat(chart.entries()).isEqualTo(at);
    }
  }

  /** 38: the same to 1e-9 with ten times fewer buckets, and zoomed in. */
  @Test
  void smoothsTheSameWhateverIsShown() {
    RunId run = run("a");
    double[] values = random.doubles(20_000).toArray();
    log(run, "loss", 0, 20_000, step -> values[(int) step]);
    for (Smoothing.Kind kind :
        List.of(Smoothing.Kind.TWEMA, Smoothing.Kind.GAUSSIAN, Smoothing.Kind.RUNNING_MEAN)) {
      Smoothing smoothing = new Smoothing(kind, 0.99);
      Map<Long, Double> fine = smoothed(query(List.of(run)).width(2000).smoothing(smoothing));
      Map<Long, Double> coarse = smoothed(query(List.of(run)).width(200).smoothing(smoothing));
      Map<Long, Double> zoomed =
          smoothed(
              query(List.of(run)).width(1000).smoothing(smoothing).from(10_000.0).to(10_999.0));
      assertThat(coarse).hasSize(200);
      coarse.forEach(
          (step, value) -> assertThat(fine.get(step)).isNotNull().isCloseTo(value, within(1e-9)));
      assertThat(zoomed).hasSize(1000);
      zoomed.forEach((step, value) -> {
        if (fine.containsKey(step)) {
          assertThat(fine.get(step)).isCloseTo(value, within(1e-9));
        }
      });
    }
  }

  private Map<Long, Double> smoothed(Question question) {
    Chart.Series series = ask(question).series().getFirst();
    double[] values = java.util.Objects.requireNonNull(series.smoothed());
    Map<Long, Double> byStep = new TreeMap<>();
    for (int i = 0; i < values.length; i++) {
      byStep.put(series.step()[i], values[i]);
    }
    return byStep;
  }

  /** 42: as a naive mean and deviation over runs finds them, run by run and range by range. */
  @Test
  void joinsTheRunsOfAGroup() {
    List<RunId> all = new ArrayList<>();
    double[][] values = new double[7][];
    for (int i = 0; i < 7; i++) {
      all.add(run("run " + i));
      values[i] = random.doubles(3_000).toArray();
      double[] own = values[i];
      log(all.get(i), "loss", 0, 3_000 - i * 100, step -> own[(int) step]);
    }
    Chart chart =
        ask(
            query(all)
                .width(100)
                .groups(List.of(new ChartQuery.Group("first", Set.copyOf(all.subList(0, 5)))))
                .baseline(all.get(1)));
    assertThat(chart.series())
        .extracting(each -> each.stored().totals().run())
        .containsExactly(all.get(1), all.get(5), all.get(6));
    Chart.Group group = chart.groups().getFirst();
    assertThat(group.runs()).containsExactlyElementsOf(all.subList(0, 5));
    assertThat(group.x()).hasSize(100);
    for (int bucket = 0; bucket < 100; bucket++) {
      List<Double> means = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        int end = Math.min(3_000 - i * 100, bucket * 30 + 30);
        if (end > bucket * 30) {
          means.add(Arrays.stream(values[i], bucket * 30, end).average().orElseThrow());
        }
      }
      double mean = means.stream().mapToDouble(each -> each).average().orElseThrow();
      double squares = means.stream().mapToDouble(each -> (each - mean) * (each - mean)).sum();
      double deviation = means.size() < 2 ? 0 : Math.sqrt(squares / (means.size() - 1));
      assertThat(group.runsAt()[bucket]).isEqualTo(means.size());
      assertThat(group.centre()[bucket]).isCloseTo(mean, within(1e-12));
      assertThat(java.util.Objects.requireNonNull(group.high())[bucket])
          .isCloseTo(mean + deviation, within(1e-12));
    }
  }

  @Test
  void joinsFewPointsAtEachOfTheirPlaces() {
    RunId one = run("one");
    RunId other = run("other");
    log(one, "loss", 0, 3, step -> step);
    log(other, "loss", 1, 3, step -> step + 2.0);
    Chart.Group group =
        ask(query(List.of(one, other))
                .groups(List.of(new ChartQuery.Group("both", Set.of(one, other)))))
            .groups()
            .getFirst();
    assertThat(group.x()).containsExactly(0, 1, 2, 3);
    assertThat(group.runsAt()).containsExactly(1, 2, 2, 1);
    assertThat(group.centre()).containsExactly(0, 2, 3, 5);
  }

  /** 34: the same points over each axis. */
  @Test
  void putsAnyMetricOnTheAxis() {
    RunId run = run("a");
    log(run, "loss", 10, 4, step -> step * 2.0);
    report(run, point("epoch", 10, 0, NOON), point("epoch", 12, 1, NOON));
    report(run, point("lr", 9, 0.5, NOON), point("lr", 12, 0.25, NOON));
    assertThat(x(query(List.of(run)).axis(ChartAxis.EPOCH, null))).containsExactly(0, 0, 1, 1);
    assertThat(x(query(List.of(run)).axis(ChartAxis.RELATIVE, null)))
        .containsExactly(10, 11, 12, 13);
    assertThat(ask(query(List.of(run)).axis(ChartAxis.WALL, null)).series().getFirst().time()[0])
        .isEqualTo((double) NOON.getEpochSecond() + 10);
    Chart.Series overLr = ask(query(List.of(run)).axis(ChartAxis.METRIC, "lr")).series().getFirst();
    // In the order of x.
    assertThat(overLr.x()).containsExactly(0.25, 0.25, 0.5, 0.5);
    assertThat(overLr.last()).containsExactly(24, 26, 20, 22);
    RunId without = run("b");
    log(without, "loss", 0, 2, step -> 1);
    Chart both = ask(query(List.of(run, without)).axis(ChartAxis.EPOCH, null));
    assertThat(both.series())
        .extracting(Chart.Series::axis)
        .containsExactly(ChartAxis.EPOCH, ChartAxis.STEP);
    assertThat(ask(query(List.of(run, without)).axis(ChartAxis.METRIC, "lr")).absent())
        .containsExactly(
            new Chart.Absence(without, Chart.Absence.Reason.NOT_LOGGED, "b", List.of("lr")));
  }

  private double[] x(Question question) {
    return java.util.Objects.requireNonNull(ask(question).series().getFirst().x());
  }

  @Test
  void restrictsTheRelativeTimeOfEachRunByItself() {
    RunId run = run("a");
    RunId later = run("b");
    log(run, "loss", 0, 100, step -> step);
    log(later, "loss", 5_000, 100, step -> step);
    report(run, point("start", 0, 0, NOON));
    report(later, point("start", 0, 0, NOON.plusSeconds(5_000)));
    Chart chart =
        ask(query(List.of(run, later)).axis(ChartAxis.RELATIVE, null).from(10.0).to(19.0));
    assertThat(chart.series()).extracting(Chart.Series::points).containsExactly(10L, 10L);
    assertThat(chart.series().get(1).step()[0]).isEqualTo(5_010);
  }

  /** 39: exact quantiles of the raw points. */
  @Test
  void countsWhatIsOutside() {
    RunId run = run("a");
    log(run, "loss", 0, 1_000, step -> step == 500 ? 1e9 : step == 501 ? -1e9 : step % 100);
    Chart.Clip clip = ask(query(List.of(run)).clip()).clip();
    assertThat(clip).isEqualTo(new Chart.Clip(0, 99, 1, 1));
  }

  /** 44 */
  @Test
  void countsAndPlacesWhatCannotBeDrawn() {
    RunId run = run("a");
    log(
        run,
        "loss",
        0,
        3_000,
        step ->
            step % 10 == 0
                ? Double.NaN
                : step == 5 ? Double.POSITIVE_INFINITY : step == 7 ? Double.NEGATIVE_INFINITY : 1);
    Chart.Odd odd = ask(query(List.of(run)).width(100)).series().getFirst().odd();
    assertThat(odd.nans()).isEqualTo(300);
    assertThat(odd.highs()).isEqualTo(1);
    assertThat(odd.lows()).isEqualTo(1);
    assertThat(odd.places()).hasSize(Chart.Odd.MAX_PLACES);
    assertThat(odd.places().get(1))
        .isEqualTo(new Chart.Odd.Place(5, NOON.getEpochSecond() + 5, 5, Double.POSITIVE_INFINITY));
  }

  @Test
  void tellsWhoLacksAMetricAndHidesWhatIsNotTheCallers() {
    RunId run = run("a");
    RunId without = run("b");
    RunId strangers = new RunId(UUID.randomUUID());
    runs.put(new MetricRuns.Named(strangers, new ProjectId(UUID.randomUUID()), "secret", false));
    log(run, "loss", 0, 3, step -> step);
    log(strangers, "loss", 0, 3, step -> step);
    RunId nobody = new RunId(UUID.randomUUID());
    Chart chart = ask(query(List.of(nobody, strangers, run, without)));
    assertThat(chart.runsShown()).isEqualTo(1);
    assertThat(chart.absent())
        .containsExactly(
            new Chart.Absence(nobody, Chart.Absence.Reason.NOT_FOUND, null, List.of()),
            new Chart.Absence(strangers, Chart.Absence.Reason.NOT_FOUND, null, List.of()),
            new Chart.Absence(without, Chart.Absence.Reason.NOT_LOGGED, "b", List.of("loss")));
    assertThatThrownBy(() -> ask(query(List.of(strangers))))
        .isInstanceOf(SignalboxException.class)
        .hasMessageContaining("run.not_found");
    Principal administrator = new Principal(viewer.userId(), true);
    Chart whole =
        handler.handle(
            administrator, new QueryChart(query(List.of(nobody, strangers, run)).build()));
    assertThat(whole.runsShown()).isEqualTo(2);
  }

  @Test
  void drawsWhatAPatternFinds() {
    RunId run = run("a");
    for (String key : List.of("val/AUC", "val/loss", "train/auc")) {
      log(run, key, 0, 3, step -> step);
    }
    Chart chart = ask(query(List.of(run)).pattern("val/auc"));
    assertThat(chart.keysTotal()).isEqualTo(1);
    assertThat(chart.series().getFirst().stored().totals().key()).isEqualTo("val/AUC");
    assertThatThrownBy(() -> new KeyPattern("pattern", "val/("))
        .hasMessageContaining("metric.bad_pattern");
  }

  @Test
  void givesUpOnAPatternThatTakesForever() {
    KeyPattern evil = new KeyPattern("q", "((x+)+)+\\2z");
    assertThatThrownBy(() -> evil.matches("x".repeat(190)))
        .hasMessageContaining("metric.bad_pattern");
  }

  @Test
  void refusesQuestionsThatMakeNoSense() {
    RunId run = run("a");
    RunId other = run("b");
    refused("runIds", query(List.of()));
    refused("runIds", query(List.of(run, run)));
    refused("width", query(List.of(run)).width(5));
    refused("to", query(List.of(run)).from(3.0).to(2.0));
    refused("xKey", query(List.of(run)).axis(ChartAxis.METRIC, null));
    refused(
        "groups[0].runIds",
        query(List.of(run)).groups(List.of(new ChartQuery.Group("g", Set.of(other)))));
    refused("baselineRunId", query(List.of(run)).baseline(other));
  }

  @Test
  void makesAChartOnceForAllWhoAsk() {
    RunId run = run("a");
    log(run, "loss", 0, 100, step -> step);
    Chart first = ask(query(List.of(run)));
    Principal other = new Principal(new UserId(UUID.randomUUID()), false);
    assertThat(handler.handle(other, new QueryChart(query(List.of(run)).build()))).isSameAs(first);
    assertThat(ask(query(List.of(run)).width(10)).entries()).isEqualTo(10);
    assertThat(ask(query(List.of(run)))).isSameAs(first);
  }

  @Test
  void makesAChartAnewWhenWhatItShowsHasChanged() {
    RunId run = run("a");
    log(run, "loss", 0, 100, step -> step);
    report(run, point("lr", 0, 0.5, NOON));
    assertThat(ask(query(List.of(run))).points()).isEqualTo(100);
    assertThat(x(query(List.of(run)).axis(ChartAxis.METRIC, "lr"))).containsOnly(0.5);

    log(run, "loss", 100, 1, step -> step);
    assertThat(ask(query(List.of(run))).points()).isEqualTo(101);
    report(run, point("lr", 50, 0.25, NOON));
    assertThat(x(query(List.of(run)).axis(ChartAxis.METRIC, "lr"))).contains(0.25, 0.5);
    runs.put(new MetricRuns.Named(run, ours, "b", false));
    assertThat(ask(query(List.of(run))).series().getFirst().runName()).isEqualTo("b");
    metrics.remove(run);
    assertThat(ask(query(List.of(run))).series()).isEmpty();
  }

  @Test
  void sharesNoChartWithWhoSeesLess() {
    RunId run = run("a");
    RunId strangers = new RunId(UUID.randomUUID());
    runs.put(new MetricRuns.Named(strangers, new ProjectId(UUID.randomUUID()), "secret", false));
    log(run, "loss", 0, 3, step -> step);
    log(strangers, "loss", 0, 3, step -> step);
    Principal administrator = new Principal(viewer.userId(), true);
    ChartQuery both = query(List.of(run, strangers)).build();
    assertThat(handler.handle(administrator, new QueryChart(both)).runsShown()).isEqualTo(2);
    assertThat(handler.handle(viewer, new QueryChart(both)).runsShown()).isEqualTo(1);
    assertThat(handler.handle(administrator, new QueryChart(both)).runsShown()).isEqualTo(2);
  }

  private static void refused(String field, Question question) {
    assertThatThrownBy(question::build)
        .isInstanceOfSatisfying(
            SignalboxException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @Test
  void makesShortLinesOfManyRuns() {
    RunId run = run("a");
    RunId other = run("b");
    RunId without = run("c");
    log(run, "loss", 0, 1_000, step -> step);
    log(other, "auc", 0, 5, step -> step);
    List<Sparkline> lines =
        new GetSparklinesHandler(visible, metrics)
            .handle(
                viewer,
                new GetSparklines(
                    List.of(
                        new GetSparklines.Wanted(other, "auc", null),
                        new GetSparklines.Wanted(without, "loss", null),
                        new GetSparklines.Wanted(run, "loss", 1)),
                    60));
    assertThat(lines).extracting(each -> each.totals().run()).containsExactly(other, run);
    assertThat(lines.get(0).buckets()).hasSize(5);
    assertThat(lines.get(1).buckets()).hasSize(60);
    assertThat(lines.get(1).buckets().getLast().last()).isEqualTo(999);
  }

  @Test
  void writesEveryPointOfTheRange() {
    RunId run = run("a");
    log(run, "loss", 0, 5_000, step -> step);
    List<Long> steps = new ArrayList<>();
    new DownloadChartHandler(visible, metrics)
        .handle(viewer, new DownloadChart(query(List.of(run)).from(10.0).to(4_009.0).build()))
        .forEach((series, name, step, micros, relative, x, value) -> steps.add(step));
    assertThat(steps).hasSize(4_000).startsWith(10L, 11L).endsWith(4_009L);
  }

  // --- words of the tests --------------------------------------------------------------------

  @FunctionalInterface
  private interface Curve {
    double at(long step);
  }

  private RunId run(String name) {
    RunId id = new RunId(UUID.randomUUID());
    runs.put(new MetricRuns.Named(id, ours, name, false));
    return id;
  }

  private void log(RunId run, String key, long first, int count, Curve curve) {
    List<MetricsReported.Point> points = new ArrayList<>();
    for (long step = first; step < first + count; step++) {
      points.add(point(key, step, curve.at(step), NOON.plusSeconds(step)));
    }
    report(run, points.toArray(MetricsReported.Point[]::new));
  }

  private void report(RunId run, MetricsReported.Point... points) {
    long sequence = sequences.merge(run, 1L, Long::sum);
    metrics.append(List.of(new MetricsReported(run, 1, sequence, List.of(points))));
  }

  private static MetricsReported.Point point(String key, long step, double value, Instant time) {
    return new MetricsReported.Point(key, "loss", step, time, value);
  }

  private Chart ask(Question question) {
    return handler.handle(viewer, new QueryChart(question.build()));
  }

  private static Question query(List<RunId> runs) {
    return new Question(runs);
  }

  /** A question, part by part. */
  private static final class Question {
    private final List<RunId> runs;
    private @Nullable KeyPattern pattern;
    private ChartAxis axis = ChartAxis.STEP;
    private @Nullable String xKey;
    private @Nullable Double from;
    private @Nullable Double to;
    private int width = 1000;
    private Smoothing smoothing = Smoothing.OFF;
    private boolean clip;
    private List<ChartQuery.Group> groups = List.of();
    private @Nullable RunId baseline;

    Question(List<RunId> runs) {
      this.runs = runs;
    }

    Question pattern(String text) {
      pattern = new KeyPattern("pattern", text);
      return this;
    }

    Question axis(ChartAxis newAxis, @Nullable String key) {
      axis = newAxis;
      xKey = key;
      return this;
    }

    Question from(double bound) {
      from = bound;
      return this;
    }

    Question to(double bound) {
      to = bound;
      return this;
    }

    Question width(int pixels) {
      width = pixels;
      return this;
    }

    Question smoothing(Smoothing how) {
      smoothing = how;
      return this;
    }

    Question clip() {
      clip = true;
      return this;
    }

    Question groups(List<ChartQuery.Group> all) {
      groups = all;
      return this;
    }

    Question baseline(RunId run) {
      baseline = run;
      return this;
    }

    ChartQuery build() {
      return new ChartQuery(
          runs,
          pattern == null ? Set.of("loss") : Set.of(),
          pattern,
          Map.of(),
          axis,
          xKey,
          from,
          to,
          width,
          smoothing,
          clip,
          groups,
          GroupStatistics.DEFAULT,
          baseline);
    }
  }
}
