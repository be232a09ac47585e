package signalbox.presentation.rest.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.application.run.RunView;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.study.ChangeStudy;
import signalbox.application.study.DownloadStudyEvents;
import signalbox.application.study.EnqueueTrials;
import signalbox.application.study.GetStudy;
import signalbox.application.study.ListStudies;
import signalbox.application.study.ListStudyEvents;
import signalbox.application.study.ListStudyInstances;
import signalbox.application.study.ListTrials;
import signalbox.application.study.NewStudy;
import signalbox.application.study.PruneTrial;
import signalbox.application.study.StartStudy;
import signalbox.application.study.StudyEventFilter;
import signalbox.application.study.StudyEventPage;
import signalbox.application.study.StudyEventPlace;
import signalbox.application.study.StudyEventView;
import signalbox.application.study.StudyInstance;
import signalbox.application.study.StudyView;
import signalbox.application.study.TestStudies;
import signalbox.application.study.TrialPage;
import signalbox.application.study.TrialRow;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunFilterParser;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunOrder;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.AskedRange;
import signalbox.domain.study.Direction;
import signalbox.domain.study.Improvement;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyEvent;
import signalbox.domain.study.StudyEventType;
import signalbox.domain.study.StudyProgress;
import signalbox.domain.study.StudyReport;
import signalbox.domain.study.Trial;
import signalbox.domain.study.TrialState;
import signalbox.presentation.rest.PlainRequestObserver;
import signalbox.presentation.rest.ProblemMapper;
import signalbox.presentation.rest.RestServer;
import signalbox.presentation.shared.ErrorCatalogue;
import signalbox.presentation.shared.Json;
import signalbox.presentation.shared.Origins;

/** The routes of studies over a real socket, with use cases that remember what they were asked. */
class StudyRoutesTest {
  private static final Json JSON = new Json();
  private static final Principal ALICE = new Principal(new UserId(UUID.randomUUID()), false);

  private final Run run =
      TestRuns.study(
          new ProjectId(UUID.randomUUID()),
          new DatasetId(UUID.randomUUID()),
          ALICE.userId(),
          "search");
  private final List<Object> asked = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private StudyView answered = view(run);
  private RestServer server;

  @BeforeEach
  void start() {
    StudyRoutes routes =
        new StudyRoutes(
            new StudyRoutes.Handlers(
                remembering(),
                (caller, query) -> {
                  asked.add(query);
                  return new Page<>(List.of(answered), "next", 7);
                },
                remembering(),
                (caller, query) -> {
                  asked.add(query);
                  return trials();
                },
                (caller, query) -> {
                  asked.add(query);
                  return instances();
                },
                remembering(),
                remembering(),
                remembering(),
                (caller, query) -> {
                  asked.add(query);
                  return new StudyEventPage(
                      log(), new StudyEventPlace(3, 1), new StudyEventPlace(4, 0), true, 7);
                },
                (caller, query) -> {
                  asked.add(query);
                  return sink -> log().forEach(sink);
                }),
            JSON);
    server =
        new RestServer(
            new RestServer.Options("127.0.0.1", 0, null, new Origins(Set.of()), List.of()),
            List.of(routes),
            _ -> ALICE,
            new ProblemMapper(ErrorCatalogue.load()),
            JSON,
            new PlainRequestObserver());
    server.start();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private <C> Handler<C, StudyView> remembering() {
    return (caller, command) -> {
      asked.add(command);
      return answered;
    };
  }

  private static StudyView view(Run run) {
    Study study = TestStudies.study(run.id());
    Trial best =
        TestStudies.ended(
            TestStudies.trial(run.id(), 3, new RunId(UUID.randomUUID()), 1),
            TrialState.COMPLETED,
            TestRuns.NOW,
            2,
            0.875);
    StudyProgress progress =
        study
            .progress()
            .begun(false)
            .begun(true)
            .ended(best, study.definition().objectives())
            .told(
                TestStudies.changed(run.id(), 0, 1, "No tuning service answers.").report(),
                new StudyReport.StudyChanged("No tuning service answers."));
    Study further =
        study
            .with(progress, 4)
            .with(study.plan().enqueueing(List.of(Map.of(), Map.of(), Map.of())), 5);
    return new StudyView(
        new RunView(run, "Alice", null, null, null, null),
        further,
        List.of(new StudyView.Best(best.number(), best.run(), best.values(), Map.of("leaves", 16))),
        List.of(new Improvement(0, 0.5), new Improvement(3, 0.875)));
  }

  private List<StudyEventView> log() {
    return List.of(
        new StudyEventView(
            new StudyEvent(
                run.id(),
                3,
                1,
                TestRuns.NOW,
                StudyEventType.PAUSED,
                null,
                ALICE.userId(),
                "Paused."),
            "Alice"),
        new StudyEventView(
            new StudyEvent(
                run.id(),
                4,
                0,
                TestRuns.NOW,
                StudyEventType.TRIAL_PRUNED,
                5,
                null,
                "Trial 5 was pruned: ü."),
            null));
  }

  /** One that runs and one that ended as a program should not. */
  private TrialPage trials() {
    Trial first = TestStudies.trial(run.id(), 0, new RunId(UUID.randomUUID()), 11);
    Trial second =
        TestStudies.ended(
            TestStudies.trial(run.id(), 1, new RunId(UUID.randomUUID()), 1),
            TrialState.COMPLETED,
            TestRuns.NOW.plusSeconds(9),
            12,
            0.75);
    return new TrialPage(
        List.of("z_rate", "boosting", "leaves"),
        List.of(
            new TrialRow(first, RunStatus.QUEUED, null, null, 0, null, null),
            new TrialRow(
                second,
                RunStatus.SUCCEEDED,
                TestRuns.NOW,
                TestRuns.NOW.plusSeconds(8),
                2,
                "a:1",
                "words")),
        List.of(5, 7),
        12,
        true,
        60);
  }

  private static List<StudyInstance> instances() {
    InstanceModel model =
        new InstanceModel(
            "afiro",
            InstanceModel.Sense.MINIMIZE,
            new InstanceModel.Variables(32L, 0L, 0L),
            27L,
            83L);
    return List.of(
        new StudyInstance(
            new DatasetId(UUID.fromString("0190aaaa-0000-7000-8000-000000000003")),
            "afiro.mps",
            2,
            DatasetFormat.MPS,
            model),
        new StudyInstance(
            new DatasetId(UUID.fromString("0190aaaa-0000-7000-8000-000000000004")),
            "items.csv",
            1,
            DatasetFormat.CSV,
            null));
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path))
            .header("Authorization", "Bearer good")
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode answer(int status, HttpResponse<String> response) throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return JSON.mapper().readTree(response.body());
  }

  /** Every part of what is expected is there as it is; there may be others. */
  private static void assertHas(JsonNode answer, JsonNode expected) {
    for (Map.Entry<String, JsonNode> part : expected.properties()) {
      assertThat(answer.path(part.getKey())).as(part.getKey()).isEqualTo(part.getValue());
    }
  }

  private String ofProject() {
    return "/projects/" + run.projectId() + "/studies";
  }

  private String one() {
    return "/studies/" + run.id();
  }

  private static final String BODY =
      """
      {"name":"my study","algorithm":"lightgbm","datasetId":"0190aaaa-0000-7000-8000-000000000001",
       "target":"survived","task":"classification","excludedColumns":["alive"],
       "validation":{"method":"kfold","folds":5},"parameters":{"rounds":20},"tags":["a"],
       "priority":3,"limits":{"timeSeconds":60,"maxAttempts":7},
       "search":{
         "learning_rate":{"type":"float","low":0.001,"high":0.3,"log":true},
         "leaves":{"type":"integer","low":8,"high":128,"step":8},
         "a.boosting":{"type":"categorical","choices":["gbdt",1,true,null]}},
       "objectives":[{"metric":"roc_auc"},{"metric":"fit_seconds","direction":"minimize"}],
       "constraints":[{"metric":"rows","bound":10,"atLeast":true},{"metric":"gap","bound":0.5}],
       "sampler":{"name":"gp"},
       "pruner":{"name":"median","parameters":{"n_startup_trials":3},"metric":"valid/roc_auc"},
       "seed":42,"trials":100,"timeBudgetSeconds":3600,"parallelism":8,
       "enqueue":[{"learning_rate":0.1,"a.boosting":null}],
       "startFrom":["0190aaaa-0000-7000-8000-000000000002"]}
      """;

  @Test
  void startsAStudyWithEverythingThatWasAskedFor() throws Exception {
    JsonNode study = answer(201, send("POST", ofProject(), BODY, "Idempotency-Key", "key-1"));
    assertThat(study.path("run").path("id").asText()).isEqualTo(run.id().toString());
    StartStudy command = (StartStudy) asked.getFirst();
    assertThat(command.project()).isEqualTo(run.projectId());
    assertThat(command.idempotencyKey()).isEqualTo("key-1");
    NewStudy wanted = command.study();
    assertThat(wanted.work().name()).isEqualTo("my study");
    assertThat(wanted.work().maxAttempts()).isEqualTo(7);
    assertThat(wanted.work().timeSeconds()).isEqualTo(60);
    assertThat(wanted.work().parameters()).isEqualTo(Map.of("rounds", 20));
    assertThat(wanted.search().keySet()).containsExactly("learning_rate", "leaves", "a.boosting");
    assertThat(wanted.search())
        .containsEntry("learning_rate", new AskedRange("float", 0.001, 0.3, null, true, null))
        .containsEntry("leaves", new AskedRange("integer", 8.0, 128.0, 8.0, null, null));
    List<Object> choices = new ArrayList<>(List.of("gbdt", 1, true));
    choices.add(null);
    assertThat(wanted.search())
        .containsEntry(
            "a.boosting", new AskedRange("categorical", null, null, null, null, choices));
    assertThat(wanted.objectives())
        .containsExactly(
            new NewStudy.AskedObjective("roc_auc", null),
            new NewStudy.AskedObjective("fit_seconds", Direction.MINIMIZE));
    assertThat(wanted.constraints())
        .containsExactly(
            new NewStudy.AskedConstraint("rows", 10.0, true),
            new NewStudy.AskedConstraint("gap", 0.5, null));
    assertThat(wanted.sampler()).isEqualTo(new NewStudy.AskedMethod("gp", Map.of()));
    assertThat(wanted.pruner())
        .isEqualTo(
            new NewStudy.AskedPruner(
                new NewStudy.AskedMethod("median", Map.of("n_startup_trials", 3)),
                "valid/roc_auc"));
    assertThat(wanted.seed()).isEqualTo(42);
    assertThat(wanted.trials()).isEqualTo(100);
    assertThat(wanted.timeBudgetSeconds()).isEqualTo(3600);
    assertThat(wanted.parallelism()).isEqualTo(8);
    assertThat(wanted.enqueue())
        .isEqualTo(List.of(withNull(Map.of("learning_rate", 0.1), "a.boosting")));
    assertThat(wanted.startFrom())
        .containsExactly(new RunId(UUID.fromString("0190aaaa-0000-7000-8000-000000000002")));
  }

  private static Map<String, Object> withNull(Map<String, Object> map, String name) {
    Map<String, Object> all = new HashMap<>(map);
    all.put(name, null);
    return all;
  }

  @Test
  void whatIsLeftOutIsOpen() throws Exception {
    answer(
        201,
        send(
            "POST",
            ofProject(),
            """
            {"algorithm":"lightgbm","search":{"a":{"type":"float","low":1,"high":2}},
             "objectives":[{"metric":"m"}],"pruner":null}
            """));
    NewStudy wanted = ((StartStudy) asked.getFirst()).study();
    assertThat(wanted.sampler()).isNull();
    assertThat(wanted.pruner()).isNull();
    assertThat(wanted.seed()).isNull();
    assertThat(wanted.trials()).isNull();
    assertThat(wanted.enqueue()).isEmpty();
    assertThat(wanted.startFrom()).isEmpty();
    assertThat(((StartStudy) asked.getFirst()).idempotencyKey()).isNull();
  }

  @Test
  void aStudyMayBeOverASet() throws Exception {
    answer(
        201,
        send(
            "POST",
            ofProject(),
            """
            {"algorithm":"highs","datasetIds":["0190aaaa-0000-7000-8000-000000000004",
              "0190aaaa-0000-7000-8000-000000000003"],"search":{},"objectives":[]}
            """));
    NewStudy.Work work = ((StartStudy) asked.getFirst()).study().work();
    assertThat(work.datasetId()).isNull();
    assertThat(work.datasetIds())
        .containsExactly(
            new DatasetId(UUID.fromString("0190aaaa-0000-7000-8000-000000000004")),
            new DatasetId(UUID.fromString("0190aaaa-0000-7000-8000-000000000003")));
    asked.clear();
    answer(
        201,
        send(
            "POST",
            ofProject(),
            "{\"algorithm\":\"highs\",\"datasetIds\":[],\"search\":{},\"objectives\":[]}"));
    assertThat(((StartStudy) asked.getFirst()).study().work().datasetIds())
        .as("an empty set is not the same as none")
        .isEmpty();
  }

  @Test
  void tellsTheInstancesOfASetWithTheirPlaces() throws Exception {
    JsonNode answer = answer(200, send("GET", one() + "/instances", ""));
    assertThat(asked).containsExactly(new ListStudyInstances(run.id()));
    assertThat(answer)
        .isEqualTo(
            JSON.mapper()
                .readTree(
                    """
                    {"items":[
                      {"place":1,"datasetId":"0190aaaa-0000-7000-8000-000000000003",
                       "name":"afiro.mps","version":2,"format":"mps",
                       "model":{"name":"afiro","sense":"minimize",
                         "variables":{"continuous":32,"integer":0,"binary":0},
                         "constraints":27,"nonzeros":83}},
                      {"place":2,"datasetId":"0190aaaa-0000-7000-8000-000000000004",
                       "name":"items.csv","version":1,"format":"csv","model":null}]}
                    """));
  }

  @Test
  void aStudyOverASetSaysHowManyInstancesThereAre() throws Exception {
    List<DatasetId> set =
        List.of(new DatasetId(UUID.randomUUID()), new DatasetId(UUID.randomUUID()));
    answered = view(TestRuns.setStudy(run.projectId(), set, ALICE.userId(), "tune"));
    JsonNode told = answer(200, send("GET", one(), "")).path("run");
    assertThat(told.path("instances").asInt()).isEqualTo(2);
    assertThat(told.path("spec").has("datasetId")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"search\":{}}|objectives",
        "{\"objectives\":[]}|search",
        "{\"search\":{},\"objectives\":[{}]}|objectives[0].metric",
        "{\"search\":{},\"objectives\":[{\"metric\":\"m\",\"direction\":\"up\"}]}"
            + "|objectives[0].direction",
        "{\"search\":{\"a\":{\"type\":\"float\",\"low\":\"1\"}},\"objectives\":[]}|search.a.low",
        "{\"search\":{\"a\":{\"kind\":\"float\"}},\"objectives\":[]}|search.a.kind",
        "{\"search\":{\"a\":null},\"objectives\":[]}|search.a",
        "{\"search\":{},\"objectives\":[],\"sampler\":{}}|sampler.name",
        "{\"search\":{},\"objectives\":[],\"trials\":1.5}|trials",
        "{\"search\":{},\"objectives\":[],\"task\":\"guess\"}|task",
        "{\"search\":{},\"objectives\":[],\"enqueue\":[null]}|enqueue[0]",
        "{\"search\":{},\"objectives\":[],\"datasetIds\":[null]}|datasetIds[0]",
        "{\"search\":{},\"objectives\":[],\"datasetIds\":[\"x\"]}|datasetIds[0]"
      })
  void namesWhatIsNoStudy(String body, String field) throws Exception {
    JsonNode problem = answer(422, send("POST", ofProject(), body));
    assertThat(problem.path("field").asText()).isEqualTo(field);
    assertThat(asked).isEmpty();
  }

  @Test
  void tellsAStudy() throws Exception {
    JsonNode study = answer(200, send("GET", one(), ""));
    assertThat(asked).containsExactly(new GetStudy(run.id()));
    assertThat(study.path("run").path("kind").asText()).isEqualTo("study");
    JsonNode expected =
        JSON.mapper()
            .readTree(
                """
                {"search":{
                   "z_rate":{"type":"float","low":0.001,"high":0.3,"log":true},
                   "a.share":{"type":"float","low":0.0,"high":1.0,"step":0.25,"log":false},
                   "leaves":{"type":"integer","low":8,"high":128,"step":8,"log":false},
                   "boosting":{"type":"categorical","choices":["gbdt",1,2.5,true,null]}},
                 "objectives":[{"metric":"roc_auc","direction":"maximize"}],
                 "constraints":[{"metric":"rows","bound":10.5,"atLeast":true}],
                 "sampler":{"name":"tpe","parameters":{"multivariate":true,"n_startup_trials":5}},
                 "pruner":{"name":"median","parameters":{},"metric":"valid/roc_auc"},
                 "seed":42,"trials":60,"timeBudgetSeconds":3600,"parallelism":4,"paused":false,
                 "stopping":false,"trouble":"No tuning service answers.","enqueued":2,
                 "counts":{"running":1,"completed":1,"pruned":0,"failed":0,"cancelled":0},
                 "improvements":[[0,0.5],[3,0.875]]}
                """);
    assertHas(study, expected);
    assertThat(study.path("search").fieldNames())
        .toIterable()
        .containsExactly("z_rate", "a.share", "leaves", "boosting");
    assertThat(study.path("startFrom")).hasSize(1);
    assertThat(study.path("best").get(0).path("values").get(0).asDouble()).isEqualTo(0.875);
    assertThat(study.path("best").get(0).path("parameters").path("leaves").asInt()).isEqualTo(16);
    assertThat(study.path("best").get(0).path("number").asInt()).isEqualTo(3);
  }

  @Test
  void whatHinderedAStudyIsNotToldOnceItIsOver() throws Exception {
    answered = view(run.with(TestRuns.ended(RunStatus.SUCCEEDED)));
    assertThat(answer(200, send("GET", one(), "")).path("trouble").isNull()).isTrue();
  }

  @Test
  void listsStudies() throws Exception {
    JsonNode page = answer(200, send("GET", ofProject() + "?limit=5&q=sea&sort=name", ""));
    assertThat(page.path("items")).hasSize(1);
    assertThat(page.path("nextCursor").asText()).isEqualTo("next");
    assertThat(page.path("total").asInt()).isEqualTo(7);
    answer(200, send("GET", ofProject() + "?cursor=abc", ""));
    assertThat(asked)
        .containsExactly(
            new ListStudies(run.projectId(), "sea", RunFilterParser.order("name"), null, 5),
            new ListStudies(run.projectId(), "", RunOrder.NEWEST_FIRST, "abc", 50));
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=201", "sort=nothing"})
  void refusesBadPages(String query) throws Exception {
    answer(422, send("GET", ofProject() + "?" + query, ""));
    assertThat(asked).isEmpty();
  }

  @Test
  void tellsTrialsAsColumns() throws Exception {
    JsonNode page = answer(200, send("GET", one() + "/trials?after=10.3&limit=2", ""));
    assertThat(asked).containsExactly(new ListTrials(run.id(), 10, 2));
    JsonNode expected =
        JSON.mapper()
            .readTree(
                """
                {"revision":"12","more":true,"total":60,"deleted":[5,7],"number":[0,1],
                 "state":["running","completed"],"runStatus":["queued","succeeded"],
                 "values":[null,[0.75]],"constraints":[null,[-0.5]],"lastStep":[-1,7],
                 "attempt":[0,2],"instance":[null,"a:1"],"proposed":[false,true],
                 "failure":[null,"words"],
                 "parameters":{"z_rate":[0.1,1.1],"boosting":["gbdt","gbdt"],"leaves":[null,null]}}
                """);
    assertHas(page, expected);
    assertThat(page.path("startedAt").get(0).isNull()).isTrue();
    assertThat(page.path("endedAt").get(1).asText())
        .isEqualTo(TestRuns.NOW.plusSeconds(8).toString());
    assertThat(page.path("runId")).hasSize(2);
    assertThat(page.path("begunAt")).hasSize(2);
    answer(200, send("GET", one() + "/trials", ""));
    assertThat(asked.getLast()).isEqualTo(new ListTrials(run.id(), 0, 1_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"after=x", "after=-1", "after=1.", "limit=5001", "limit=0"})
  void refusesBadPlaces(String query) throws Exception {
    answer(422, send("GET", one() + "/trials?" + query, ""));
    assertThat(asked).isEmpty();
  }

  @Test
  void tellsTheLogWithItsPlaces() throws Exception {
    JsonNode page =
        answer(
            200,
            send(
                "GET",
                one() + "/events?before=5.0&limit=2&type=paused&type=trial_pruned&trial=5&q=%C3%BC",
                ""));
    assertThat(asked)
        .containsExactly(
            new ListStudyEvents(
                run.id(),
                new StudyEventFilter(
                    Set.of(StudyEventType.PAUSED, StudyEventType.TRIAL_PRUNED), 5, "ü"),
                null,
                new StudyEventPlace(5, 0),
                2));
    JsonNode expected =
        JSON.mapper()
            .readTree(
                """
                {"items":[
                   {"id":"3.1","time":"%1$s","type":"paused","trial":null,
                    "by":{"id":"%2$s","name":"Alice"},"text":"Paused."},
                   {"id":"4.0","time":"%1$s","type":"trial_pruned","trial":5,
                    "by":null,"text":"Trial 5 was pruned: ü."}],
                 "before":"3.1","after":"4.0","more":true,"total":7}
                """
                    .formatted(TestRuns.NOW, ALICE.userId()));
    assertThat(page).isEqualTo(expected);
    answer(200, send("GET", one() + "/events", ""));
    assertThat(asked.getLast())
        .isEqualTo(new ListStudyEvents(run.id(), StudyEventFilter.ALL, null, null, 200));
  }

  @ParameterizedTest
  @CsvSource({
    "after=x,after",
    "before=1,before",
    "after=1.0&before=2.0,before",
    "limit=1001,limit",
    "type=sold,type",
    "trial=-1,trial"
  })
  void refusesPlacesAndFiltersThatAreNone(String query, String field) throws Exception {
    JsonNode problem = answer(422, send("GET", one() + "/events?" + query, ""));
    assertThat(problem.path("field").asText()).isEqualTo(field);
    assertThat(asked).isEmpty();
  }

  @Test
  void theLogIsAFileToo() throws Exception {
    HttpResponse<String> text = send("GET", one() + "/events/download?trial=5", "");
    assertThat(text.statusCode()).isEqualTo(200);
    assertThat(text.body())
        .isEqualTo("%1$s Paused. (Alice)\n%1$s Trial 5 was pruned: ü.\n".formatted(TestRuns.NOW));
    assertThat(text.headers().firstValue("Content-Disposition").orElseThrow())
        .contains("study-" + run.id() + ".log");
    assertThat(asked)
        .containsExactly(
            new DownloadStudyEvents(run.id(), new StudyEventFilter(Set.of(), 5, null)));
    HttpResponse<String> lines = send("GET", one() + "/events/download?format=jsonl", "");
    assertThat(lines.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/x-ndjson");
    List<String> each = lines.body().lines().toList();
    assertThat(each).hasSize(2);
    assertThat(JSON.mapper().readTree(each.get(1)).path("trial").asInt()).isEqualTo(5);
    answer(422, send("GET", one() + "/events/download?format=pdf", ""));
  }

  @Test
  void changesWhatPeopleMayChange() throws Exception {
    answer(200, send("PATCH", one(), "{\"trials\":200}"));
    answer(200, send("PATCH", one(), "{\"parallelism\":9}"));
    answer(200, send("POST", one() + "/pause", ""));
    answer(200, send("POST", one() + "/resume", ""));
    answer(200, send("POST", one() + "/stop", ""));
    answer(200, send("POST", one() + "/enqueue", "{\"configurations\":[{\"leaves\":16}]}"));
    answer(202, send("POST", one() + "/trials/17/prune", ""));
    assertThat(asked)
        .containsExactly(
            new ChangeStudy(run.id(), 200L, null),
            new ChangeStudy(run.id(), null, 9L),
            ChangeStudy.pause(run.id()),
            ChangeStudy.resume(run.id()),
            ChangeStudy.stop(run.id()),
            new EnqueueTrials(run.id(), List.of(Map.of("leaves", 16))),
            new PruneTrial(run.id(), 17));
  }

  @Test
  void refusesBodiesThatAreNoChange() throws Exception {
    for (String body : List.of("{\"seed\":1}", "{\"trials\":\"9\"}", "[]")) {
      answer(422, send("PATCH", one(), body));
    }
    answer(422, send("POST", one() + "/enqueue", "{\"configurations\":[7]}"));
    answer(404, send("POST", one() + "/trials/x/prune", ""));
    answer(404, send("POST", one() + "/trials/1234567890/prune", ""));
    answer(404, send("GET", "/studies/17", ""));
    assertThat(asked).isEmpty();
  }
}
