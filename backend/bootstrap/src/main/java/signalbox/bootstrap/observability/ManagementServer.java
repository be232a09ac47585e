package signalbox.bootstrap.observability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The management port: {@code /health/live}, {@code /health/ready} and {@code /metrics}. It answers
 * without signing in, so it must not be reachable from outside.
 */
public final class ManagementServer implements AutoCloseable {
  private static final int BACKLOG = 16;

  private final String host;
  private final int port;
  private final Supplier<String> metrics;
  private final BooleanSupplier ready;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /**
   * Prepares the port without opening it.
   *
   * @param port 0 for any free one
   * @param metrics in Prometheus' text format
   * @param ready whether requests can be served now; may take a second
   */
  public ManagementServer(String host, int port, Supplier<String> metrics, BooleanSupplier ready) {
    this.host = host;
    this.port = port;
    this.metrics = metrics;
    this.ready = ready;
    try {
      this.server = HttpServer.create();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void start() {
    try {
      server.bind(new InetSocketAddress(host, port), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("The management port " + port + " cannot be opened", e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(requests);
    server.start();
  }

  /** The port that is open. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    requests.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "text/plain", "method not allowed\n");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/health/live" -> send(exchange, 200, "application/json", "{\"status\":\"up\"}\n");
        case "/health/ready" -> {
          boolean up = ready.getAsBoolean();
          send(
              exchange,
              up ? 200 : 503,
              "application/json",
              up ? "{\"status\":\"up\"}\n" : "{\"status\":\"down\"}\n");
        }
        case "/metrics" ->
            send(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
        default -> send(exchange, 404, "text/plain", "not found\n");
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }
}
