package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HealthTest {
  @Test
  void isReadyWhenThePartSaysSoAndElseTellsWhy() throws IOException {
    var status = new int[] {503};
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/",
        exchange -> {
          var body = "{\"kafka\":\"down\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status[0], body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    var health =
        new Health(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/health"));
    try {
      assertThat(health.isReady()).isFalse();
      assertThat(health.lastAnswer()).contains("503 {\"kafka\":\"down\"}");

      status[0] = 200;
      assertThat(health.isReady()).isTrue();
    } finally {
      server.stop(0);
    }
    assertThat(health.isReady()).isFalse();
    assertThat(health.lastAnswer()).contains("Connection refused");
  }
}
