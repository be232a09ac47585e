package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import signalbox.domain.notification.WebhookSignature;
import signalbox.embedded.EmbeddedKafka;

/** From what a run says on the channel to inboxes, and to a receiver on a real port. */
@Timeout(120)
class NotificationIT {
  private static final int POINTS = 60;
  private static final String ENDS =
      "{\"name\":\"ends\",\"shared\":true,\"trigger\":{\"statuses\":[\"succeeded\",\"failed\"]}}";
  private static final String LOSS =
      """
      {"name":"loss","shared":true,"trigger":{"metric":
        {"key":"loss","aggregate":"last","comparison":"above","value":20,"points":3}}}
      """;

  private static @Nullable ScriptedOrchestrator orchestrator;
  private static @Nullable RunningBackend shared;
  private static @Nullable HttpServer server;
  private static final List<Got> RECEIVED = new CopyOnWriteArrayList<>();
  private static volatile int answer = 200;

  private record Got(
      String path,
      String delivery,
      String event,
      String attempt,
      String time,
      String sign,
      String body) {}

  @BeforeAll
  static void start() throws Exception {
    orchestrator = ScriptedOrchestrator.start(EmbeddedKafka.shared().bootstrap(), POINTS);
    shared = RunningBackend.shared();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext(
        "/",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          RECEIVED.add(
              new Got(
                  exchange.getRequestURI().getPath(),
                  headers.getFirst("Signalbox-Delivery"),
                  headers.getFirst("Signalbox-Event"),
                  headers.getFirst("Signalbox-Attempt"),
                  headers.getFirst("Signalbox-Timestamp"),
                  headers.getFirst("Signalbox-Signature"),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    receiver.start();
    server = receiver;
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.stop(0);
    }
    if (orchestrator != null) {
      orchestrator.close();
    }
  }

  private static RunningBackend backend() {
    RunningBackend running = shared;
    if (running == null) {
      throw new IllegalStateException("Not started");
    }
    return running;
  }

  private static String receiver(String path) {
    HttpServer running = server;
    if (running == null) {
      throw new IllegalStateException("Not started");
    }
    return "http://127.0.0.1:" + running.getAddress().getPort() + path;
  }

  private static JsonNode call(int status, String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    return call(status, method, path, backend().adminToken(), body);
  }

  private static JsonNode call(
      int status, String method, String path, String token, @Nullable String body)
      throws IOException, InterruptedException {
    var got = backend().call(method, path, token, body).expect(status);
    return got.body().isEmpty() ? NullNode.getInstance() : got.json();
  }

  private static JsonNode webhook(UUID project, String path)
      throws IOException, InterruptedException {
    return call(
        201,
        "POST",
        "/projects/" + project + "/webhooks",
        "{\"name\":\"chat\",\"url\":\""
            + receiver(path)
            + "\",\"events\":[\"run_succeeded\",\"metric\"]}");
  }

  private static List<Got> received(String path) {
    return RECEIVED.stream().filter(got -> got.path().equals(path)).toList();
  }

  @Test
  void tellsInboxesAndReceiversOnceWhateverIsRepeated() throws Exception {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> call(200, "GET", "/algorithms", null).path("total").asInt() >= 1);
    UUID project = backend().newProject();
    String rules = "/projects/" + project + "/alert-rules";
    call(201, "POST", rules, ENDS);
    call(201, "POST", rules, LOSS);
    RunningBackend.User viewer = backend().newUser();
    call(200, "PUT", "/projects/" + project + "/members/" + viewer.id(), "{\"role\":\"viewer\"}");
    String path = "/" + UUID.randomUUID();
    String secret = webhook(project, path).path("secret").asText();
    String dataset =
        backend()
            .upload(project, backend().adminToken(), "t.csv", "x,y\n1,2\n2,4\n3,7\n")
            .expect(201)
            .json()
            .path("id")
            .asText();
    String run =
        call(
                201,
                "POST",
                "/projects/" + project + "/runs",
                "{\"kind\":\"training\",\"algorithm\":\"toy\",\"name\":\"loud\",\"datasetId\":\""
                    + dataset
                    + "\",\"target\":\"y\"}")
            .path("id")
            .asText();

    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> {
          assertThat(received(path)).hasSize(2);
          assertThat(
                  call(200, "GET", "/me/notifications", viewer.token(), null)
                      .path("unread")
                      .asInt())
              .isEqualTo(2);
        });

    JsonNode inbox = call(200, "GET", "/me/notifications", viewer.token(), null);
    List<String> kinds = new ArrayList<>();
    for (JsonNode one : inbox.path("items")) {
      kinds.add(one.path("kind").asText());
      assertThat(one.path("run").path("id").asText()).isEqualTo(run);
    }
    assertThat(kinds).containsExactly("run_succeeded", "metric");
    JsonNode metric = inbox.path("items").get(1);
    assertThat(metric.path("title").asText()).isEqualTo("loud: loss > 20");
    assertThat(metric.path("place").path("view").asText()).isEqualTo("charts");
    assertThat(metric.path("place").path("step").asLong()).isEqualTo(23);
    for (Got got : received(path)) {
      assertThat(got.sign()).isEqualTo(WebhookSignature.of(secret, got.time(), got.body()));
      assertThat(got.attempt()).isEqualTo("1");
      assertThat(got.body()).contains("\"event\":\"" + got.event() + "\"", got.delivery());
    }

    JsonNode left =
        call(
            200,
            "POST",
            "/me/notifications/read",
            viewer.token(),
            "{\"ids\":[\"" + metric.path("id").asText() + "\"]}");
    assertThat(left.path("unread").asInt()).isEqualTo(1);
    assertThat(
            call(200, "GET", "/me/notifications?unread=true", viewer.token(), null)
                .path("total")
                .asInt())
        .isEqualTo(1);
  }

  @Test
  void keepsALogOfDeliveriesAndSendsOnceMoreByHand() throws Exception {
    UUID project = backend().newProject();
    String path = "/" + UUID.randomUUID();
    String webhook = webhook(project, path).path("webhook").path("id").asText();
    String one = "/projects/" + project + "/webhooks/" + webhook;
    answer = 503;
    String delivery = call(202, "POST", one + "/test", null).path("id").asText();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          JsonNode first = call(200, "GET", one + "/deliveries", null).path("items").path(0);
          assertThat(first.path("attempts").path(0).path("error").asText())
              .isEqualTo("answered 503");
          assertThat(first.path("state").asText()).isEqualTo("pending");
        });
    answer = 200;
    call(202, "POST", one + "/deliveries/" + delivery + "/resend", null);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(
                    call(200, "GET", one + "/deliveries", null)
                        .path("items")
                        .path(0)
                        .path("state")
                        .asText())
                .isEqualTo("delivered"));
    assertThat(received(path)).extracting(Got::delivery).containsOnly(delivery).hasSize(2);
    assertThat(received(path)).extracting(Got::attempt).containsExactly("1", "2");
    assertThat(call(200, "GET", "/projects/" + project + "/webhooks", null).toString())
        .doesNotContain("secret");
  }

  @Test
  void aNewSecretSignsFromThenOn() throws Exception {
    UUID project = backend().newProject();
    String path = "/" + UUID.randomUUID();
    JsonNode made = webhook(project, path);
    String one = "/projects/" + project + "/webhooks/" + made.path("webhook").path("id").asText();
    String secret = call(200, "POST", one + "/secret", null).path("secret").asText();
    assertThat(secret).isNotEqualTo(made.path("secret").asText()).hasSizeGreaterThan(40);
    call(202, "POST", one + "/test", null);
    await().atMost(Duration.ofSeconds(20)).until(() -> !received(path).isEmpty());
    Got got = received(path).getFirst();
    assertThat(got.sign()).isEqualTo(WebhookSignature.of(secret, got.time(), got.body()));
  }

  @Test
  void namesTheFieldAtFault() throws Exception {
    UUID project = backend().newProject();
    String rules = "/projects/" + project + "/alert-rules";
    String webhooks = "/projects/" + project + "/webhooks";
    for (List<String> wrong :
        List.of(
            List.of("trigger", "{\"name\":\"a\",\"trigger\":{}}"),
            List.of("trigger.statuses", "{\"name\":\"a\",\"trigger\":{\"statuses\":[\"queued\"]}}"),
            List.of(
                "trigger",
                "{\"name\":\"a\",\"trigger\":{\"statuses\":[\"failed\"],"
                    + "\"study\":{\"ended\":true}}}"),
            List.of("trigger.study", "{\"name\":\"a\",\"trigger\":{\"study\":{}}}"),
            List.of(
                "trigger.study.by",
                "{\"name\":\"a\",\"trigger\":{\"study\":{\"improved\":true,\"by\":0}}}"),
            List.of(
                "scope.kind",
                "{\"name\":\"a\",\"trigger\":{\"study\":{\"ended\":true}},"
                    + "\"scope\":{\"kind\":\"training\"}}"),
            List.of("name", "{\"name\":\" \",\"trigger\":{\"statuses\":[\"failed\"]}}"),
            List.of(
                "trigger.metric.points",
                "{\"name\":\"a\",\"trigger\":{\"metric\":{\"key\":\"k\",\"aggregate\":\"last\","
                    + "\"comparison\":\"above\",\"value\":1,\"points\":0}}}"),
            List.of(
                "scope.runId",
                "{\"name\":\"a\",\"trigger\":{\"statuses\":[\"failed\"]},\"scope\":{\"runId\":\""
                    + UUID.randomUUID()
                    + "\"}}"))) {
      assertThat(call(422, "POST", rules, wrong.get(1)).path("field").asText())
          .isEqualTo(wrong.get(0));
    }
    for (List<String> wrong :
        List.of(
            List.of("url", "{\"name\":\"a\",\"url\":\"ftp://a\",\"events\":[\"metric\"]}"),
            List.of("events", "{\"name\":\"a\",\"url\":\"https://a\",\"events\":[\"test\"]}"),
            List.of("events", "{\"name\":\"a\",\"url\":\"https://a\",\"events\":[]}"))) {
      assertThat(call(422, "POST", webhooks, wrong.get(1)).path("field").asText())
          .isEqualTo(wrong.get(0));
    }
    assertThat(call(422, "POST", "/me/notifications/read", "{}").path("field").asText())
        .isEqualTo("ids");
  }

  @Test
  void aViewersOwnRuleIsNobodyElses() throws Exception {
    UUID project = backend().newProject();
    RunningBackend.User viewer = backend().newUser();
    call(200, "PUT", "/projects/" + project + "/members/" + viewer.id(), "{\"role\":\"viewer\"}");
    String rules = "/projects/" + project + "/alert-rules";
    String own = "{\"name\":\"mine\",\"trigger\":{\"statuses\":[\"failed\"]}}";
    String id = call(201, "POST", rules, viewer.token(), own).path("id").asText();
    assertThat(call(200, "GET", rules, null).path("total").asInt()).isZero();
    assertThat(call(404, "PUT", rules + "/" + id, own).path("code").asText())
        .isEqualTo("alert_rule.not_found");
    call(403, "POST", rules, viewer.token(), ENDS);
    call(200, "PUT", rules + "/" + id, viewer.token(), own);
    call(204, "DELETE", rules + "/" + id, viewer.token(), null);
  }
}
