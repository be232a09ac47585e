package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.metric.SeriesTotals;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.ModelVersionRef;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RandomConditions;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunFilterParser;
import signalbox.domain.run.RunFilterPrinter;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunOrder;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.SolveOutcome;
import signalbox.domain.run.Task;
import signalbox.domain.run.Validation;

/**
 * What every store that finds runs must do. Random conditions over random runs must find the same
 * in every store: the one in memory, which looks at each run, is the judge.
 */
public abstract class RunQueryContract {
  private static final Instant NOW = TestRuns.NOW;
  private static final int RUNS = 60;
  private static final int CONDITIONS = 400;

  private RunWorld world;
  private ProjectId project;
  private String email;
  private UserId user;
  private DatasetId dataset;

  protected abstract RunWorld world();

  @BeforeEach
  final void prepare() {
    world = world();
    project = world.project();
    email = UUID.randomUUID() + "@example.org";
    user = world.user("Eve Long", email);
    dataset = world.dataset(project, "adult.csv");
  }

  private Run run(String name, Map<String, Object> parameters) {
    Run template = TestRuns.training(project, dataset, user, name);
    Run run =
        new Run(
            template.id(),
            project,
            name,
            new RunSpec.Training(
                "lightgbm",
                dataset,
                "t",
                Task.CLASSIFICATION,
                List.of(),
                Validation.DEFAULT,
                parameters,
                null),
            List.of(),
            0,
            1,
            null,
            NOW,
            user,
            RunState.CREATED,
            1,
            0);
    world.insert(run);
    return run;
  }

  private void logged(Run run, String key, double... values) {
    world.keep(totals(run.id(), 1, key, values));
  }

  static SeriesTotals totals(RunId run, int attempt, String key, double... values) {
    double min = Double.NaN;
    double max = Double.NaN;
    double sum = 0;
    long finite = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        min = finite == 0 ? value : Math.min(min, value);
        max = finite == 0 ? value : Math.max(max, value);
        sum += value;
        finite++;
      }
    }
    return new SeriesTotals(
        run,
        attempt,
        key,
        "score",
        values.length,
        finite,
        values[values.length - 1],
        values.length,
        NOW,
        min,
        max,
        sum);
  }

  private RunQuery query(String filter) {
    return new RunQuery(project, RunFilterParser.parse(filter), user, NOW);
  }

  private List<String> names(String filter, String sort) {
    return world
        .search()
        .page(query(filter), RunFilterParser.order(sort), RunPlace.START, 100)
        .runs()
        .stream()
        .map(Run::name)
        .toList();
  }

  @Test
  void findsByMetricsParametersAndTheirAbsence() {
    Run good = run("good", Map.of("lr", 0.001, "deep", Map.of("solver", "lbfgs")));
    Run bad = run("bad", Map.of("lr", 0.1));
    run("none", Map.of());
    logged(good, "auc", 0.5, 0.95);
    logged(bad, "auc", 0.9, 0.7);

    assertThat(names("metric.auc>0.9", "name")).containsExactly("good");
    assertThat(names("metric.auc.max>=0.9", "name")).containsExactly("bad", "good");
    assertThat(names("metric.auc.mean<0.79", "name")).containsExactly("good");
    assertThat(names("NOT metric.auc>0.9", "name")).containsExactly("bad", "none");
    assertThat(names("NOT has:metric.auc", "name")).containsExactly("none");
    assertThat(names("param.lr<=1e-3", "name")).containsExactly("good");
    assertThat(names("param.lr!=0.1", "name")).containsExactly("good", "none");
    assertThat(names("param.deep.solver:lbfgs", "name")).containsExactly("good");
    assertThat(names("NOT has:param.lr", "name")).containsExactly("none");
    assertThat(names("metric.nobody>0 OR param.nobody:1", "name")).isEmpty();
    assertThat(names("NOT metric.nobody>0", "name")).hasSize(3);
  }

  @Test
  void sortsByMetricsWithMissingOnesLastEitherWay() {
    Run low = run("low", Map.of());
    Run nan = run("nan", Map.of());
    Run high = run("high", Map.of());
    run("missing", Map.of());
    Run endless = run("endless", Map.of());
    logged(low, "auc", 3, 1);
    logged(high, "auc", 0.5, 2);
    logged(nan, "auc", 0.7, Double.NaN);
    logged(endless, "auc", Double.POSITIVE_INFINITY);

    assertThat(names("", "-metric.auc"))
        .containsExactly("endless", "high", "low", "missing", "nan");
    assertThat(names("", "metric.auc")).containsExactly("low", "high", "endless", "nan", "missing");
    assertThat(names("", "-metric.auc.max"))
        .containsExactly("low", "high", "nan", "endless", "missing");
    assertThat(names("", "metric.nobody"))
        .containsExactly("low", "nan", "high", "missing", "endless");
  }

  @Test
  void sortsParametersNumbersBeforeTexts() {
    run("one", Map.of("p", 1));
    run("text", Map.of("p", "B"));
    run("two", Map.of("p", 2.5));
    run("other", Map.of("p", "a"));
    run("none", Map.of());
    assertThat(names("", "param.p")).containsExactly("one", "two", "other", "text", "none");
    assertThat(names("", "-param.p")).containsExactly("two", "one", "text", "other", "none");
  }

  @Test
  void showsTheNewestAttemptAlone() {
    Run run = run("a", Map.of());
    world.keep(totals(run.id(), 1, "auc", 1, 2, 3));
    world.keep(totals(run.id(), 1, "old", 1));
    world.keep(totals(run.id(), 1, "auc", 1, 2));
    assertThat(auc(run).last()).isEqualTo(3);
    world.keep(totals(run.id(), 2, "auc", 0.5));
    assertThat(auc(run)).isEqualTo(new MetricSummary(0.5, 0.5, 0.5, 0.5, 1, 1));
    assertThat(world.metrics().all(List.of(run.id()), 10).get(run.id())).containsOnlyKeys("auc");
    world.keep(totals(run.id(), 2, "nan", Double.NaN, Double.NaN));
    assertThat(summary(run, "nan"))
        .isEqualTo(new MetricSummary(Double.NaN, null, null, null, 2, 2));
    assertThat(world.metrics().all(List.of(run.id()), 1).get(run.id())).containsOnlyKeys("auc");
    world.keep(totals(new RunId(TestRuns.IDS.next()), 1, "auc", 1));
  }

  @Test
  void showsTheAskedMetricsOfManyRuns() {
    Run first = run("first", Map.of());
    Run second = run("second", Map.of());
    Run without = run("without", Map.of());
    logged(first, "auc", 0.5, 1);
    logged(first, "loss", 2);
    logged(first, "other", 3);
    logged(second, "loss", Double.NaN);
    Map<RunId, Map<String, MetricSummary>> found =
        world
            .metrics()
            .of(
                project,
                List.of(first.id(), second.id(), without.id()),
                Set.of("auc", "loss", "nobody"));
    assertThat(found).containsOnlyKeys(first.id(), second.id());
    assertThat(found.get(first.id()))
        .isEqualTo(
            Map.of(
                "auc",
                new MetricSummary(1, 0.5, 1.0, 0.75, 2, 2),
                "loss",
                new MetricSummary(2, 2.0, 2.0, 2.0, 1, 1)));
    assertThat(found.get(second.id()))
        .isEqualTo(Map.of("loss", new MetricSummary(Double.NaN, null, null, null, 1, 1)));
    assertThat(world.metrics().of(project, List.of(first.id()), Set.of("nobody"))).isEmpty();
    assertThat(world.metrics().of(project, List.of(), Set.of("auc"))).isEmpty();
  }

  private MetricSummary auc(Run run) {
    return summary(run, "auc");
  }

  private MetricSummary summary(Run run, String key) {
    Map<String, MetricSummary> ofRun =
        world
            .metrics()
            .of(project, List.of(run.id()), Set.of(key))
            .getOrDefault(run.id(), Map.of());
    return Objects.requireNonNull(ofRun.get(key));
  }

  @Test
  void walksInPagesFromAnyPosition() {
    for (int i = 0; i < 17; i++) {
      Run run = run("run " + i, Map.of("p", i % 3));
      if (i % 4 != 0) {
        logged(run, "auc", i % 5);
      }
    }
    for (String sort : List.of("-created", "name", "metric.auc", "-metric.auc.mean", "param.p")) {
      List<String> all = names("", sort);
      assertThat(all).as(sort).hasSize(17).doesNotHaveDuplicates();
      RunOrder order = RunFilterParser.order(sort);
      List<String> walked = new ArrayList<>();
      RunPlace place = RunPlace.START;
      while (place != null) {
        RunSearch.Found page = world.search().page(query(""), order, place, 4);
        page.runs().forEach(run -> walked.add(run.name()));
        String next = page.nextCursor();
        place = next == null ? null : new RunPlace.After(next);
      }
      assertThat(walked).as(sort).isEqualTo(all);
      for (int position = 0; position < 20; position += 3) {
        assertThat(world.search().page(query(""), order, new RunPlace.Position(position), 5).runs())
            .as("%s at %s", sort, position)
            .extracting(Run::name)
            .isEqualTo(all.subList(Math.min(17, position), Math.min(17, position + 5)));
      }
    }
    assertThat(world.search().count(query("param.p:1"))).isEqualTo(6);
  }

  @Test
  void refusesACursorOfAnotherList() {
    run("a", Map.of());
    for (String cursor :
        List.of("x", "", "MCB4", "OSAwMTk1YTNmMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA")) {
      assertThatThrownBy(() ->
              world.search().page(query(""), RunOrder.NEWEST_FIRST, new RunPlace.After(cursor), 5))
          .as(cursor)
          .isInstanceOf(SignalboxException.class);
    }
  }

  @Test
  void findsTrialsByTheirStudyAndHidesThemUnlessAskedForThem() {
    run("other", Map.of());
    Run study = TestRuns.study(project, dataset, user, "search");
    world.insert(study);
    for (int number = 0; number < 3; number++) {
      world.insert(TestRuns.trial(study, number));
    }
    assertThat(listed("")).containsExactly("other", "search");
    assertThat(listed("kind:study")).containsExactly("search");
    assertThat(listed("kind:trial")).containsExactly("search #0", "search #1", "search #2");
    assertThat(listed("study:" + study.id())).hasSize(3);
    assertThat(listed("study~" + study.id().toString().substring(0, 8))).hasSize(3);
    assertThat(listed("study:" + new RunId(TestRuns.IDS.next()))).isEmpty();
    assertThat(listed("NOT has:study")).containsExactly("other", "search");
    assertThat(names("", "study").subList(0, 3)).allMatch(name -> name.startsWith("search #"));
    assertThat(names("", "-study").subList(3, 5)).containsExactlyInAnyOrder("other", "search");
  }

  private List<String> listed(String filter) {
    RunQuery query = new RunQuery(project, RunFilterParser.parse(filter).listed(), user, NOW);
    return names(world.search(), query, RunFilterParser.order("name"));
  }

  @Test
  void tellsWhichOfSomeRunsMatch() {
    Run a = run("a", Map.of("p", 1));
    Run b = run("b", Map.of("p", 2));
    run("c", Map.of("p", 1));
    assertThat(world.search().matching(query("param.p:1"), List.of(a.id(), b.id())))
        .containsExactly(a.id());
    assertThat(world.search().matching(query(""), List.of())).isEmpty();
    assertThat(world.search().ids(query("param.p:1"), RunFilterParser.order("-name"), 1))
        .doesNotContain(a.id(), b.id())
        .hasSize(1);
    assertThat(
            world
                .search()
                .among(query("name!=a"), RunFilterParser.order("name"), List.of(b.id(), a.id())))
        .containsExactly(b);
  }

  @Test
  void tellsWhatBecameOfRunsThatChanged() {
    world.insert(TestRuns.training(project, dataset, user, "a").revised(1, 3));
    Run wanted = TestRuns.training(project, dataset, user, "b").revised(1, 4);
    Run unwanted = TestRuns.training(project, dataset, user, "c").revised(1, 5);
    Run study = TestRuns.study(project, dataset, user, "search").revised(1, 6);
    world.insert(wanted);
    world.insert(unwanted);
    world.insert(study);
    world.insert(TestRuns.trial(study, 0).revised(1, 7));
    assertThat(world.search().changed(query("name!=c"), 3, 10))
        .isEqualTo(Map.of(wanted.id(), true, unwanted.id(), false, study.id(), true));
    assertThat(world.search().changed(query(""), 5, 10)).isEqualTo(Map.of(study.id(), true));
    assertThat(world.search().changed(query("metric.nobody>0"), 4, 10))
        .isEqualTo(Map.of(unwanted.id(), false, study.id(), false));
    assertThat(world.search().changed(query(""), 0, 2)).hasSize(2);
    assertThat(world.search().changed(query(""), 7, 2)).isEmpty();
  }

  /** Both stores get the same runs; what the judge finds, the store under test must find. */
  @Test
  void findsWhatTheJudgeFinds() {
    SplittableRandom random = new SplittableRandom(17);
    InMemoryRunWorld judge = new InMemoryRunWorld();
    fill(judge, random);
    RandomConditions conditions = new RandomConditions(random);
    int found = 0;
    for (int round = 0; round < CONDITIONS; round++) {
      RunQuery query = new RunQuery(project, conditions.next(3), user, NOW);
      RunOrder order = new RunOrder(conditions.field(), random.nextBoolean());
      String text = RunFilterPrinter.print(query.condition()) + " by " + order.text();
      List<String> expected = names(judge, query, order);
      assertThat(names(world.search(), query, order)).as(text).isEqualTo(expected);
      assertThat(world.search().count(query)).as(text).isEqualTo(expected.size());
      found += expected.size();
    }
    // Conditions that find nothing or everything would prove little.
    assertThat(found).isBetween(CONDITIONS * RUNS / 10, CONDITIONS * RUNS * 9 / 10);
  }

  private static List<String> names(RunSearch search, RunQuery query, RunOrder order) {
    return search.page(query, order, RunPlace.START, RUNS + 1).runs().stream()
        .map(Run::name)
        .toList();
  }

  /** Random runs, the same in the judge's store and in the one under test. */
  private void fill(InMemoryRunWorld judge, SplittableRandom random) {
    judge.know(user, "Eve Long", email);
    UserId other = world.user("adult", "other-" + email);
    judge.know(other, "adult", "other-" + email);
    Map<DatasetId, String> datasets = new LinkedHashMap<>();
    for (String name : List.of("adult", "two words", "50%_x\\y")) {
      DatasetId id = world.dataset(project, name);
      datasets.put(id, name);
      judge.know(id, name);
    }
    ModelVersionRef model = world.model(project, dataset, other, "gbm-1");
    judge.know(model.modelId(), "gbm-1");
    judge.know(dataset, "adult.csv");
    for (Run run :
        world
            .search()
            .page(query("archived:any"), RunOrder.NEWEST_FIRST, RunPlace.START, 9)
            .runs()) {
      judge.insert(run);
    }
    for (int i = 0; i < RUNS; i++) {
      Run run =
          random(
              random,
              i,
              pick(random, List.of(user, other)),
              pick(random, List.copyOf(datasets.keySet())),
              model);
      world.insert(run);
      judge.insert(run);
      for (String key : RandomConditions.METRICS) {
        if (random.nextInt(3) > 0) {
          SeriesTotals one = totals(run.id(), 1, key, number(random), number(random));
          world.keep(one);
          judge.keep(one);
        }
      }
      if (random.nextBoolean()) {
        Map<RunId, RunLogs.Counts> counts =
            Map.of(run.id(), new RunLogs.Counts(1, random.nextInt(4), random.nextInt(4), null));
        world.keep(counts);
        judge.keep(counts);
      }
    }
  }

  private static double number(SplittableRandom random) {
    return random.nextInt(9) == 0 ? Double.NaN : pick(random, RandomConditions.NUMBERS);
  }

  private Run random(
      SplittableRandom random, int i, UserId owner, DatasetId ofDataset, ModelVersionRef model) {
    Instant created = NOW.minusSeconds(random.nextInt(300_000));
    RunId id =
        new RunId(
            i < 10
                ? UUID.fromString("0195a3f0-0000-7000-8000-00000000000" + i)
                : TestRuns.IDS.next());
    RunSpec spec =
        switch (random.nextInt(6)) {
          case 0 ->
              new RunSpec.Prediction(
                  ofDataset, model.modelId(), model.version(), DatasetFormat.CSV, null);
          case 1 ->
              new RunSpec.Solve(
                  pick(random, RandomConditions.TEXTS),
                  random.nextBoolean() ? ofDataset : null,
                  parameters(random),
                  null,
                  null);
          default ->
              new RunSpec.Training(
                  pick(random, RandomConditions.TEXTS),
                  ofDataset,
                  "t",
                  Task.CLASSIFICATION,
                  List.of(),
                  Validation.DEFAULT,
                  parameters(random),
                  null);
        };
    List<String> tags = new ArrayList<>();
    for (int tag = random.nextInt(3); tag > 0; tag--) {
      tags.add(pick(random, RandomConditions.TEXTS));
    }
    RunStatus status = pick(random, List.of(RunStatus.values()));
    Instant started = random.nextBoolean() ? created.plusSeconds(random.nextInt(50)) : null;
    Instant ended =
        status.terminal() && started != null ? started.plusSeconds(random.nextInt(90_000)) : null;
    boolean stored = spec instanceof RunSpec.Training && random.nextInt(4) == 0;
    SolveOutcome outcome =
        spec instanceof RunSpec.Solve && random.nextInt(4) > 0
            ? pick(random, List.of(SolveOutcome.values()))
            : null;
    RunState state =
        state(status, random.nextInt(4), outcome, stored ? model : null, started, ended);
    Run run =
        new Run(
            id,
            project,
            pick(random, RandomConditions.TEXTS) + " " + i,
            spec,
            tags,
            random.nextInt(4),
            1,
            null,
            created,
            owner,
            state,
            1,
            0);
    return random.nextInt(5) == 0 ? run.archived(NOW.plusSeconds(random.nextInt(9))) : run;
  }

  private static Map<String, Object> parameters(SplittableRandom random) {
    Map<String, Object> parameters = new HashMap<>();
    if (random.nextBoolean()) {
      parameters.put("lr", pick(random, RandomConditions.NUMBERS));
    }
    if (random.nextBoolean()) {
      parameters.put("model", Map.of("depth", random.nextInt(4), "other", List.of(1, 2)));
    }
    if (random.nextBoolean()) {
      parameters.put("odd \"key\"", random.nextBoolean());
    }
    if (random.nextBoolean()) {
      parameters.put("solver", pick(random, RandomConditions.TEXTS));
    }
    return parameters;
  }

  private static RunState state(
      RunStatus status,
      int attempt,
      @Nullable SolveOutcome outcome,
      @Nullable ModelVersionRef model,
      @Nullable Instant started,
      @Nullable Instant ended) {
    return new RunState(
        status, null, attempt, null, null, null, 0, Map.of(), null, false, outcome, model, 0,
        started, ended, null, null, null, 0, null, null);
  }

  private static <T> T pick(SplittableRandom random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
