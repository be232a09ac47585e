package signalbox.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signalbox.domain.log.LineSignatures;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogKeys;
import signalbox.domain.log.LogLine;
import signalbox.domain.run.RunId;
import signalbox.embedded.EmbeddedKafka;
import signalbox.embedded.Ports;

/**
 * Two backends on one database, one group of consumers and one object store, as behind a balancer
 * that asks whichever it likes. A signal that is lost would be noticed after an hour: what comes,
 * comes by the notices.
 */
@Timeout(180)
class TwoBackendsIT {
  private static final Duration NO_NET = Duration.ofHours(1);
  private static final byte[] LOG_SECRET = new byte[32];
  private static final int RUNS = 12;
  private static final String TABLE = "name,age\nAda,36\nGrace,\nAlan,41\n";
  private static @Nullable ScriptedOrchestrator orchestrator;

  @TempDir private Path folder;
  private Settings northern;
  private RunningBackend north;
  private RunningBackend south;
  private int southernLogPort;

  @BeforeAll
  static void startOrchestrator() throws Exception {
    orchestrator = ScriptedOrchestrator.start(EmbeddedKafka.shared().bootstrap(), 50);
  }

  @AfterAll
  static void stopOrchestrator() {
    if (orchestrator != null) {
      orchestrator.close();
    }
  }

  @BeforeEach
  void startBoth() throws Exception {
    northern =
        RunningBackend.freshSettings(
            Map.of(
                "SIGNALBOX_BACKEND_NAME",
                "north",
                "SIGNALBOX_LOG_PORT",
                Integer.toString(Ports.free()),
                "SIGNALBOX_LOG_KEY",
                Base64.getEncoder().encodeToString(LOG_SECRET)));
    southernLogPort = Ports.free();
    north = RunningBackend.started(northern, NO_NET);
    south =
        RunningBackend.started(
            RunningBackend.beside(northern, "south", northern.spoolDirectory(), southernLogPort),
            NO_NET);
  }

  @AfterEach
  void stopBoth() {
    south.close();
    north.close();
  }

  @Test
  void knowEachOther() throws Exception {
    awaitBoth();

    JsonNode seen = backends(south);
    assertThat(seen.findValuesAsText("name")).containsExactly("north", "south");
    assertThat(seen.get(0).path("answering").asBoolean()).isFalse();
    assertThat(seen.get(1).path("answering").asBoolean()).isTrue();
    List<Integer> partitions = new ArrayList<>();
    seen.forEach(one -> one.path("partitions").forEach(part -> partitions.add(part.asInt())));
    assertThat(partitions).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(
            south
                .call("GET", "/system/log-intake", south.adminToken(), null)
                .expect(200)
                .json()
                .path("backend")
                .asText())
        .isEqualTo("south");
  }

  @Test
  void viewersOfEitherSeeWhatTheOtherStores() throws Exception {
    awaitBoth();
    UUID project = south.newProject();
    String dataset = dataset(south, project);
    String topic = "project:" + project + ":runs";
    // The token is that of the other one.
    try (StreamViewer atNorth =
            StreamViewer.open(north.client(), north.port(), south.adminToken());
        StreamViewer atSouth =
            StreamViewer.open(south.client(), south.port(), north.adminToken())) {
      for (StreamViewer viewer : List.of(atNorth, atSouth)) {
        viewer.subscribe(topic, null);
        viewer.readUntil(frames -> !frames.isEmpty());
      }
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        runs.add(train(i % 2 == 0 ? north : south, project, dataset));
      }

      // Their statuses lie in partitions of which each backend reads a half.
      atNorth.readUntil(frames -> succeeded(frames, topic).containsAll(runs));
      atSouth.readUntil(frames -> succeeded(frames, topic).containsAll(runs));

      String run = runs.getFirst();
      for (StreamViewer viewer : List.of(atNorth, atSouth)) {
        String log = "run:" + run + ":log";
        viewer.subscribe(log, null);
        viewer.readUntil(frames ->
            frames.stream()
                .anyMatch(frame ->
                    frame.path("type").asText().equals("snapshot")
                        && frame.path("topic").asText().equals(log)));
        int port = viewer == atNorth ? southernLogPort : northern.logs().port();
        String text = "came to port " + port;
        sendLine(port, new RunId(UUID.fromString(run)), viewer == atNorth ? 1 : 2, text);
        viewer.readUntil(frames ->
            frames.stream().anyMatch(frame -> frame.path("items").toString().contains(text)));
      }
    }
  }

  @Test
  void predictionsAreAnsweredWhoeverTakesTheAnswer() throws Exception {
    awaitBoth();
    UUID project = north.newProject();
    String run = train(north, project, dataset(north, project));
    JsonNode model = awaitSucceeded(north, run).path("model");
    String path =
        "/models/"
            + model.path("modelId").asText()
            + "/versions/"
            + model.path("version").asText()
            + "/predict";

    for (int i = 0; i < RUNS; i++) {
      RunningBackend asked = i % 2 == 0 ? north : south;
      JsonNode answer =
          asked
              .call("POST", path, asked.adminToken(), "{\"rows\":[{\"x\":1},{\"x\":2}]}")
              .expect(200)
              .json();
      assertThat(answer.path("predictions")).hasSize(2);
    }
  }

  @Test
  void anUploadGoesOnAtTheOther() throws Exception {
    UUID project = north.newProject();
    String path = announce(north, project, TABLE.length());
    patch(north, path, 0, TABLE.substring(0, 10)).expect(204);
    assertThat(header(patch(south, path, 10, TABLE.substring(10, 20)).expect(204), "Upload-Offset"))
        .isEqualTo("20");
    patch(south, path, 10, "again").expectProblem(409, "upload.offset");
    patch(north, path, 20, TABLE.substring(20)).expect(204);

    JsonNode dataset =
        south.call("POST", path + "/dataset", south.adminToken(), "{}").expect(201).json();

    assertThat(dataset.path("sha256").asText())
        .isEqualTo(
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(TABLE.getBytes(UTF_8))));
    assertThat(
            north
                .call("POST", path + "/dataset", north.adminToken(), "{}")
                .expect(201)
                .json()
                .path("id"))
        .isEqualTo(dataset.path("id"));
  }

  @Test
  void whoDoesNotShareTheFolderRefusesWhatIsNotThere() throws Exception {
    UUID project = north.newProject();
    String path = announce(north, project, TABLE.length());
    patch(north, path, 0, TABLE.substring(0, 10)).expect(204);
    try (RunningBackend west =
        RunningBackend.started(
            RunningBackend.beside(northern, "west", folder.resolve("west"), 0))) {
      patch(west, path, 10, TABLE.substring(10)).expectProblem(421, "upload.elsewhere");
      patch(north, path, 10, TABLE.substring(10)).expect(204);
      west.call("POST", path + "/table", west.adminToken(), "{}")
          .expectProblem(421, "upload.elsewhere");
      west.call("POST", path + "/dataset", west.adminToken(), "{}")
          .expectProblem(421, "upload.elsewhere");
    }

    JsonNode dataset =
        north.call("POST", path + "/dataset", north.adminToken(), "{}").expect(201).json();
    assertThat(dataset.path("rows").asInt()).isEqualTo(3);
  }

  @Test
  void oneOfTheNameIsEnough() {
    assertThatThrownBy(() ->
            Backend.start(RunningBackend.beside(northern, "north", northern.spoolDirectory(), 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SIGNALBOX_BACKEND_NAME");
  }

  @Test
  void whoIsLeftGoesOn() throws Exception {
    awaitBoth();
    UUID project = north.newProject();
    String dataset = dataset(north, project);
    String path = announce(north, project, TABLE.length());
    patch(north, path, 0, TABLE.substring(0, 10)).expect(204);

    north.close();

    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> backends(south).findValuesAsText("name").equals(List.of("south")));
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> backends(south).get(0).path("partitions").size() == 8);
    patch(south, path, 10, TABLE.substring(10)).expect(204);
    awaitSucceeded(south, train(south, project, dataset));
    north = RunningBackend.started(northern, NO_NET);
    awaitBoth();
  }

  /** Each reads a part of the partitions, and says so. */
  private void awaitBoth() {
    for (RunningBackend one : List.of(north, south)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            JsonNode known = backends(one);
            return known.size() == 2
                && known.get(0).path("partitions").size() == 4
                && known.get(1).path("partitions").size() == 4;
          });
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() ->
              one.call("GET", "/algorithms", one.adminToken(), null)
                  .json()
                  .findValuesAsText("name")
                  .contains("toy"));
    }
  }

  private static JsonNode backends(RunningBackend asked) throws Exception {
    return asked
        .call("GET", "/system/health", asked.adminToken(), null)
        .expect(200)
        .json()
        .path("backends");
  }

  private static String dataset(RunningBackend at, UUID project) throws Exception {
    StringBuilder csv = new StringBuilder("x,y\n");
    for (int i = 0; i < 30; i++) {
      csv.append(i / 2.0).append(',').append(i * 3.25).append('\n');
    }
    return at.upload(project, at.adminToken(), "t.csv", csv.toString())
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  private static String train(RunningBackend at, UUID project, String dataset) throws Exception {
    String body =
        "{\"kind\":\"training\",\"algorithm\":\"toy\",\"datasetId\":\""
            + dataset
            + "\",\"target\":\"y\"}";
    return at.call("POST", "/projects/" + project + "/runs", at.adminToken(), body)
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  private static JsonNode awaitSucceeded(RunningBackend at, String run) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> at.call("GET", "/runs/" + run, at.adminToken(), null).expect(200).json(),
            found -> found.path("status").asText().equals("succeeded"));
  }

  private static List<String> succeeded(List<JsonNode> frames, String topic) {
    List<String> runs = new ArrayList<>();
    for (JsonNode frame : frames) {
      if (frame.path("topic").asText().equals(topic)) {
        frame
            .path("items")
            .forEach(item -> {
              if (item.at("/run/status").asText().equals("succeeded")) {
                runs.add(item.at("/run/id").asText());
              }
            });
      }
    }
    return runs;
  }

  private static void sendLine(int port, RunId run, long seq, String text) throws IOException {
    LogAttemptId attempt = new LogAttemptId(LogId.of(run), 1);
    LogLine line =
        new LogLine(
            seq, 1_767_225_600_000_000L, 6, LineStream.STDOUT, "user", "training", text, null, 0);
    byte[] datagram =
        TestDatagram.of(
            attempt, line, new LineSignatures(attempt, new LogKeys(LOG_SECRET).attemptKey(run, 1)));
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(
          new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
    }
  }

  private static String announce(RunningBackend at, UUID project, long size) throws Exception {
    String all = "/projects/" + project + "/uploads";
    return at.announce(all, at.adminToken(), "people.csv", size).expect(201).location();
  }

  private static RunningBackend.Answer patch(
      RunningBackend at, String path, long offset, String text) throws Exception {
    return at.append(path, at.adminToken(), offset, text.getBytes(UTF_8));
  }

  private static String header(RunningBackend.Answer answer, String name) {
    return answer.response().headers().firstValue(name).orElse("");
  }
}
