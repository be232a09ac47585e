package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static signalbox.bootstrap.TestChannel.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signalbox.events.v1.Algorithm;
import signalbox.events.v1.ChangeStudy;
import signalbox.events.v1.Command;
import signalbox.events.v1.DatasetRef;
import signalbox.events.v1.MetricInfo;
import signalbox.events.v1.RunCancelled;
import signalbox.events.v1.RunQueued;
import signalbox.events.v1.RunStarted;
import signalbox.events.v1.RunStarting;
import signalbox.events.v1.RunSucceeded;
import signalbox.events.v1.ServiceDescribed;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.Status;
import signalbox.events.v1.StudyChanged;
import signalbox.events.v1.TrialBegun;
import signalbox.events.v1.TrialEnded;

/** A study from the request to its last trial, over REST, with the test as the orchestrator. */
@Timeout(180)
class StudyLineIT {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  private static final String SCHEMA =
      """
      {"type":"object","additionalProperties":false,"properties":{
        "rounds":{"type":"integer","minimum":1,"default":10},
        "rate":{"type":"number","exclusiveMinimum":0,"maximum":1,"default":0.1},
        "kind":{"type":"string","enum":["a","b"],"default":"a"}}}
      """;
  private static final String SOLVER_SCHEMA =
      """
      {"type":"object","additionalProperties":false,"properties":{
        "time_limit_seconds":{"type":"number","minimum":0,"default":0},
        "effort":{"type":"number","minimum":0,"maximum":1,"default":0.5}}}
      """;
  private static final String SAMPLER_SCHEMA =
      """
      {"type":"object","additionalProperties":false,"properties":{
        "n_startup_trials":{"type":"integer","minimum":0,"default":10}}}
      """;

  @TempDir private static Path folder;
  private static @Nullable TestChannel channel;
  private static @Nullable RunningBackend running;
  private static String project = "";
  private static String dataset = "";

  @BeforeAll
  static void start() throws Exception {
    TestChannel opened = TestChannel.in(folder.resolve("kafka"));
    channel = opened;
    running =
        RunningBackend.started(
            RunningBackend.freshSettings(Map.of("SIGNALBOX_KAFKA_BOOTSTRAP", opened.bootstrap())));
    tell("toys", status("", 0, 0).setServiceDescribed(toys()));
    tell("tuning", status("", 0, 0).setServiceDescribed(tuning()));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> call(200, "GET", "/algorithms", null).path("total").asInt() == 5);
    UUID made = backend().newProject();
    project = made.toString();
    StringBuilder csv = new StringBuilder("x,y\n");
    IntStream.range(0, 40)
        .forEach(i -> csv.append(i / 2.0).append(',').append(i * 1.25).append('\n'));
    dataset =
        backend()
            .upload(made, backend().adminToken(), "train.csv", csv.toString())
            .expect(201)
            .json()
            .path("id")
            .asText();
  }

  @AfterAll
  static void stop() {
    if (running != null) {
      running.close();
    }
    if (channel != null) {
      channel.close();
    }
  }

  private static RunningBackend backend() {
    return Objects.requireNonNull(running);
  }

  private static Algorithm.Builder algorithm(String name, String kind, String schema) {
    return Algorithm.newBuilder()
        .setName(name)
        .setTitle(name)
        .addKinds(kind)
        .setParametersSchemaJson(schema);
  }

  private static ServiceDescribed.Builder service(String name) {
    return ServiceDescribed.newBuilder()
        .setService(name)
        .setInstance(name + ":1")
        .setVersion("1")
        .setInstanceId("i")
        .setUp(true)
        .setSlots(2)
        .setBreakerState("closed");
  }

  private static ServiceDescribed.Builder toys() {
    return service("toys")
        .addAlgorithms(
            algorithm("toy", "training", SCHEMA)
                .addTasks("regression")
                .addMetrics(
                    MetricInfo.newBuilder().setKey("rmse").setRole("score").setTask("regression"))
                .addMetrics(
                    MetricInfo.newBuilder()
                        .setKey("valid/rmse")
                        .setRole("score")
                        .setTask("regression")
                        .setStepUnit("round"))
                .addMetrics(MetricInfo.newBuilder().setKey("fit_seconds").setRole("score")))
        .addAlgorithms(
            algorithm("toy_solver", "solve", SOLVER_SCHEMA)
                .addInstanceFormats("mps")
                .addMetrics(MetricInfo.newBuilder().setKey("gap").setRole("gap"))
                .addMetrics(
                    MetricInfo.newBuilder()
                        .setKey("set/gap")
                        .setRole("loss")
                        .setStepUnit("tick")
                        .setOfSet(true)));
  }

  private static ServiceDescribed.Builder tuning() {
    return service("tuning")
        .addAlgorithms(algorithm("tpe", "study", SAMPLER_SCHEMA))
        .addAlgorithms(algorithm("grid", "study", SAMPLER_SCHEMA))
        .addAlgorithms(algorithm("median", "pruner", SAMPLER_SCHEMA));
  }

  private static String body(String search, String more) {
    return "{\"name\":\"search\",\"algorithm\":\"toy\",\"datasetId\":\""
        + dataset
        + "\",\"target\":\"y\",\"parameters\":{\"kind\":\"b\"},\"search\":"
        + search
        + ",\"objectives\":[{\"metric\":\"rmse\"}],\"trials\":4"
        + more
        + "}";
  }

  private static final String SEARCH =
      """
      {"rate":{"type":"float","low":0.01,"high":0.5,"log":true},
       "rounds":{"type":"integer","low":10,"high":100,"step":10}}
      """;

  private static JsonNode started(String more) throws Exception {
    return call(201, "POST", studies(), body(SEARCH, more));
  }

  private static String studies() {
    return "/projects/" + project + "/studies";
  }

  private static String runs() {
    return "/projects/" + project + "/runs";
  }

  /** A trial that has begun, with its run on its way. */
  private static String begin(String study, int number, double rate) throws Exception {
    String trial = UUID.randomUUID().toString();
    begin(study, number, trial, rate);
    tell(study, status(trial, 0, 1).setRunQueued(RunQueued.newBuilder()));
    tell(study, status(trial, 1, 2).setRunStarting(RunStarting.newBuilder().setService("toys")));
    tell(
        study,
        status(trial, 1, 3)
            .setRunStarted(RunStarted.newBuilder().setService("toys").setInstance("toys:1")));
    return trial;
  }

  private static void begin(String study, int number, String trial, double rate) throws Exception {
    tell(
        study,
        status(study, 0, number + 1)
            .setTrialBegun(
                TrialBegun.newBuilder()
                    .setNumber(number)
                    .setTrialId(trial)
                    .setParametersJson("{\"rate\":" + rate + ",\"rounds\":20}")
                    .setProposed(number > 0)));
  }

  private static void end(String study, int number, String trial, String outcome, Double... values)
      throws Exception {
    tell(
        study,
        status(study, 0, number + 1)
            .setTrialEnded(
                TrialEnded.newBuilder()
                    .setNumber(number)
                    .setTrialId(trial)
                    .setOutcome(outcome)
                    .addAllValues(List.of(values))
                    .setLastStep(-1)));
  }

  private static void succeed(String study, int number, String trial, double value)
      throws Exception {
    tell(
        study,
        status(trial, 1, 4).setRunSucceeded(RunSucceeded.newBuilder().putSummary("rmse", value)));
    end(study, number, trial, "completed", value);
  }

  private static void go(String study) throws Exception {
    tell(study, status(study, 0, 1).setRunQueued(RunQueued.newBuilder()));
    tell(study, status(study, 1, 2).setRunStarting(RunStarting.newBuilder().setService("tuning")));
    tell(study, status(study, 1, 3).setRunStarted(RunStarted.newBuilder().setService("tuning")));
  }

  private static JsonNode awaitCounts(String study, String counts) throws Exception {
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() ->
            assertThat(call(200, "GET", "/studies/" + study, null).path("counts"))
                .isEqualTo(MAPPER.readTree(counts)));
    return call(200, "GET", "/studies/" + study, null);
  }

  @Test
  void aStudyGoesFromTheRequestToItsLastTrial() throws Exception {
    JsonNode created =
        started(",\"pruner\":{\"name\":\"median\"},\"parallelism\":2,\"tags\":[\"t\"]");
    String study = created.at("/run/id").asText();
    assertThat(created.at("/run/kind").asText()).isEqualTo("study");
    assertThat(created.at("/pruner/metric").asText()).isEqualTo("valid/rmse");
    assertThat(created.at("/sampler/parameters/n_startup_trials").asInt()).isEqualTo(10);
    assertThat(created.at("/objectives/0/direction").asText()).isEqualTo("minimize");
    assertThat(created.path("best")).isEmpty();
    StartRun start = commands(study, 1).getFirst().getStartRun();
    assertThat(start.getSpec().getKind()).isEqualTo("study");
    assertThat(start.getStudy().getTrials()).isEqualTo(4);
    assertThat(MAPPER.readTree(start.getSpec().getParametersJson()))
        .as("what is searched is not fixed")
        .isEqualTo(MAPPER.readTree("{\"kind\":\"b\"}"));

    watch(study);
    try (StreamViewer stream =
        StreamViewer.open(backend().client(), backend().backend().port(), backend().adminToken())) {
      stream.subscribe("study:" + study, null);
      stream.readUntil(frames -> !frames.isEmpty());
      assertThat(stream.frames().getFirst().at("/state/study/run/id").asText()).isEqualTo(study);
      go(study);
      String first = begin(study, 0, 0.1);
      String second = begin(study, 1, 0.2);
      succeed(study, 0, first, 0.5);
      // Said again by an orchestrator that took over.
      begin(study, 0, first, 0.1);
      end(study, 0, first, "completed", 0.5);
      String third = begin(study, 2, 0.3);
      String fourth = begin(study, 3, 0.4);
      tell(study, status(second, 1, 4).setRunCancelled(RunCancelled.newBuilder().setKilled(true)));
      end(study, 1, second, "pruned", 0.75);
      succeed(study, 3, fourth, 0.25);
      JsonNode told =
          awaitCounts(
              study, "{\"running\":1,\"completed\":2,\"pruned\":1,\"failed\":0,\"cancelled\":0}");
      assertThat(told.at("/best/0/runId").asText()).isEqualTo(fourth);
      assertThat(told.at("/best/0/parameters/rate").asDouble()).isEqualTo(0.4);
      assertThat(told.path("improvements")).isEqualTo(MAPPER.readTree("[[0,0.5],[3,0.25]]"));
      stream.readUntil(frames ->
          states(frames)
              .entrySet()
              .containsAll(
                  Map.of(0, "completed", 1, "pruned", 2, "running", 3, "completed").entrySet()));
      columnsAreWhatTheStreamTold(study, List.of(first, second, third, fourth));
      trialsAreRunsThatNobodySeesUnlessHeAsks(study, second);
      deletesNothingThatIsNeeded(third);
      ends(study, third);
    }
  }

  private static void watch(String study) throws Exception {
    String rule = "{\"name\":\"better\",\"trigger\":{\"study\":%s},\"scope\":{\"runId\":\"%s\"}}";
    String rules = "/projects/" + project + "/alert-rules";
    JsonNode made =
        call(201, "POST", rules, rule.formatted("{\"improved\":true,\"ended\":true}", study));
    assertThat(made.path("trigger"))
        .isEqualTo(MAPPER.readTree("{\"study\":{\"improved\":true,\"ended\":true}}"));
    call(201, "POST", rules, rule.formatted("{\"improved\":true,\"by\":0.3}", study));
  }

  /** The last state of each trial that the frames tell of. */
  private static Map<Integer, String> states(List<JsonNode> frames) {
    Map<Integer, String> states = new HashMap<>();
    for (JsonNode frame : frames) {
      for (JsonNode item : frame.path("items")) {
        for (int i = 0; i < item.path("number").size(); i++) {
          states.put(item.path("number").get(i).asInt(), item.path("state").get(i).asText());
        }
      }
    }
    return states;
  }

  private static void columnsAreWhatTheStreamTold(String study, List<String> trials)
      throws Exception {
    JsonNode all = call(200, "GET", "/studies/" + study + "/trials", null);
    assertThat(all.path("total").asInt()).isEqualTo(4);
    assertThat(all.path("more").asBoolean()).isFalse();
    for (int i = 0; i < trials.size(); i++) {
      int number = all.path("number").get(i).asInt();
      assertThat(all.path("runId").get(i).asText()).isEqualTo(trials.get(number));
      assertThat(all.at("/parameters/rounds").get(i).asInt()).isEqualTo(20);
      assertThat(all.path("proposed").get(i).asBoolean()).isEqualTo(number > 0);
      if (number == 1) {
        assertThat(all.path("runStatus").get(i).asText()).isEqualTo("cancelled");
        assertThat(all.path("values").get(i).get(0).asDouble()).isEqualTo(0.75);
      }
      if (number == 2) {
        assertThat(all.path("runStatus").get(i).asText()).isEqualTo("running");
        assertThat(all.path("instance").get(i).asText()).isEqualTo("toys:1");
        assertThat(all.path("values").get(i).isNull()).isTrue();
      }
    }
    JsonNode page = call(200, "GET", "/studies/" + study + "/trials?limit=3", null);
    assertThat(page.path("more").asBoolean()).isTrue();
    String after = page.path("revision").asText();
    JsonNode rest = call(200, "GET", "/studies/" + study + "/trials?after=" + after, null);
    assertThat(rest.path("number")).hasSize(1);
    assertThat(
            call(
                    200,
                    "GET",
                    "/studies/" + study + "/trials?after=" + rest.path("revision").asText(),
                    null)
                .path("number"))
        .isEmpty();
  }

  private static void trialsAreRunsThatNobodySeesUnlessHeAsks(String study, String pruned)
      throws Exception {
    JsonNode listed = call(200, "GET", runs() + "?filter=study:" + study, null);
    assertThat(listed.path("total").asInt()).isEqualTo(4);
    assertThat(listed.at("/items/0/studyId").asText()).isEqualTo(study);
    assertThat(call(200, "GET", runs() + "?kind=trial", null).path("total").asInt())
        .isGreaterThanOrEqualTo(4);
    for (JsonNode run : call(200, "GET", runs() + "?limit=200", null).path("items")) {
      assertThat(run.path("kind").asText()).isNotEqualTo("trial");
    }
    JsonNode run = call(200, "GET", "/runs/" + pruned, null);
    assertThat(run.path("kind").asText()).isEqualTo("trial");
    assertThat(run.path("trialNumber").asInt()).isEqualTo(1);
    assertThat(run.path("trialState").asText()).isEqualTo("pruned");
    assertThat(run.at("/spec/parameters"))
        .isEqualTo(MAPPER.readTree("{\"kind\":\"b\",\"rate\":0.2,\"rounds\":20}"));
    assertThat(run.path("tags").toString()).isEqualTo("[\"t\"]");
    assertThat(call(200, "GET", studies() + "?q=search", null).path("total").asInt())
        .isGreaterThanOrEqualTo(1);
    assertThat(call(200, "POST", "/runs/" + pruned + "/clone", "").path("kind").asText())
        .isEqualTo("training");
    assertThat(call(409, "POST", "/runs/" + study + "/clone", "").path("code").asText())
        .isEqualTo("study.not_cloned");
  }

  private static String delete(String run) {
    return "{\"action\":\"delete\",\"runIds\":[\"" + run + "\"]}";
  }

  private static void deletesNothingThatIsNeeded(String trial) throws Exception {
    JsonNode refused = call(200, "POST", runs() + "/bulk", delete(trial));
    assertThat(refused.path("succeeded")).isEmpty();
    assertThat(refused.path("failed")).hasSize(1);
  }

  private static void ends(String study, String last) throws Exception {
    call(202, "POST", "/runs/" + last + "/cancel", "{\"mode\":\"kill\"}");
    Command cancel = commands(study, 2).getLast();
    assertThat(cancel.getCancelRun().getRunId()).isEqualTo(last);
    tell(study, status(last, 1, 4).setRunCancelled(RunCancelled.newBuilder().setKilled(true)));
    end(study, 2, last, "cancelled");
    tell(
        study,
        status(study, 1, 4).setRunSucceeded(RunSucceeded.newBuilder().putSummary("rmse", 0.25)));
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() ->
            call(200, "GET", "/runs/" + study, null).path("status").asText().equals("succeeded"));
    theLogTellsTheStory(study);
    theInboxTellsWhatIsBetter(study);
    JsonNode over = call(409, "POST", "/studies/" + study + "/pause", null);
    assertThat(over.path("code").asText()).isEqualTo("study.over");
    assertThat(
            call(200, "GET", "/datasets/" + dataset + "/lineage", null)
                .at("/studies/total")
                .asInt())
        .isGreaterThanOrEqualTo(1);
    JsonNode gone = call(200, "POST", runs() + "/bulk", delete(study));
    assertThat(gone.path("succeeded")).hasSize(1);
    call(404, "GET", "/studies/" + study, null);
    call(404, "GET", "/runs/" + last, null);
    assertThat(call(200, "GET", runs() + "?filter=study:" + study, null).path("total").asInt())
        .isZero();
  }

  private static void theLogTellsTheStory(String study) throws Exception {
    String log = "/studies/" + study + "/events";
    JsonNode all = call(200, "GET", log + "?limit=1000", null);
    List<String> texts = new ArrayList<>();
    all.path("items").forEach(event -> texts.add(event.path("text").asText()));
    assertThat(texts)
        .contains(
            "The search begins.",
            "Trial 0 begins, enqueued by a person: rate = 0.1, rounds = 20.",
            "Trial 0 executes on toys at toys:1.",
            "Trial 0 completed: rmse = 0.5, the best so far.",
            "Trial 1 was pruned by the median pruner.",
            "Trial 3 completed: rmse = 0.25, the best so far.",
            "Trial 2 is to be killed.",
            "Trial 2 was cancelled.",
            "All 4 trials are done. The best rmse is 0.25, of trial 3.");
    assertThat(texts).as("what came again is told once").doesNotHaveDuplicates();
    assertThat(all.path("total").asInt()).isEqualTo(texts.size());
    assertThat(all.at("/items/0/by/name").asText()).isNotEmpty();
    JsonNode ofTrial = call(200, "GET", log + "?trial=2&type=cancel_requested", null);
    assertThat(ofTrial.path("items")).hasSize(1);
    assertThat(call(200, "GET", log + "?q=PRUNED", null).path("total").asInt()).isEqualTo(1);
    JsonNode later = call(200, "GET", log + "?after=" + all.path("after").asText(), null);
    assertThat(later.path("items")).isEmpty();
  }

  private static void theInboxTellsWhatIsBetter(String study) throws Exception {
    List<JsonNode> told = new ArrayList<>();
    for (JsonNode one : call(200, "GET", "/me/notifications?limit=200", null).path("items")) {
      if (one.at("/run/id").asText().equals(study)) {
        told.add(one);
      }
    }
    assertThat(told)
        .as("the first that completes is no improvement, and 0.25 is not 0.3")
        .extracting(one -> one.path("title").asText())
        .containsExactly("search succeeded", "search: rmse improved to 0.25");
    assertThat(told.getFirst().path("text").asText()).isEqualTo("The best rmse is 0.25.");
    JsonNode better = told.getLast();
    assertThat(better.path("kind").asText()).isEqualTo("study_improved");
    assertThat(better.path("text").asText())
        .isEqualTo("By trial 3; the best before was 0.5, of trial 0");
    assertThat(better.at("/place/view").asText()).isEqualTo("study");
    assertThat(better.at("/place/trial").asInt()).isEqualTo(3);
  }

  @Test
  void everyChangeIsACommandWithTheWholePlan() throws Exception {
    String study = started(",\"enqueue\":[{\"rate\":0.1,\"rounds\":50}]").at("/run/id").asText();
    String one = "/studies/" + study;
    String trial = begin(study, 0, 0.1);
    awaitCounts(study, "{\"running\":1,\"completed\":0,\"pruned\":0,\"failed\":0,\"cancelled\":0}");
    assertThat(call(200, "GET", one, null).path("enqueued").asInt()).isZero();
    assertThat(call(200, "PATCH", one, "{\"trials\":9}").path("trials").asInt()).isEqualTo(9);
    assertThat(call(200, "POST", one + "/pause", null).path("paused").asBoolean()).isTrue();
    assertThat(
            call(
                    200,
                    "POST",
                    one + "/enqueue",
                    "{\"configurations\":[{\"rate\":0.25,\"rounds\":20}]}")
                .path("enqueued")
                .asInt())
        .isEqualTo(1);
    call(202, "POST", one + "/trials/0/prune", null);
    assertThat(call(404, "POST", one + "/trials/1/prune", null).path("code").asText())
        .isEqualTo("trial.not_found");
    assertThat(call(200, "POST", one + "/stop", null).path("stopping").asBoolean()).isTrue();
    List<String> asked = new ArrayList<>();
    call(200, "GET", one + "/events", null)
        .path("items")
        .forEach(event -> asked.add(event.path("type").asText()));
    assertThat(asked)
        .contains("changed", "paused", "enqueued", "prune_requested", "stop_requested");
    List<Command> commands = commands(study, 6);
    ChangeStudy last = commands.getLast().getChangeStudy();
    assertThat(last.getRevision()).isEqualTo(5);
    assertThat(last.getTrials()).isEqualTo(9);
    assertThat(last.getPaused()).isTrue();
    assertThat(last.getStopping()).isTrue();
    assertThat(last.getPruneList()).containsExactly(0);
    assertThat(last.getEnqueuedJsonList()).hasSize(2);
    tell(
        study,
        status(study, 0, 5)
            .setStudyChanged(StudyChanged.newBuilder().setTrouble("No tuning service answers.")));
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() ->
            call(200, "GET", one, null)
                .path("trouble")
                .asText()
                .equals("No tuning service answers."));
    succeed(study, 0, trial, 0.5);
    awaitCounts(study, "{\"running\":0,\"completed\":1,\"pruned\":0,\"failed\":0,\"cancelled\":0}");
    assertThat(call(409, "POST", one + "/trials/0/prune", null).path("code").asText())
        .isEqualTo("trial.ended");
  }

  @Test
  void theNextStudyLearnsFromTheLast() throws Exception {
    String study = started("").at("/run/id").asText();
    String trial = begin(study, 0, 0.1);
    succeed(study, 0, trial, 0.5);
    awaitCounts(study, "{\"running\":0,\"completed\":1,\"pruned\":0,\"failed\":0,\"cancelled\":0}");
    String next = started(",\"startFrom\":[\"" + study + "\"]").at("/run/id").asText();
    StartRun start = commands(next, 1).getFirst().getStartRun();
    assertThat(start.getStudy().getEarlierList())
        .singleElement()
        .satisfies(told -> {
          assertThat(told.getValuesList()).containsExactly(0.5);
          assertThat(MAPPER.readTree(told.getParametersJson()))
              .isEqualTo(MAPPER.readTree("{\"rate\":0.1,\"rounds\":20}"));
        });
  }

  private static String instance(String name) throws Exception {
    String model =
        """
        NAME %s
        ROWS
         N cost
         L limit
        COLUMNS
         x cost -1 limit 1
        RHS
         B limit 3
        ENDATA
        """
            .formatted(name);
    return backend()
        .upload(UUID.fromString(project), backend().adminToken(), name + ".mps", model)
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  private static String tuned(String datasets, String parameters) {
    return "{\"algorithm\":\"toy_solver\",\"datasetIds\":["
        + datasets
        + "],\"parameters\":"
        + parameters
        + ",\"search\":{\"effort\":{\"type\":\"float\",\"low\":0,\"high\":1}},"
        + "\"objectives\":[{\"metric\":\"set/gap\"}],\"pruner\":{\"name\":\"median\"},"
        + "\"seed\":3,\"trials\":4}";
  }

  @Test
  void aSolverIsTunedOverASetOfInstances() throws Exception {
    List<String> set = List.of(instance("one"), instance("two"), instance("three"));
    String named = "\"" + String.join("\",\"", set) + "\"";
    JsonNode created = call(201, "POST", studies(), tuned(named, "{\"time_limit_seconds\":5}"));
    String study = created.at("/run/id").asText();
    assertThat(created.at("/run/instances").asInt()).isEqualTo(3);
    assertThat(created.at("/pruner/metric").asText()).isEqualTo("set/gap");
    JsonNode instances = call(200, "GET", "/studies/" + study + "/instances", null).path("items");
    List<String> order = new ArrayList<>();
    instances.forEach(one -> order.add(one.path("datasetId").asText()));
    assertThat(order).containsExactlyInAnyOrderElementsOf(set);
    assertThat(instances.at("/0/place").asInt()).isEqualTo(1);
    assertThat(instances.at("/0/format").asText()).isEqualTo("mps");
    assertThat(instances.at("/0/model/constraints").asInt()).isEqualTo(1);
    StartRun start = commands(study, 1).getFirst().getStartRun();
    assertThat(start.getSpec().hasDataset()).isFalse();
    assertThat(start.getSpec().getInstancesList())
        .extracting(DatasetRef::getDatasetId)
        .isEqualTo(order);
    assertThat(start.getSpec().getInstances(0).getName()).endsWith(".mps v1");
    assertThat(start.getStudy().getReportedMetric()).isEqualTo("set/gap");

    String trial = UUID.randomUUID().toString();
    tell(
        study,
        status(study, 0, 1)
            .setTrialBegun(
                TrialBegun.newBuilder()
                    .setTrialId(trial)
                    .setParametersJson("{\"effort\":0.25}")
                    .setProposed(true)));
    awaitCounts(study, "{\"running\":1,\"completed\":0,\"pruned\":0,\"failed\":0,\"cancelled\":0}");
    JsonNode run = call(200, "GET", "/runs/" + trial, null);
    assertThat(run.path("instances").asInt()).isEqualTo(3);
    assertThat(run.at("/spec/parameters/effort").asDouble()).isEqualTo(0.25);
    JsonNode alone = call(200, "POST", "/runs/" + trial + "/clone", "");
    assertThat(alone.path("kind").asText()).isEqualTo("solve");
    assertThat(alone.has("datasetId")).as("a person picks one of them").isFalse();
    for (String one : set) {
      assertThat(
              call(200, "GET", "/datasets/" + one + "/lineage", null)
                  .at("/studies/items/0/id")
                  .asText())
          .isEqualTo(study);
      assertThat(call(409, "DELETE", "/datasets/" + one, null).path("code").asText())
          .isEqualTo("dataset.in_use");
    }
  }

  @Test
  void aSetThatCannotBeSolvedIsRefusedWithTheInstanceAtFault() throws Exception {
    String one = "\"" + instance("fine") + "\"";
    String limits = "{\"time_limit_seconds\":5}";
    JsonNode table = call(422, "POST", studies(), tuned(one + ",\"" + dataset + "\"", limits));
    assertThat(table.path("code").asText()).isEqualTo("instance.format_not_supported");
    assertThat(table.path("field").asText()).isEqualTo("datasetIds[1]");
    JsonNode unknown =
        call(404, "POST", studies(), tuned("\"" + UUID.randomUUID() + "\"," + one, limits));
    assertThat(unknown.path("code").asText()).isEqualTo("dataset.not_found");
    assertThat(unknown.path("field").asText()).isEqualTo("datasetIds[0]");
    assertThat(fault(tuned(one + "," + one, limits))).isEqualTo("datasetIds[1]");
    assertThat(fault(tuned("", limits))).isEqualTo("datasetIds");
    assertThat(fault(tuned(one, limits))).isEqualTo("datasetIds");
    String two = one + ",\"" + instance("other") + "\"";
    assertThat(fault(tuned(two, "{}"))).isEqualTo("parameters.time_limit_seconds");
    assertThat(
            fault(
                tuned(two, limits)
                    .replace("\"datasetIds\"", "\"datasetId\":" + one + ",\"datasetIds\"")))
        .isEqualTo("datasetIds");
    JsonNode run =
        call(
            422,
            "POST",
            runs(),
            "{\"kind\":\"solve\",\"algorithm\":\"toy_solver\",\"datasetIds\":[" + two + "]}");
    assertThat(run.path("field").asText()).as("a run by itself").isEqualTo("datasetIds");
  }

  private static String fault(String body) throws Exception {
    return call(422, "POST", studies(), body).path("field").asText();
  }

  private static List<String> faults(String search, String more) throws Exception {
    JsonNode problem = call(422, "POST", studies(), body(search, more));
    assertThat(problem.path("code").asText()).as(problem.toString()).isEqualTo("study.invalid");
    List<String> fields = new ArrayList<>();
    problem.path("errors").forEach(error -> fields.add(error.path("field").asText()));
    assertThat(fields).first().isEqualTo(problem.path("field").asText());
    return fields;
  }

  @Test
  void whatCannotStartIsRefusedWithItsFieldsAndStoresNothing() throws Exception {
    long before = call(200, "GET", studies(), null).path("total").asLong();
    assertThat(
            faults(
                """
                {"rate":{"type":"float","low":0.5,"high":0.1},
                 "rounds":{"type":"integer","low":0,"high":10,"log":true},
                 "kind":{"type":"categorical","choices":[]}}
                """,
                ""))
        .containsExactlyInAnyOrder("search.rate.low", "search.rounds.low", "search.kind.choices");
    assertThat(
            faults(
                """
                {"rate":{"type":"float","low":0.1,"high":2},
                 "rounds":{"type":"float","low":1.5,"high":9.5},
                 "kind":{"type":"categorical","choices":["a","c"]},
                 "magic":{"type":"float","low":0,"high":1}}
                """,
                ""))
        .containsExactlyInAnyOrder(
            "search.rate.high", "search.rounds", "search.kind.choices[1]", "search.magic");
    assertThat(faults(SEARCH, ",\"sampler\":{\"name\":\"grid\"}"))
        .containsExactly("search.rate.step");
    assertThat(faults(SEARCH, ",\"constraints\":[{\"metric\":\"nobody\",\"bound\":1}]"))
        .containsExactly("constraints[0].metric");
    assertThat(faults(SEARCH, ",\"enqueue\":[{\"rate\":0.1,\"rounds\":15}]"))
        .containsExactly("enqueue[0].rounds");
    assertThat(call(200, "GET", studies(), null).path("total").asLong()).isEqualTo(before);
  }

  private static JsonNode call(int status, String method, String path, @Nullable String body)
      throws Exception {
    return backend().call(method, path, backend().adminToken(), body).expect(status).json();
  }

  private static TestChannel channel() {
    return Objects.requireNonNull(channel);
  }

  private static void tell(String key, Status.Builder status) throws Exception {
    channel().tell(key, status);
  }

  /** The commands of a study and of its trials, in order, once there are that many. */
  private static List<Command> commands(String study, int count) throws Exception {
    return channel().commands(study, count);
  }
}
