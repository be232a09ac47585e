package signalbox.presentation.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import signalbox.presentation.shared.Json;

/** A client of the live stream that keeps what it was told. */
final class StreamClient implements WebSocket.Listener {
  private static final Json JSON = new Json();

  private final boolean reads;
  private final StringBuilder text = new StringBuilder();
  private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
  final CompletableFuture<Integer> closed = new CompletableFuture<>();

  private StreamClient(boolean reads) {
    this.reads = reads;
  }

  /** An open socket with what it hears. */
  record Open(WebSocket socket, StreamClient heard) {
    void say(String frame) {
      socket.sendText(frame, true).join();
    }

    JsonNode next() throws InterruptedException {
      return heard.next();
    }

    void subscribe(String topic, @Nullable String after, int credit) {
      String start = after == null ? "" : ",\"after\":\"" + after + "\"";
      say(
          "{\"type\":\"subscribe\",\"topic\":\""
              + topic
              + "\""
              + start
              + ",\"credit\":"
              + credit
              + "}");
    }
  }

  static Open connect(HttpClient client, int port, String token) {
    return connect(client, port, token, true);
  }

  /** Never takes a frame from its socket. */
  static Open connectDeaf(HttpClient client, int port, String token) {
    return connect(client, port, token, false);
  }

  private static Open connect(HttpClient client, int port, String token, boolean reads) {
    StreamClient heard = new StreamClient(reads);
    try {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .subprotocols("signalbox.v1", "bearer." + token)
              .buildAsync(URI.create("ws://127.0.0.1:" + port + StreamServer.PATH), heard)
              .join();
      return new Open(socket, heard);
    } catch (CompletionException e) {
      throw new AssertionError("The stream cannot be opened", e.getCause());
    }
  }

  JsonNode next() throws InterruptedException {
    JsonNode frame = frames.poll(20, TimeUnit.SECONDS);
    assertThat(frame).as("the next frame").isNotNull();
    return frame;
  }

  @Override
  public void onOpen(WebSocket socket) {
    if (reads) {
      socket.request(1);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      try {
        frames.add(JSON.mapper().readTree(text.toString()));
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
      text.setLength(0);
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    closed.complete(status);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    closed.completeExceptionally(error);
  }
}
