package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signalbox.database.Migrations;
import signalbox.embedded.EmbeddedKafka;
import signalbox.embedded.EmbeddedPostgres;
import signalbox.embedded.EmbeddedS3;
import signalbox.embedded.Ports;
import signalbox.presentation.shared.Json;

/** The whole backend with a scripted orchestrator on a real channel. */
@Timeout(120)
class WholeBackendIT {
  private static final Json JSON = new Json();
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final int POINTS = 700;

  @TempDir private static Path spool;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final int MANAGEMENT = Ports.free();
  private static @Nullable Backend backend;
  private static @Nullable ScriptedOrchestrator orchestrator;
  private static String token = "";

  @BeforeAll
  static void start() throws Exception {
    EmbeddedPostgres.Database database = EmbeddedPostgres.shared().createDatabase();
    for (Migrations migrations : Migrations.values()) {
      migrations.apply(database.url(), database.user(), database.password());
    }
    String kafka = EmbeddedKafka.shared().bootstrap();
    EmbeddedS3 s3 = EmbeddedS3.shared();
    orchestrator = ScriptedOrchestrator.start(kafka, POINTS);
    backend =
        Backend.start(
            Settings.from(
                Map.ofEntries(
                    Map.entry("SIGNALBOX_PORT", "0"),
                    Map.entry("SIGNALBOX_MANAGEMENT_PORT", Integer.toString(MANAGEMENT)),
                    Map.entry("SIGNALBOX_METADATA_URL", database.url()),
                    Map.entry("SIGNALBOX_METADATA_USER", database.user()),
                    Map.entry("SIGNALBOX_METADATA_PASSWORD", database.password()),
                    Map.entry("SIGNALBOX_TELEMETRY_URL", database.url()),
                    Map.entry("SIGNALBOX_TELEMETRY_USER", database.user()),
                    Map.entry("SIGNALBOX_TELEMETRY_PASSWORD", database.password()),
                    Map.entry("SIGNALBOX_KAFKA_BOOTSTRAP", kafka),
                    // Other backends of this test run have other databases.
                    Map.entry("SIGNALBOX_KAFKA_GROUP", "backend-" + UUID.randomUUID()),
                    Map.entry("SIGNALBOX_S3_ENDPOINT", s3.endpoint().toString()),
                    Map.entry("SIGNALBOX_S3_BUCKET", s3.createBucket()),
                    Map.entry("SIGNALBOX_S3_ACCESS_KEY", s3.accessKey()),
                    Map.entry("SIGNALBOX_S3_SECRET_KEY", s3.secretKey()),
                    Map.entry("SIGNALBOX_JWT_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="),
                    Map.entry("SIGNALBOX_ADMIN_PASSWORD", "a long enough password"),
                    Map.entry("SIGNALBOX_SPOOL_DIR", spool.toString()))));
    JsonNode signedIn =
        call(
            200,
            "POST",
            "/auth/login",
            """
            {"email":"admin@signalbox.local","password":"a long enough password"}
            """);
    token = signedIn.path("accessToken").asText();
  }

  @AfterAll
  static void stop() {
    CLIENT.shutdownNow();
    if (backend != null) {
      backend.close();
    }
    if (orchestrator != null) {
      orchestrator.close();
    }
  }

  @Test
  void carriesATrainingToTheScreenAndItsModelToAPrediction() throws Exception {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> call(200, "GET", "/algorithms", null).path("total").asInt() == 1);
    String project = call(201, "POST", "/projects", "{\"name\":\"line\"}").path("id").asText();
    String dataset = upload(project).path("id").asText();
    try (StreamViewer stream = StreamViewer.open(CLIENT, port(), token)) {
      stream.subscribe("project:" + project + ":runs", null);
      stream.subscribe("system", null);
      JsonNode run =
          call(
              201,
              "POST",
              "/projects/" + project + "/runs",
              "{\"kind\":\"training\",\"algorithm\":\"toy\",\"datasetId\":\""
                  + dataset
                  + "\",\"target\":\"y\"}");
      String id = run.path("id").asText();
      assertThat(run.path("traceId").asText()).isEqualTo(TRACE);
      stream.subscribe("run:" + id, null);
      stream.subscribe("run:" + id + ":metrics", "0");

      stream.readUntil(
          frames -> succeeded(frames, project, id) && values(frames, id).size() >= POINTS);
      List<JsonNode> frames = stream.frames();
      List<String> expected =
          IntStream.range(0, POINTS).mapToObj(i -> i == 13 ? "NaN" : i + ".0").toList();
      assertThat(values(frames, id)).isEqualTo(expected);
      assertThat(eventTypes(frames, id))
          .containsSubsequence("created", "queued", "starting", "running", "succeeded")
          .doesNotHaveDuplicates();

      JsonNode series =
          call(200, "GET", "/runs/" + id + "/metrics?width=10", null).path("items").get(0);
      assertThat(series.path("points").asInt()).isEqualTo(POINTS);
      assertThat(series.path("step")).hasSize(10);
      assertThat(series.path("max").get(0).asDouble()).isEqualTo(69);
      predicts(run(id).path("model"));
    }
  }

  private void predicts(JsonNode model) throws Exception {
    String path =
        "/models/"
            + model.path("modelId").asText()
            + "/versions/"
            + model.path("version").asText()
            + "/predict";
    JsonNode answer = call(200, "POST", path, "{\"rows\":[{\"x\":1.5},{\"x\":null}]}");
    assertThat(answer.path("predictions").toString())
        .isEqualTo("[{\"prediction\":42.0},{\"prediction\":42.0}]");
    assertThat(answer.path("totalMillis").asDouble()).isPositive();
    JsonNode problem = call(422, "POST", path, "{\"rows\":[{\"x\":1},{\"z\":1}]}");
    assertThat(problem.path("code").asText()).isEqualTo("prediction.missing_column");
    assertThat(problem.path("field").asText()).isEqualTo("rows[1].x");
    assertThat(problem.path("traceId").asText()).isEqualTo(TRACE);
    assertThat(
            call(413, "POST", path, "{\"rows\":[{\"x\":\"" + "1".repeat(1 << 20) + "\"}]}")
                .path("code")
                .asText())
        .isEqualTo("prediction.too_large");
    if (orchestrator != null) {
      assertThat(orchestrator.traceparents())
          .as("of the training and of the prediction")
          .filteredOn(parent -> parent.contains(TRACE))
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void tellsHowEveryPartIs() throws Exception {
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> {
          JsonNode health = call(200, "GET", "/system/health", null);
          assertThat(health.path("status").asText()).as(health.toString()).isEqualTo("up");
          assertThat(health.path("parts").findValuesAsText("name"))
              .containsExactlyInAnyOrder(
                  "metadata",
                  "telemetry",
                  "kafka",
                  "s3",
                  "orchestrator",
                  "services",
                  "outbox",
                  "statuses",
                  "deadLetters",
                  "chores");
        });
    assertThat(call(200, "GET", "/system/services", null).path("items").get(0).path("service"))
        .hasToString("\"toys\"");
  }

  @Test
  void isWatchedOnTheManagementPort() throws Exception {
    assertThat(management("/health/live").statusCode()).isEqualTo(200);
    assertThat(management("/health/ready").statusCode()).isEqualTo(200);
    assertThat(management("/metrics").body())
        .contains("http_server_requests_seconds_count{")
        .contains("route=\"/auth/login\"")
        .contains("signalbox_stream_clients")
        .contains("signalbox_outbox_messages")
        .contains("signalbox_status_messages_total")
        .contains("signalbox_metric_points_total")
        .contains("hikaricp_connections_active")
        .contains("jvm_threads_live_threads");
  }

  private static int port() {
    if (backend == null) {
      throw new IllegalStateException("not started");
    }
    return backend.port();
  }

  private static JsonNode run(String id) throws Exception {
    return call(200, "GET", "/runs/" + id, null);
  }

  private static boolean succeeded(List<JsonNode> frames, String project, String id) {
    return topicItems(frames, "project:" + project + ":runs").stream()
            .anyMatch(item -> item.at("/run/status").asText().equals("succeeded"))
        && eventTypes(frames, id).contains("succeeded");
  }

  private static List<String> eventTypes(List<JsonNode> frames, String id) {
    List<String> types = new ArrayList<>();
    for (JsonNode frame : frames) {
      if (frame.path("topic").asText().equals("run:" + id)) {
        frame.at("/state/events").forEach(event -> types.add(event.path("type").asText()));
        frame
            .path("items")
            .forEach(item -> {
              if (item.path("type").asText().equals("event")) {
                types.add(item.at("/event/type").asText());
              }
            });
      }
    }
    types.remove("artifact_stored");
    types.remove("model_stored");
    return types;
  }

  private static List<String> values(List<JsonNode> frames, String id) {
    List<String> values = new ArrayList<>();
    for (JsonNode item : topicItems(frames, "run:" + id + ":metrics")) {
      item.path("value").forEach(value -> values.add(value.asText()));
    }
    return values;
  }

  private static List<JsonNode> topicItems(List<JsonNode> frames, String topic) {
    List<JsonNode> items = new ArrayList<>();
    for (JsonNode frame : frames) {
      if (frame.path("topic").asText().equals(topic)) {
        frame.path("items").forEach(items::add);
      }
    }
    return items;
  }

  private static JsonNode upload(String project) throws Exception {
    StringBuilder csv = new StringBuilder("x,y\n");
    for (int i = 0; i < 30; i++) {
      csv.append(i / 2.0).append(',').append(i * 3.25).append('\n');
    }
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"t.csv\"\r\n"
            + "Content-Type: text/csv\r\n\r\n"
            + csv
            + "\r\n--b--\r\n";
    return send(
        201, "POST", "/projects/" + project + "/datasets", body, "multipart/form-data; boundary=b");
  }

  private static JsonNode call(int status, String method, String path, @Nullable String body)
      throws Exception {
    return send(status, method, path, body, "application/json");
  }

  private static JsonNode send(
      int status, String method, String path, @Nullable String body, String contentType)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/api/v1" + path))
            .timeout(Duration.ofSeconds(30))
            .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
            .header("Content-Type", contentType)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode())
        .as(method + " " + path + ": " + response.body())
        .isEqualTo(status);
    return JSON.mapper().readTree(response.body());
  }

  private static HttpResponse<String> management(String path)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + MANAGEMENT + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
