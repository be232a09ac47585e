package signalbox.presentation.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signalbox.application.event.ChangeHub;
import signalbox.application.event.Topic;
import signalbox.application.shared.StoredTraces;
import signalbox.application.shared.TraceSpans;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.RunId;
import signalbox.presentation.rest.PlainRequestObserver;
import signalbox.presentation.rest.ProblemMapper;
import signalbox.presentation.rest.RestServer;
import signalbox.presentation.shared.ErrorCatalogue;
import signalbox.presentation.shared.Json;
import signalbox.presentation.shared.Origins;

@Timeout(60)
class StreamServerTest {
  private static final ErrorCatalogue ERRORS = ErrorCatalogue.load();
  private static final Principal ALICE = new Principal(new UserId(UUID.randomUUID()), false);
  private static final Duration FOREVER = Duration.ofHours(1);

  private final Set<String> tokens = ConcurrentHashMap.newKeySet();
  private final Map<Topic, NumberedSource> sources = new ConcurrentHashMap<>();
  private final ChangeHub hub = new ChangeHub();
  private final HttpClient client = HttpClient.newHttpClient();
  private final RunId run = new RunId(UUID.randomUUID());
  private final Topic topic = new Topic.RunMetrics(run);
  private final NumberedSource numbers = new NumberedSource();
  private @Nullable StreamServer stream;
  private @Nullable RestServer server;

  private int start(StreamDefaults defaults) {
    tokens.add("good");
    sources.put(topic, numbers);
    Origins origins = new Origins(Set.of("https://allowed.example"));
    stream =
        new StreamServer(
            this::authenticate,
            (caller, command) -> {
              NumberedSource source = sources.get(command.topic());
              if (source == null) {
                throw SignalboxException.of(ErrorCode.STREAM_UNKNOWN_TOPIC)
                    .unsafe("topic", command.topic());
              }
              return source;
            },
            hub,
            new ContractEncoder(view -> view, event -> event, file -> file, service -> service),
            origins,
            ERRORS,
            new Json(),
            InstantSource.system(),
            defaults,
            _ -> {},
            new StoredTraces(TraceSpans.NONE));
    server =
        new RestServer(
            new RestServer.Options("127.0.0.1", 0, null, origins, List.of(stream)),
            List.of(),
            this::authenticate,
            new ProblemMapper(ERRORS),
            new Json(),
            new PlainRequestObserver());
    server.start();
    return server.port();
  }

  private Principal authenticate(String token) {
    if (tokens.contains(token)) {
      return ALICE;
    }
    throw SignalboxException.of(ErrorCode.AUTH_TOKEN_EXPIRED);
  }

  private static StreamDefaults bounds(int batchPoints) {
    return new StreamDefaults(
        FOREVER, FOREVER, Duration.ofSeconds(10), 100, 3, 10, batchPoints, 10, 10, Duration.ZERO);
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    if (stream != null) {
      stream.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private StreamStatistics statistics() {
    if (stream == null) {
      throw new IllegalStateException("not started");
    }
    return stream.statistics();
  }

  private void add(int count) {
    numbers.size.addAndGet(count);
    hub.changed(topic);
  }

  @Test
  void everyViewerHearsEveryNumberOnceHoweverOftenItComesAndGoes() throws Exception {
    int port = start(bounds(40));
    int total = 3000;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> viewers = new ArrayList<>();
      for (int seed = 1; seed <= 6; seed++) {
        viewers.add(threads.submit(restlessViewer(port, new Random(seed), total)));
      }
      Random random = new Random(7);
      while (numbers.size.get() < total) {
        numbers.size.addAndGet(Math.min(1 + random.nextInt(30), total - numbers.size.get()));
        if (random.nextInt(3) > 0) {
          hub.changed(topic);
        } else if (random.nextBoolean()) {
          hub.wakeAll();
        }
        Thread.onSpinWait();
      }
      await()
          .until(() -> {
            hub.wakeAll();
            return viewers.stream().allMatch(Future::isDone);
          });
      List<Integer> all = IntStream.range(0, total).boxed().toList();
      for (Future<List<Integer>> viewer : viewers) {
        assertThat(viewer.get()).isEqualTo(all);
      }
    }
    await().until(() -> statistics().sockets() == 0 && statistics().subscriptions() == 0);
    assertThat(hub.topics()).isZero();
  }

  private Callable<List<Integer>> restlessViewer(int port, Random random, int total) {
    return () -> {
      List<Integer> heard = new ArrayList<>();
      String cursor = "0";
      while (heard.size() < total) {
        StreamClient.Open open = StreamClient.connect(client, port, "good");
        open.subscribe(topic.toString(), cursor, 1 + random.nextInt(4));
        int patience = 1 + random.nextInt(12);
        for (int i = 0; i < patience && heard.size() < total; i++) {
          JsonNode batch = open.next();
          assertThat(batch.path("type").asText()).isEqualTo("batch");
          assertThat(batch.path("from").asText()).isEqualTo(cursor);
          batch
              .path("items")
              .forEach(columns -> columns.path("step").forEach(n -> heard.add(n.asInt())));
          cursor = batch.path("to").asText();
          open.say("{\"type\":\"credit\",\"topic\":\"" + topic + "\",\"n\":1}");
        }
        if (random.nextBoolean()) {
          open.socket().abort();
        } else {
          open.socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
      }
      return heard;
    };
  }

  @Test
  void sendsASnapshotThenWhatCameAfterIt() throws Exception {
    int port = start(bounds(100));
    add(5);
    StreamClient.Open open = StreamClient.connect(client, port, "good");
    assertThat(open.socket().getSubprotocol()).isEqualTo("signalbox.v1");
    open.subscribe(topic.toString(), null, 8);
    JsonNode snapshot = open.next();
    assertThat(snapshot.path("type").asText()).isEqualTo("snapshot");
    assertThat(snapshot.path("cursor").asText()).isEqualTo("5");
    assertThat(snapshot.path("state").isObject()).isTrue();
    add(2);
    JsonNode batch = open.next();
    assertThat(batch.path("from").asText()).isEqualTo("5");
    assertThat(batch.path("to").asText()).isEqualTo("7");
    assertThat(batch.path("items").get(0))
        .isEqualTo(
            new Json()
                .mapper()
                .readTree(
                    """
                    {"attempt":1,"key":"n","role":"other","step":[5,6],"time":[0.0,0.0],"value":[5.0,6.0]}
                    """));
  }

  @Test
  void sendsNoMoreBatchesThanThereIsCredit() throws Exception {
    int port = start(bounds(10));
    add(100);
    StreamClient.Open open = StreamClient.connect(client, port, "good");
    open.subscribe(topic.toString(), "0", 2);
    assertThat(open.next().path("to").asText()).isEqualTo("10");
    assertThat(open.next().path("to").asText()).isEqualTo("20");
    add(1);
    open.say("no frame");
    assertThat(open.next().path("code").asText()).isEqualTo("stream.malformed_frame");
    open.say("{\"type\":\"credit\",\"topic\":\"" + topic + "\",\"n\":1}");
    assertThat(open.next().path("to").asText()).isEqualTo("30");
    open.say("no frame");
    assertThat(open.next().path("type").asText()).isEqualTo("error");
  }

  @Test
  void tellsHowLongViewersWait() throws Exception {
    int port = start(bounds(10));
    add(20);
    StreamClient.Open open = StreamClient.connect(client, port, "good");
    open.subscribe(topic.toString(), "0", 1);
    assertThat(open.next().path("to").asText()).isEqualTo("10");
    await("it waits for credit").until(() -> statistics().lagSeconds() > 0);
    open.say("{\"type\":\"credit\",\"topic\":\"" + topic + "\",\"n\":8}");
    assertThat(open.next().path("to").asText()).isEqualTo("20");
    await("it has everything").until(() -> statistics().lagSeconds() == 0);
    assertThat(statistics().deliveredBatches()).isEqualTo(2);
    assertThat(statistics().deliveryNanos()).isPositive();
  }

  @Test
  void stopsWhenUnsubscribed() throws Exception {
    int port = start(bounds(10));
    StreamClient.Open open = StreamClient.connect(client, port, "good");
    open.subscribe(topic.toString(), null, 8);
    assertThat(open.next().path("type").asText()).isEqualTo("snapshot");
    open.say("{\"type\":\"unsubscribe\",\"topic\":\"" + topic + "\"}");
    await().until(() -> hub.topics() == 0);
    add(1);
    open.say("{}");
    assertThat(open.next().path("type").asText()).isEqualTo("error");
  }

  @Test
  void readsOnceForManyViewersOfOneTopic() throws Exception {
    int port = start(bounds(100));
    List<StreamClient.Open> viewers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      StreamClient.Open open = StreamClient.connect(client, port, "good");
      open.subscribe(topic.toString(), null, 8);
      open.next();
      viewers.add(open);
    }
    long before = statistics().reads();
    add(3);
    for (StreamClient.Open viewer : viewers) {
      assertThat(viewer.next().path("to").asText()).isEqualTo("3");
    }
    assertThat(statistics().sharedBatches()).isEqualTo(19);
    // One read brings the numbers, one finds nothing after them; the viewers' own first reads found
    // nothing either.
    assertThat(statistics().reads() - before).isLessThanOrEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "signalbox.v1, bearer.good, https://allowed.example, 101",
    "signalbox.v1, bearer.good, , 101",
    "signalbox.v1, bearer.bad, , 401",
    "signalbox.v1, other, , 401",
    "other, bearer.good, , 401",
    "signalbox.v1, bearer.good, https://evil.example, 403",
    "signalbox.v1, bearer.good, null, 403"
  })
  void checksTokenAndOriginBeforeTheUpgrade(
      String first, String second, @Nullable String origin, int status) {
    int port = start(bounds(10));
    WebSocket.Builder builder = client.newWebSocketBuilder().subprotocols(first, second);
    if (origin != null) {
      builder.header("Origin", origin);
    }
    var opening =
        builder.buildAsync(
            URI.create("ws://127.0.0.1:" + port + StreamServer.PATH), new WebSocket.Listener() {});
    if (status == 101) {
      assertThat(opening.join().getSubprotocol()).isEqualTo("signalbox.v1");
    } else {
      assertThatThrownBy(opening::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              e -> assertThat(e.getResponse().statusCode()).isEqualTo(status));
      assertThat(statistics().refusedUpgrades()).isEqualTo(1);
    }
  }

  @Test
  void closesWith4401WhenTheTokenEnds() throws Exception {
    int port =
        start(
            new StreamDefaults(
                FOREVER,
                Duration.ofMillis(50),
                Duration.ofSeconds(10),
                100,
                3,
                10,
                10,
                10,
                10,
                Duration.ZERO));
    StreamClient.Open open = StreamClient.connect(client, port, "good");
    tokens.clear();
    assertThat(open.heard().closed.get(20, TimeUnit.SECONDS)).isEqualTo(4401);
  }

  @Test
  void beatsAndTakesTopicsFromThoseWhoLostTheirRole() throws Exception {
    int port =
        start(
            new StreamDefaults(
                Duration.ofMillis(100),
                FOREVER,
                Duration.ofSeconds(10),
                100,
                3,
                10,
                10,
                10,
                10,
                Duration.ZERO));
    StreamClient.Open open = StreamClient.connect(client, port, "good");
    open.subscribe(topic.toString(), "0", 8);
    JsonNode beat = open.next();
    assertThat(beat.path("type").asText()).isEqualTo("heartbeat");
    assertThat(beat.path("time").asText()).endsWith("Z");
    sources.clear();
    JsonNode frame = open.next();
    while (frame.path("type").asText().equals("heartbeat")) {
      frame = open.next();
    }
    assertThat(frame.path("code").asText()).isEqualTo("stream.unknown_topic");
    assertThat(frame.path("topic").asText()).isEqualTo(topic.toString());
    await().until(() -> hub.topics() == 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense|stream.malformed_frame",
        "[]|stream.malformed_frame",
        "{\"type\":\"subscribe\"}|stream.malformed_frame",
        "{\"type\":\"subscribe\",\"topic\":7}|stream.malformed_frame",
        "{\"type\":\"sing\",\"topic\":\"system\"}|stream.malformed_frame",
        "{\"type\":\"subscribe\",\"topic\":\"TOPIC\",\"credit\":0}|stream.malformed_frame",
        "{\"type\":\"subscribe\",\"topic\":\"TOPIC\",\"credit\":65}|stream.malformed_frame",
        "{\"type\":\"subscribe\",\"topic\":\"TOPIC\",\"credit\":\"8\"}|stream.malformed_frame",
        "{\"type\":\"subscribe\",\"topic\":\"TOPIC\",\"colour\":1}|stream.malformed_frame",
        "{\"type\":\"subscribe\",\"topic\":\"nowhere\"}|stream.unknown_topic",
        "{\"type\":\"subscribe\",\"topic\":\"run:../x\"}|stream.unknown_topic",
        "{\"type\":\"subscribe\",\"topic\":\"system\"}|stream.unknown_topic",
        "{\"type\":\"subscribe\",\"topic\":\"TOPIC\",\"after\":\"x\"}|stream.bad_cursor"
      })
  void answersABadFrameWithAnErrorAndStaysOpen(String frame, String code) throws Exception {
    int port = start(bounds(10));
    StreamClient.Open open = StreamClient.connect(client, port, "good");
    open.say(frame.replace("TOPIC", topic.toString()));
    JsonNode error = open.next();
    assertThat(error.path("type").asText()).isEqualTo("error");
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("detail").asText()).isNotEmpty();
    open.subscribe(topic.toString(), null, 1);
    assertThat(open.next().path("type").asText()).isEqualTo("snapshot");
  }

  @Test
  void boundsTheSubscriptionsOfASocket() throws Exception {
    int port = start(bounds(10));
    StreamClient.Open open = StreamClient.connect(client, port, "good");
    for (int i = 0; i < 3; i++) {
      Topic another = new Topic.OneRun(new RunId(UUID.randomUUID()));
      sources.put(another, new NumberedSource());
      open.subscribe(another.toString(), null, 1);
      assertThat(open.next().path("type").asText()).isEqualTo("snapshot");
    }
    open.subscribe(topic.toString(), null, 1);
    assertThat(open.next().path("type").asText()).isEqualTo("error");
    assertThat(statistics().subscriptions()).isEqualTo(3);
  }

  @Test
  void closesASocketThatSendsTooMuchAtOnce() throws Exception {
    int port = start(bounds(10));
    StreamClient.Open open = StreamClient.connect(client, port, "good");
    open.say("x".repeat(StreamDefaults.MAX_FRAME_BYTES + 1));
    assertThat(open.heard().closed.get(20, TimeUnit.SECONDS)).isEqualTo(1009);
    await().until(() -> statistics().sockets() == 0);
  }

  @Test
  void givesUpOnAClientThatTakesNothing() {
    int port =
        start(
            new StreamDefaults(
                FOREVER,
                FOREVER,
                Duration.ofMillis(500),
                100,
                3,
                10,
                100_000,
                10,
                10,
                Duration.ZERO));
    add(10_000_000);
    StreamClient.Open deaf = StreamClient.connectDeaf(client, port, "good");
    deaf.subscribe(topic.toString(), "0", 64);
    await().atMost(Duration.ofSeconds(30)).until(() -> statistics().slowClients() == 1);
    await().until(() -> statistics().sockets() == 0 && statistics().subscriptions() == 0);
    assertThat(statistics().framesSent()).isLessThan(64);
    deaf.socket().abort();
  }

  @Test
  void saysGoodbyeWhenTheServerStops() throws Exception {
    int port = start(bounds(10));
    StreamClient.Open open = StreamClient.connect(client, port, "good");
    open.subscribe(topic.toString(), null, 8);
    open.next();
    if (stream != null) {
      stream.close();
    }
    assertThat(open.heard().closed.get(20, TimeUnit.SECONDS)).isEqualTo(1001);
  }
}
