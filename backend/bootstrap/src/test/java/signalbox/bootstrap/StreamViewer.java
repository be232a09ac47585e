package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import signalbox.presentation.shared.Json;

/** A viewer of the live stream that gives back the credit it uses. */
final class StreamViewer implements WebSocket.Listener, AutoCloseable {
  private static final Json JSON = new Json();

  private final StringBuilder text = new StringBuilder();
  private final BlockingQueue<JsonNode> arrived = new LinkedBlockingQueue<>();
  private final List<JsonNode> frames = new ArrayList<>();
  private @Nullable WebSocket socket;

  private StreamViewer() {}

  static StreamViewer open(HttpClient client, int port, String token) {
    StreamViewer viewer = new StreamViewer();
    viewer.socket =
        client
            .newWebSocketBuilder()
            .subprotocols("signalbox.v1", "bearer." + token)
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/api/v1/stream"), viewer)
            .join();
    return viewer;
  }

  void subscribe(String topic, @Nullable String after) {
    say(
        "{\"type\":\"subscribe\",\"topic\":\""
            + topic
            + (after == null ? "\"}" : "\",\"after\":\"" + after + "\"}"));
  }

  private void say(String frame) {
    if (socket != null) {
      socket.sendText(frame, true).join();
    }
  }

  /** Reads until the frames so far are enough; an error frame fails the test. */
  void readUntil(Predicate<List<JsonNode>> enough) throws InterruptedException {
    while (!enough.test(frames)) {
      JsonNode frame = arrived.poll(30, TimeUnit.SECONDS);
      assertThat(frame).as("a frame after " + frames).isNotNull();
      frames.add(frame);
      assertThat(frame.path("type").asText()).as(frame.toString()).isNotEqualTo("error");
      if (frame.path("type").asText().equals("batch")) {
        say("{\"type\":\"credit\",\"n\":1,\"topic\":\"" + frame.path("topic").asText() + "\"}");
      }
    }
  }

  List<JsonNode> frames() {
    return frames;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      try {
        arrived.add(JSON.mapper().readTree(text.toString()));
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.abort();
    }
  }
}
