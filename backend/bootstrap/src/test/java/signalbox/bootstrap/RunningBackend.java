package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.database.Migrations;
import signalbox.embedded.EmbeddedKafka;
import signalbox.embedded.EmbeddedPostgres;
import signalbox.embedded.EmbeddedS3;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.s3.shared.S3ObjectStore;
import signalbox.presentation.shared.Json;

/**
 * A backend on real servers that all component tests of this JVM share; each test takes fresh
 * projects. Every answer that comes through {@link #call} is held against the OpenAPI document.
 */
final class RunningBackend implements AutoCloseable {
  static final String ADMIN_EMAIL = "admin@signalbox.local";
  static final String ADMIN_PASSWORD = "a long enough password";
  static final OpenApiContract CONTRACT = OpenApiContract.load();

  private static final Json JSON = new Json();
  private static @Nullable RunningBackend shared;

  private final Settings settings;
  private final Backend backend;
  private final PostgresDatabase metadata;
  private final S3ObjectStore objects;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String adminToken;

  private RunningBackend(Settings settings, Backend backend)
      throws IOException, InterruptedException {
    this.settings = settings;
    this.backend = backend;
    Settings.Database database = settings.metadata();
    this.metadata =
        new PostgresDatabase(
            "test", database.url(), database.user(), database.password().value(), 4);
    Settings.S3 s3 = settings.s3();
    this.objects =
        new S3ObjectStore(
            s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey().value());
    this.adminToken = signIn(ADMIN_EMAIL, ADMIN_PASSWORD);
  }

  /** An answer whose body is text. */
  record Answer(int status, String body, HttpResponse<?> response) {
    JsonNode json() {
      try {
        return JSON.mapper().readTree(body);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(body, e);
      }
    }

    String code() {
      return json().path("code").asText();
    }

    /** The path below the API of what was made. */
    String location() {
      return response.headers().firstValue("Location").orElseThrow().substring("/api/v1".length());
    }

    Answer expect(int expected) {
      assertThat(status).as(body).isEqualTo(expected);
      return this;
    }

    Answer expectProblem(int expected, String code) {
      expect(expected);
      assertThat(code()).as(body).isEqualTo(code);
      assertThat(json().path("traceId").asText())
          .matches("[0-9a-f]{32}")
          .isNotEqualTo("0".repeat(32));
      return this;
    }
  }

  /** Started by the first call; ends with the JVM. */
  static synchronized RunningBackend shared() throws IOException, InterruptedException {
    RunningBackend running = shared;
    if (running == null) {
      running = started(freshSettings(Map.of()));
      Runtime.getRuntime().addShutdownHook(new Thread(running.backend::close));
      shared = running;
    }
    return running;
  }

  /** One of its own, to be ended by the caller. */
  static RunningBackend started(Settings settings) throws IOException, InterruptedException {
    return new RunningBackend(settings, Backend.start(settings));
  }

  /** The same, with a signal that is lost noticed only after {@code net}. */
  static RunningBackend started(Settings settings, Duration net)
      throws IOException, InterruptedException {
    return new RunningBackend(settings, Backend.start(new Platform(settings, net)));
  }

  /** Settings of one more backend of the same database. */
  static Settings beside(Settings first, String name, Path spool, int logPort) {
    return new Settings(
        name,
        first.host(),
        first.port(),
        first.managementPort(),
        first.metadata(),
        first.telemetry(),
        first.kafkaBootstrap(),
        first.kafkaGroup(),
        first.s3(),
        first.jwtKey(),
        first.adminEmail(),
        first.adminPassword(),
        first.webDirectory(),
        spool,
        first.allowedOrigins(),
        first.otlpEndpoint(),
        first.exitWithParent(),
        new Settings.Logs(
            logPort, first.logs().address(), first.logs().key(), first.logs().sources()),
        first.webhooks(),
        first.largestProjectFile());
  }

  @Override
  public void close() {
    backend.close();
    metadata.close();
    objects.close();
  }

  /** Settings with a database, a bucket and a spool of their own. */
  static Settings freshSettings(Map<String, String> changes) throws IOException {
    EmbeddedPostgres.Database database = EmbeddedPostgres.shared().createDatabase();
    for (Migrations migrations : Migrations.values()) {
      migrations.apply(database.url(), database.user(), database.password());
    }
    EmbeddedS3 s3 = EmbeddedS3.shared();
    Path spool = Files.createTempDirectory("signalbox-spool");
    spool.toFile().deleteOnExit();
    Map<String, String> environment =
        new HashMap<>(
            Map.ofEntries(
                Map.entry("SIGNALBOX_PORT", "0"),
                Map.entry("SIGNALBOX_METADATA_URL", database.url()),
                Map.entry("SIGNALBOX_METADATA_USER", database.user()),
                Map.entry("SIGNALBOX_METADATA_PASSWORD", database.password()),
                Map.entry("SIGNALBOX_TELEMETRY_URL", database.url()),
                Map.entry("SIGNALBOX_TELEMETRY_USER", database.user()),
                Map.entry("SIGNALBOX_TELEMETRY_PASSWORD", database.password()),
                Map.entry("SIGNALBOX_KAFKA_BOOTSTRAP", EmbeddedKafka.shared().bootstrap()),
                // Other backends of this test run have other databases: each must see every status.
                Map.entry("SIGNALBOX_KAFKA_GROUP", "backend-" + UUID.randomUUID()),
                Map.entry("SIGNALBOX_S3_ENDPOINT", s3.endpoint().toString()),
                Map.entry("SIGNALBOX_S3_BUCKET", s3.createBucket()),
                Map.entry("SIGNALBOX_S3_ACCESS_KEY", s3.accessKey()),
                Map.entry("SIGNALBOX_S3_SECRET_KEY", s3.secretKey()),
                Map.entry("SIGNALBOX_JWT_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="),
                Map.entry("SIGNALBOX_ADMIN_EMAIL", ADMIN_EMAIL),
                Map.entry("SIGNALBOX_ADMIN_PASSWORD", ADMIN_PASSWORD),
                // Receivers of webhooks are on this machine.
                Map.entry("SIGNALBOX_WEBHOOK_NETWORKS", "127.0.0.1"),
                Map.entry("SIGNALBOX_SPOOL_DIR", spool.toString())));
    environment.putAll(changes);
    return Settings.from(environment);
  }

  Backend backend() {
    return backend;
  }

  int port() {
    return backend.port();
  }

  PostgresDatabase metadata() {
    return metadata;
  }

  S3ObjectStore objects() {
    return objects;
  }

  Path spool() {
    return settings.spoolDirectory();
  }

  String adminToken() {
    return adminToken;
  }

  HttpClient client() {
    return client;
  }

  String signIn(String email, String password) throws IOException, InterruptedException {
    return call(
            "POST",
            "/auth/login",
            null,
            "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}")
        .expect(200)
        .json()
        .path("accessToken")
        .asText();
  }

  /** A new user's token. */
  User newUser() throws IOException, InterruptedException {
    String email = "user-" + UUID.randomUUID() + "@example.org";
    JsonNode user =
        call(
                "POST",
                "/users",
                adminToken,
                "{\"email\":\""
                    + email
                    + "\",\"name\":\"Somebody\",\"password\":\""
                    + ADMIN_PASSWORD
                    + "\"}")
            .expect(201)
            .json();
    return new User(
        UUID.fromString(user.path("id").asText()), email, signIn(email, ADMIN_PASSWORD));
  }

  record User(UUID id, String email, String token) {}

  /** A new project of the administrator. */
  UUID newProject() throws IOException, InterruptedException {
    String name = "project " + UUID.randomUUID();
    return UUID.fromString(
        call("POST", "/projects", adminToken, "{\"name\":\"" + name + "\"}")
            .expect(201)
            .json()
            .path("id")
            .asText());
  }

  /** Uploads a text as a file. */
  Answer upload(UUID project, String token, String fileName, String content, String... headers)
      throws IOException, InterruptedException {
    return upload(
        project,
        token,
        fileName,
        HttpRequest.BodyPublishers.ofByteArray(
            multipart(fileName, content.getBytes(StandardCharsets.UTF_8))),
        headers);
  }

  Answer upload(
      UUID project,
      String token,
      String fileName,
      HttpRequest.BodyPublisher body,
      String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/projects/" + project + "/datasets"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(body);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request.build(), "/projects/" + project + "/datasets");
  }

  /** Sends a text by the tus protocol and makes a dataset of it. */
  JsonNode storedUpload(UUID project, String fileName, String content, String body)
      throws IOException, InterruptedException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String path =
        announce("/projects/" + project + "/uploads", adminToken, fileName, bytes.length)
            .expect(201)
            .location();
    append(path, adminToken, 0, bytes).expect(204);
    return call("POST", path + "/dataset", adminToken, body).expect(201).json();
  }

  /** Announces a file by the tus protocol, among the uploads of {@code all}. */
  Answer announce(String all, String token, String fileName, long size)
      throws IOException, InterruptedException {
    String name = Base64.getEncoder().encodeToString(fileName.getBytes(StandardCharsets.UTF_8));
    return send(
        HttpRequest.newBuilder(uri(all))
            .header("Authorization", "Bearer " + token)
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Length", Long.toString(size))
            .header("Upload-Metadata", "filename " + name)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        all);
  }

  /** Sends a piece of an announced file. */
  Answer append(String path, String token, long offset, byte[] piece)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", "Bearer " + token)
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Offset", Long.toString(offset))
            .header("Content-Type", "application/offset+octet-stream")
            .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(piece))
            .build(),
        path);
  }

  static final String BOUNDARY = "----signalbox-test";

  static byte[] multipart(String fileName, byte[] content) {
    byte[] head = multipartHead(fileName).getBytes(StandardCharsets.UTF_8);
    byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[head.length + content.length + tail.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(content, 0, all, head.length, content.length);
    System.arraycopy(tail, 0, all, head.length + content.length, tail.length);
    return all;
  }

  static String multipartHead(String fileName) {
    return "--"
        + BOUNDARY
        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
        + fileName
        + "\"\r\nContent-Type: text/csv\r\n\r\n";
  }

  /** Calls a path below the API and holds the answer against the document. */
  Answer call(String method, String path, @Nullable String token, @Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (path.contains("/uploads")) {
      request.header("Tus-Resumable", "1.0.0");
    }
    return send(request.build(), path);
  }

  Answer send(HttpRequest request, String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    String mediaType = response.headers().firstValue("Content-Type").orElse(null);
    CONTRACT.verify(request.method(), path, response.statusCode(), mediaType, response.body());
    return new Answer(response.statusCode(), response.body(), response);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + "/api/v1" + path);
  }

  long spooledFiles() {
    try (var files = Files.walk(spool(), 2)) {
      return files.filter(file -> file.getFileName().toString().startsWith("upload-")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
