package signalbox.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signalbox.presentation.shared.Json;

/** The main program as a process of its own. */
@Timeout(120)
class MainIT {
  private static final Pattern READY =
      Pattern.compile("ready on http:\\\\?/\\\\?/127\\.0\\.0\\.1:(\\d+)");
  private static final long LARGE_BYTES = 200L * 1024 * 1024;

  @TempDir private Path folder;

  @Test
  void namesEveryMissingSettingAndEnds() throws Exception {
    Process process = start(Map.of("SIGNALBOX_PORT", "many"), "-Xmx64m");

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(output())
        .contains("SIGNALBOX_JWT_KEY is not set", "SIGNALBOX_PORT is not a port number");
  }

  @Test
  void refusesAnotherSchemaWithBothNumbersAndTheCommand() throws Exception {
    Settings settings = RunningBackend.freshSettings(Map.of());
    try (Platform platform = new Platform(settings)) {
      platform
          .telemetry()
          .sql()
          .deleteFrom(DSL.table(DSL.name("telemetry", "schema_version")))
          .execute();
    }
    Process process = start(environment(settings), "-Xmx96m");

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(output())
        .contains("schema telemetry has version 0", "needs version", "signalbox.database.Migrate");
  }

  @Test
  void takesALargeUploadInASmallHeapAndEndsWithItsParent() throws Exception {
    Settings settings = RunningBackend.freshSettings(Map.of());
    Process process = start(environment(settings), "-Xmx160m");
    int port = awaitPort(process);
    try (HttpClient client = HttpClient.newHttpClient()) {
      String login =
          "{\"email\":\"admin@signalbox.local\",\"password\":\""
              + RunningBackend.ADMIN_PASSWORD
              + "\"}";
      String token =
          send(
                  client,
                  post(port, "/auth/login", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(login)))
              .path("accessToken")
              .asText();
      JsonNode projects =
          send(
              client,
              post(port, "/projects", "application/json")
                  .header("Authorization", "Bearer " + token)
                  .GET());
      JsonNode dataset =
          send(
              client,
              post(
                      port,
                      "/projects/"
                          + projects.path("items").get(0).path("id").asText()
                          + "/datasets",
                      "multipart/form-data; boundary=" + RunningBackend.BOUNDARY)
                  .header("Authorization", "Bearer " + token)
                  .POST(HttpRequest.BodyPublishers.ofInputStream(LargeBody::new)));

      assertThat(dataset.path("sizeBytes").asLong()).isGreaterThan(LARGE_BYTES);
      assertThat(dataset.path("columns")).hasSize(4);
    }
    process.getOutputStream().close();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(output()).contains("Stopped").doesNotContain("OutOfMemoryError");
  }

  private static HttpRequest.Builder post(int port, String path, String contentType) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
        .header("Content-Type", contentType);
  }

  private static JsonNode send(HttpClient client, HttpRequest.Builder request) throws Exception {
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isIn(200, 201);
    return new Json().mapper().readTree(response.body());
  }

  private int awaitPort(Process process) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(!process.isAlive() || READY.matcher(output()).find()).as(output()).isTrue());
    Matcher matcher = READY.matcher(output());
    assertThat(matcher.find()).as(output()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private Process start(Map<String, String> environment, String heap) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                "signalbox.bootstrap.Main"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("SIGNALBOX_"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("output.log").toFile());
    return builder.start();
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output.log"));
    } catch (IOException e) {
      return "";
    }
  }

  private static Map<String, String> environment(Settings settings) {
    return Map.ofEntries(
        Map.entry("SIGNALBOX_PORT", "0"),
        Map.entry("SIGNALBOX_METADATA_URL", settings.metadata().url()),
        Map.entry("SIGNALBOX_METADATA_USER", settings.metadata().user()),
        Map.entry("SIGNALBOX_METADATA_PASSWORD", settings.metadata().password().value()),
        Map.entry("SIGNALBOX_TELEMETRY_URL", settings.telemetry().url()),
        Map.entry("SIGNALBOX_TELEMETRY_USER", settings.telemetry().user()),
        Map.entry("SIGNALBOX_TELEMETRY_PASSWORD", settings.telemetry().password().value()),
        Map.entry("SIGNALBOX_KAFKA_BOOTSTRAP", settings.kafkaBootstrap()),
        Map.entry("SIGNALBOX_S3_ENDPOINT", settings.s3().endpoint().toString()),
        Map.entry("SIGNALBOX_S3_BUCKET", settings.s3().bucket()),
        Map.entry("SIGNALBOX_S3_ACCESS_KEY", settings.s3().accessKey()),
        Map.entry("SIGNALBOX_S3_SECRET_KEY", settings.s3().secretKey().value()),
        Map.entry("SIGNALBOX_JWT_KEY", settings.jwtKey().value()),
        Map.entry("SIGNALBOX_ADMIN_PASSWORD", RunningBackend.ADMIN_PASSWORD),
        Map.entry("SIGNALBOX_SPOOL_DIR", settings.spoolDirectory().toString()),
        Map.entry("SIGNALBOX_EXIT_WITH_PARENT", "1"));
  }

  /** A multipart body of 200 MiB that is made as it is read. */
  private static final class LargeBody extends InputStream {
    private static final String FILLER = String.join("", Collections.nCopies(40, "filler "));

    private byte[] piece =
        (RunningBackend.multipartHead("large.csv") + "id,group,text,value\n").getBytes(UTF_8);
    private int place;
    private long sent;
    private long row;
    private boolean ended;

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (place == piece.length && !next()) {
        return -1;
      }
      int count = Math.min(length, piece.length - place);
      System.arraycopy(piece, place, target, offset, count);
      place += count;
      return count;
    }

    private boolean next() {
      sent += piece.length;
      place = 0;
      if (sent <= LARGE_BYTES + 4096) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200; i++, row++) {
          text.append("row-").append(row * 7919).append(",g").append(row % 5).append(',');
          text.append(FILLER).append(row).append(",0.5\n");
        }
        piece = text.toString().getBytes(UTF_8);
        return true;
      }
      piece = ("\r\n--" + RunningBackend.BOUNDARY + "--\r\n").getBytes(UTF_8);
      boolean more = !ended;
      ended = true;
      return more;
    }
  }
}
