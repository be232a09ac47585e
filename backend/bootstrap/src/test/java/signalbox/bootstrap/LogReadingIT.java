package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.log.LogRepository.AttemptLines;
import signalbox.application.log.LogRepository.Sealing;
import signalbox.application.run.TestRuns;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.Seal;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.timescale.log.TimescaleExpiredLines;
import signalbox.infrastructure.timescale.log.TimescaleLogRepository;
import signalbox.presentation.shared.Json;

class LogReadingIT {
  private static final Json JSON = new Json();
  private static final int CLIENTS = 200;
  private static final int LINES = 20_000;

  private final RunningBackend backend;
  private final TimescaleLogRepository logs;
  private final ProjectId project;
  private final Run run;
  private final LogAttemptId attempt;

  LogReadingIT() throws IOException, InterruptedException {
    backend = RunningBackend.shared();
    logs = new TimescaleLogRepository(backend.metadata());
    project = new ProjectId(backend.newProject());
    RunningBackend.User user = backend.newUser();
    String dataset =
        backend
            .upload(project.value(), backend.adminToken(), "table.csv", "a,b\n1,2\n2,1\n")
            .expect(201)
            .json()
            .path("id")
            .asText();
    run =
        TestRuns.training(
            project, new DatasetId(UUID.fromString(dataset)), new UserId(user.id()), "with a log");
    new PostgresRunRepository(backend.metadata()).insert(run);
    attempt = new LogAttemptId(LogId.of(run.id()), 1);
  }

  // ----------------------------------------------------------------------------------------- REST

  @Test
  void answersAsTheContractSays() throws Exception {
    append(LongStream.rangeClosed(1, 40).mapToObj(seq -> line(seq, seq == 33 ? 3 : 6)).toList());
    append(List.of(line(45, 4)));

    JsonNode page = get("?after=0&limit=42");
    assertThat(page.path("lines")).hasSize(41);
    assertThat(page.path("gaps").path(0).path("kind").asText()).isEqualTo("pending");
    assertThat(page.path("gaps").path(0).path("from").asLong()).isEqualTo(41);
    assertThat(page.path("lines").path(0).path("time").asText())
        .isEqualTo("1970-01-01T00:00:01.000000Z");
    assertThat(page.path("more").path("after").asBoolean()).isFalse();
    assertThat(get("?around=33&limit=3").path("anchor").asLong()).isEqualTo(33);
    assertThat(get("?time=1970-01-01T00:00:20.5Z&limit=1").path("anchor").asLong()).isEqualTo(21);
    assertThat(get("?tail=true&limit=1").path("lines").path(0).path("seq").asLong()).isEqualTo(45);
    JsonNode error = get("?after=0&limit=1&level=error&level=critical&context=1").path("lines");
    assertThat(error.path(1).path("seq").asLong()).isEqualTo(33);
    assertThat(error.path(0).path("match").asBoolean()).isFalse();

    JsonNode summary = get("/summary").path("attempts").path(0);
    assertThat(summary.path("seal").asText()).isEqualTo("open");
    assertThat(summary.path("missingLines").asLong()).isEqualTo(4);
    assertThat(summary.path("firstError").asLong()).isEqualTo(33);
    JsonNode found = get("/search?q=" + encoded("LINE 3"));
    assertThat(found.path("total").asLong()).isEqualTo(11);
    assertThat(found.path("complete").asBoolean()).isTrue();
    JsonNode volume = get("/volume?buckets=5");
    assertThat(volume.path("info")).hasSize(5);
    assertThat(volume.path("error").path(3).asLong()).isOne();
    assertThat(get("/lines/1/33").path("text").asText()).isEqualTo("line 33");

    call("/lines/1/41").expectProblem(404, "log.line_not_found");
    call("/lines/1/x").expectProblem(404, "route.not_found");
    call("/search").expectProblem(422, "request.invalid");
    call("?after=1&before=2").expectProblem(422, "request.invalid");
    call("?time=noon").expectProblem(422, "request.invalid");
    RunningBackend.Answer bad = call("/search?regex=true&q=" + encoded("a(b"));
    bad.expectProblem(422, "log.bad_pattern");
    assertThat(bad.json().path("errors").path(0).has("column")).isTrue();
  }

  @Test
  void aRunTellsOfItsWarningsAndItsFirstError() throws Exception {
    append(List.of(line(1, 4), line(2, 6), line(3, 2), line(4, 3)));
    JsonNode answer =
        backend.call("GET", "/runs/" + run.id(), backend.adminToken(), null).expect(200).json();
    assertThat(answer.path("logWarnings").asLong()).isOne();
    assertThat(answer.path("logErrors").asLong()).isEqualTo(2);
    assertThat(answer.path("firstLogError").path("attempt").asInt()).isOne();
    assertThat(answer.path("firstLogError").path("seq").asLong()).isEqualTo(3);
    JsonNode list =
        backend
            .call("GET", "/projects/" + project + "/runs", backend.adminToken(), null)
            .expect(200)
            .json();
    assertThat(list.path("items").path(0).path("logErrors").asLong()).isEqualTo(2);
  }

  @Test
  void givesBackExactlyWhatAProgramWrote() throws Exception {
    List<String> texts =
        List.of(
            "<img src=x onerror=alert(1)>",
            "\u001b[1;31mred\u001b[0m",
            "10%\r20%\r100%",
            "with an end\r\n",
            "\u202Eright to left\u2069",
            "two\nlines");
    List<LogLine> lines = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      lines.add(new LogLine(i + 1, i, 6, LineStream.STDOUT, "", "", texts.get(i), null, 0));
    }
    byte[] raw = {(byte) 0xff, 0, 'x'};
    lines.add(new LogLine(7, 7, 6, LineStream.STDERR, "l", "p", "\uFFFD\uFFFDx", raw, 500));
    append(lines);

    JsonNode page = get("").path("lines");
    for (int i = 0; i < texts.size(); i++) {
      assertThat(page.path(i).path("text").asText()).isEqualTo(texts.get(i));
    }
    assertThat(page.path(6).path("binary").asBoolean()).isTrue();
    assertThat(page.path(6).path("cut").asLong()).isEqualTo(500);
    assertThat(download("/lines/1/7?format=raw").body()).isEqualTo(raw);

    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (LogLine line : lines) {
      byte[] bytes = line.raw();
      expected.write(bytes == null ? line.text().getBytes(StandardCharsets.UTF_8) : bytes);
      expected.write('\n');
    }
    HttpResponse<byte[]> text = download("/download");
    assertThat(text.body()).isEqualTo(expected.toByteArray());
    assertThat(text.headers().firstValue("Signalbox-Log-Lines")).hasValue("7");
    assertThat(text.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    HttpResponse<byte[]> packed = download("/download?format=jsonl&gzip=true&stream=stderr");
    assertThat(packed.headers().firstValue("Signalbox-Log-Lines")).hasValue("1");
    byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
    JsonNode only = JSON.mapper().readTree(unpacked);
    assertThat(only.path("seq").asLong()).isEqualTo(7);
    assertThat(Base64.getDecoder().decode(only.path("base64").asText())).isEqualTo(raw);
    assertThat(new String(download("/download?prefix=true").body(), StandardCharsets.UTF_8))
        .startsWith("1970-01-01T00:00:00.000000Z INFO     <img");
  }

  @Test
  void administratorsReadTheLogOfASource() throws Exception {
    LogId source =
        logs.source(new LogId(TestRuns.IDS.next()), "host-" + UUID.randomUUID(), "192.0.2.7");
    logs.append(List.of(new AttemptLines(new LogAttemptId(source, 0), null, List.of(line(0, 6)))));
    JsonNode page =
        backend
            .call("GET", "/log-sources/" + source + "/log", backend.adminToken(), null)
            .expect(200)
            .json();
    assertThat(page.path("attempt").asInt()).isZero();
    assertThat(page.path("lines").path(0).path("seq").asLong()).isOne();
    backend
        .call("GET", "/log-sources/" + UUID.randomUUID() + "/log", backend.adminToken(), null)
        .expectProblem(404, "log.source_not_found");
    List<String> ids = new ArrayList<>();
    backend
        .call("GET", "/log-sources?limit=200", backend.adminToken(), null)
        .expect(200)
        .json()
        .path("items")
        .forEach(item -> ids.add(item.path("id").asText()));
    assertThat(ids).contains(source.toString());
    Viewer viewer = new Viewer("source:" + source + ":log", backend.adminToken(), "0");
    JsonNode frame = viewer.next();
    assertThat(frame.path("items").path(0).path("text").path(0).asText()).isEqualTo("line 0");
    viewer.leave();
    Viewer stranger = new Viewer("source:" + source + ":log", backend.newUser().token(), "0");
    assertThat(stranger.next().path("code").asText()).isEqualTo("stream.unknown_topic");
    stranger.leave();
  }

  // --------------------------------------------------------------------------------------- stream

  @Test
  void theSnapshotIsTheSummaryAndASealIsToldOf() throws Exception {
    append(List.of(line(1, 6), line(2, 6)));
    Viewer viewer = new Viewer(topic(), backend.adminToken(), null);
    JsonNode snapshot = viewer.next();
    assertThat(snapshot.path("type").asText()).isEqualTo("snapshot");
    JsonNode summary = snapshot.path("state").path("summary");
    assertThat(summary.path("attempts").path(0).path("stored").asLong()).isEqualTo(2);
    assertThat(summary.path("position").asText()).isEqualTo(snapshot.path("cursor").asText());
    LogAttempt ledger = logs.find(attempt).orElseThrow();
    Sealing unknown = new Sealing(attempt, Seal.UNKNOWN_END, null, ledger.stored());
    assertThat(logs.seal(List.of(unknown), Instant.now())).containsExactly(attempt);
    JsonNode told = viewer.next().path("items").path(0);
    assertThat(told.path("type").asText()).isEqualTo("summary");
    assertThat(told.path("summary").path("attempts").path(0).path("seal").asText())
        .isEqualTo("unknown_end");
    viewer.leave();
  }

  @Test
  void whatRetentionRemovedIsAGap() throws Exception {
    append(List.of(line(1, 6), line(2, 6)));
    LogAttempt ledger = logs.find(attempt).orElseThrow();
    Sealing complete = new Sealing(attempt, Seal.COMPLETE, null, ledger.stored());
    assertThat(logs.seal(List.of(complete), Instant.EPOCH)).containsExactly(attempt);
    new TimescaleExpiredLines(backend.metadata())
        .remove(Map.of(project, Instant.now().plusSeconds(60)), Instant.EPOCH, 10);
    Viewer viewer = new Viewer(topic(), backend.adminToken(), "0");
    JsonNode gap = viewer.next();
    assertThat(gap.path("type").asText()).isEqualTo("gap");
    assertThat(gap.path("from").asText()).isEqualTo("0");
    assertThat(gap.path("to").asText()).isEqualTo("2");
    assertThat(gap.path("reason").asText()).isEqualTo("retention");
    viewer.leave();
    assertThat(get("").path("gaps").path(0).path("kind").asText()).isEqualTo("removed");
  }

  @Test
  void manyViewersWhoComeAndGoSeeEveryLineOnce() throws Exception {
    List<Long> order = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer = threads.submit(() -> writeInDisorder(order));
      List<Future<List<Long>>> viewers = new ArrayList<>();
      for (int number = 0; number < CLIENTS; number++) {
        Random random = new Random(number);
        viewers.add(threads.submit(() -> watch(random)));
      }
      writer.get(5, TimeUnit.MINUTES);
      assertThat(order).hasSize(LINES);
      for (Future<List<Long>> viewer : viewers) {
        assertThat(viewer.get(5, TimeUnit.MINUTES)).isEqualTo(order);
      }
    }
  }

  private void writeInDisorder(List<Long> order) {
    Random random = new Random(99);
    List<Long> seqs = new ArrayList<>(LongStream.rangeClosed(1, LINES).boxed().toList());
    for (int from = 0; from + 500 <= LINES; from += 500) {
      Collections.shuffle(seqs.subList(from, from + 500), random);
    }
    for (int from = 0; from < LINES; ) {
      int to = Math.min(LINES, from + 1 + random.nextInt(200));
      List<Long> batch = new ArrayList<>(seqs.subList(from, to));
      append(batch.stream().map(seq -> line(seq, 6)).toList());
      Collections.sort(batch);
      order.addAll(batch);
      from = to;
    }
  }

  /** Follows the log with a few interruptions, and answers the numbers in the order heard. */
  private List<Long> watch(Random random) throws Exception {
    List<Long> heard = new ArrayList<>();
    String cursor = "0";
    int leavesLeft = 1 + random.nextInt(4);
    while (heard.size() < LINES) {
      Viewer viewer = new Viewer(topic(), backend.adminToken(), cursor);
      int frames = leavesLeft-- > 0 ? random.nextInt(6) : Integer.MAX_VALUE;
      while (frames-- > 0 && heard.size() < LINES) {
        JsonNode frame = viewer.next();
        assertThat(frame.path("type").asText()).isEqualTo("batch");
        assertThat(frame.path("from").asText()).isEqualTo(cursor);
        cursor = frame.path("to").asText();
        for (JsonNode item : frame.path("items")) {
          item.path("seq").forEach(seq -> heard.add(seq.asLong()));
        }
        viewer.more();
      }
      viewer.leave();
    }
    return heard;
  }

  /** One socket on one topic. */
  private final class Viewer implements WebSocket.Listener {
    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final String topic;
    private final WebSocket socket;

    Viewer(String topic, String token, @Nullable String after) {
      this.topic = topic;
      socket =
          backend
              .client()
              .newWebSocketBuilder()
              .subprotocols("signalbox.v1", "bearer." + token)
              .buildAsync(URI.create("ws://127.0.0.1:" + backend.port() + "/api/v1/stream"), this)
              .join();
      say(
          "{\"type\":\"subscribe\",\"topic\":\""
              + topic
              + "\",\"credit\":2"
              + (after == null ? "" : ",\"after\":\"" + after + "\"")
              + "}");
    }

    private void say(String frame) {
      socket.sendText(frame, true).join();
    }

    void more() {
      say("{\"type\":\"credit\",\"topic\":\"" + topic + "\",\"n\":1}");
    }

    /** The next frame that is no heartbeat. */
    JsonNode next() throws InterruptedException {
      while (true) {
        JsonNode frame = frames.poll(2, TimeUnit.MINUTES);
        if (frame == null) {
          throw new AssertionError("nothing more was heard of " + topic);
        }
        if (!frame.path("type").asText().equals("heartbeat")) {
          return frame;
        }
      }
    }

    /** Breaks off: the server learns it as it learns of a lost connection. */
    void leave() {
      socket.abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket open, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          frames.add(JSON.mapper().readTree(text.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        text.setLength(0);
      }
      open.request(1);
      return null;
    }
  }

  // ---------------------------------------------------------------------------------------- setup

  private void append(List<LogLine> lines) {
    logs.append(List.of(new AttemptLines(attempt, project, lines)));
  }

  private static LogLine line(long seq, int level) {
    return new LogLine(
        seq,
        Duration.ofSeconds(seq).toMillis() * 1000,
        level,
        LineStream.LOG,
        "logger",
        "",
        "line " + seq,
        null,
        0);
  }

  private String topic() {
    return "run:" + new RunId(run.id().value()) + ":log";
  }

  private JsonNode get(String rest) throws IOException, InterruptedException {
    return call(rest).expect(200).json();
  }

  private RunningBackend.Answer call(String rest) throws IOException, InterruptedException {
    return backend.call("GET", "/runs/" + run.id() + "/log" + rest, backend.adminToken(), null);
  }

  private HttpResponse<byte[]> download(String rest) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        backend
            .client()
            .send(
                HttpRequest.newBuilder(backend.uri("/runs/" + run.id() + "/log" + rest))
                    .header("Authorization", "Bearer " + backend.adminToken())
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return response;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
