package signalbox.presentation.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;
import signalbox.presentation.shared.ErrorCatalogue;
import signalbox.presentation.shared.Json;
import signalbox.presentation.shared.Origins;

class RestServerTest {
  private static final Principal ALICE = new Principal(new UserId(UUID.randomUUID()), false);

  private static final ErrorCatalogue CATALOGUE = ErrorCatalogue.load();
  private static final Json JSON = new Json();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final AtomicReference<RuntimeException> TO_THROW =
      new AtomicReference<>(new IllegalStateException("secret"));
  @TempDir private static Path web;
  private static RestServer server;

  record Note(String text) {}

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(web.resolve("index.html"), "<!doctype html><title>Signalbox</title>");
    Files.createDirectory(web.resolve("assets"));
    Files.writeString(web.resolve("assets/index-Bx81aK2_.js"), "let a = 1;\n".repeat(1000));
    server =
        new RestServer(
            new RestServer.Options("127.0.0.1", 0, web, new Origins(Set.of()), List.of()),
            List.of(RestServerTest::routes),
            token -> {
              if (token.equals("good")) {
                return ALICE;
              }
              throw SignalboxException.of(ErrorCode.AUTH_REQUIRED);
            },
            new ProblemMapper(CATALOGUE),
            JSON,
            new PlainRequestObserver());
    server.start();
  }

  @AfterAll
  static void stop() {
    CLIENT.close();
    server.close();
  }

  private static void routes(Router router) {
    router
        .get("/me", Access.SIGNED_IN, r -> r.json(200, new Note(r.principal().userId().toString())))
        .get("/notes/{noteId}", Access.PUBLIC, r -> r.json(200, r.pathUuid("noteId")))
        .post("/notes", Access.PUBLIC, r -> r.json(201, r.body(Note.class)))
        .get("/page", Access.PUBLIC, r -> r.json(200, r.pageRequest()))
        .get(
            "/failing",
            Access.PUBLIC,
            r -> {
              throw TO_THROW.get();
            })
        .get(
            "/file",
            Access.PUBLIC,
            r ->
                r.attachment(
                    "Größe \"a\"\r\n.csv",
                    "text/csv",
                    3,
                    new ByteArrayInputStream("a\n1".getBytes(UTF_8))));
  }

  @Test
  void asksForAToken() throws Exception {
    HttpResponse<String> answer = get("/api/v1/me");

    assertProblem(answer, 401, "auth.required");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertProblem(get("/api/v1/me", "Authorization", "Basic eDp5"), 401, "auth.required");
    assertProblem(get("/api/v1/me", "Authorization", "Bearer bad"), 401, "auth.required");
    assertThat(get("/api/v1/me", "Authorization", "Bearer good").body())
        .contains(ALICE.userId().toString());
  }

  @ParameterizedTest
  @EnumSource
  void answersEveryCodeEvenWrapped(ErrorCode code) throws Exception {
    SignalboxException exception =
        SignalboxException.of(code).safe("id", 7).unsafe("field", "x").at("x").safe("seconds", 3);
    ErrorCatalogue.Entry entry = CATALOGUE.entry(code);
    for (RuntimeException thrown :
        List.of(
            exception,
            new IllegalStateException("secret", exception),
            new IllegalStateException(new ExecutionException("secret", exception)))) {
      TO_THROW.set(thrown);
      HttpResponse<String> answer = get("/api/v1/failing");

      JsonNode problem = assertProblem(answer, entry.status(), code.code());
      assertThat(problem.path("retryable").asBoolean()).isEqualTo(entry.retry());
      assertThat(problem.path("detail").asText()).isEqualTo(CATALOGUE.text(exception));
      assertThat(answer.body()).doesNotContain("secret").doesNotContain("\tat ");
    }
  }

  @Test
  void hidesWhatItDoesNotKnow() throws Exception {
    TO_THROW.set(new IllegalStateException("secret"));
    assertThat(assertProblem(get("/api/v1/failing"), 500, "internal").toString())
        .doesNotContain("secret");
  }

  @Test
  void keepsTheCallersTraceId() throws Exception {
    String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    JsonNode problem =
        assertProblem(
            get("/api/v1/nothing", "traceparent", "00-" + traceId + "-00f067aa0ba902b7-01"),
            404,
            "route.not_found");
    assertThat(problem.path("traceId").asText()).isEqualTo(traceId);
  }

  @Test
  void tellsUnknownPathsFromWrongMethods() throws Exception {
    assertProblem(get("/api/v1/nothing"), 404, "route.not_found");
    assertProblem(get("/api"), 404, "route.not_found");
    assertProblem(get("/api/v1/notes/17"), 404, "route.not_found");
    HttpResponse<String> answer = send("DELETE", "/api/v1/notes", "");
    assertProblem(answer, 405, "request.method_not_allowed");
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    assertProblem(send("POST", "/runs", ""), 404, "route.not_found");
    assertProblem(send("OPTIONS", "/api/v1/notes", ""), 405, "request.method_not_allowed");
  }

  @Test
  void checksBodies() throws Exception {
    assertThat(send("POST", "/api/v1/notes", "{\"text\":\"a\"}").statusCode()).isEqualTo(201);
    assertProblem(send("POST", "/api/v1/notes", "{\"text\":"), 400, "request.malformed");
    assertProblem(
        send("POST", "/api/v1/notes", "{\"text\":\"a\"}", "Content-Type", "text/plain"),
        415,
        "request.media_type");
    String large = "{\"text\":\"" + "a".repeat(Request.MAX_BODY_BYTES) + "\"}";
    assertProblem(send("POST", "/api/v1/notes", large), 413, "request.too_large");
    HttpRequest chunked =
        HttpRequest.newBuilder(uri("/api/v1/notes"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(large.getBytes(UTF_8))))
            .build();
    assertProblem(
        CLIENT.send(chunked, HttpResponse.BodyHandlers.ofString()), 413, "request.too_large");
  }

  @Test
  void refusesOtherOrigins() throws Exception {
    assertProblem(
        send("POST", "/api/v1/notes", "{\"text\":\"a\"}", "Origin", "https://evil.example"),
        403,
        "auth.origin");
    assertThat(
            send(
                    "POST",
                    "/api/v1/notes",
                    "{\"text\":\"a\"}",
                    "Origin",
                    "http://127.0.0.1:" + server.port())
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void checksPages() throws Exception {
    assertProblem(get("/api/v1/page?limit=0"), 422, "request.invalid");
    assertProblem(get("/api/v1/page?limit=201"), 422, "request.invalid");
    assertProblem(get("/api/v1/page?limit=many"), 422, "request.invalid");
    assertThat(get("/api/v1/page?limit=7&cursor=x").body())
        .isEqualTo("{\"limit\":7,\"cursor\":\"x\"}");
  }

  @Test
  void namesDownloadsSafely() throws Exception {
    HttpResponse<String> answer = get("/api/v1/file");

    assertThat(answer.headers().firstValue("Content-Disposition"))
        .hasValue(
            "attachment; filename=\"Gr__e _a___.csv\";"
                + " filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%22a%22%0D%0A.csv");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Content-Length")).hasValue("3");
    assertThat(answer.body()).isEqualTo("a\n1");
  }

  @Test
  void servesThePageAndItsAssets() throws Exception {
    for (String path : List.of("/", "/index.html", "/runs/17", "/%2e%2e/%2e%2e/etc/passwd")) {
      HttpResponse<String> page = get(path);
      if (page.statusCode() == 400) {
        continue;
      }
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.body()).contains("<title>Signalbox</title>");
      assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
      assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("script-src 'self';", "frame-ancestors 'none'");
      String tag = page.headers().firstValue("ETag").orElseThrow();
      assertThat(get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);
    }
    HttpResponse<byte[]> asset =
        CLIENT.send(
            HttpRequest.newBuilder(uri("/assets/index-Bx81aK2_.js"))
                .header("Accept-Encoding", "gzip")
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(asset.headers().firstValue("Cache-Control"))
        .hasValue("public, max-age=31536000, immutable");
    assertThat(asset.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(asset.body()))) {
      assertThat(new String(plain.readAllBytes(), UTF_8)).startsWith("let a = 1;");
    }
    assertProblem(get("/assets/gone-12345678.js"), 404, "route.not_found");
  }

  @Test
  void answersBrokenHttpWithAProblemOrNotAtAll() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("\tat ");
    }
  }

  @Test
  void publishesTheContract() throws Exception {
    JsonNode document = JSON.mapper().readTree(get("/api/v1/openapi.json").body());
    assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
  }

  private JsonNode assertProblem(HttpResponse<String> answer, int status, String code)
      throws IOException {
    assertThat(answer.headers().firstValue("Content-Type"))
        .as(answer.body())
        .hasValue("application/problem+json");
    JsonNode problem = JSON.mapper().readTree(answer.body());
    assertThat(problem.path("code").asText()).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("traceId").asText()).matches("[0-9a-f]{32}");
    assertThat(answer.headers().firstValue("Trace-Id")).hasValue(problem.path("traceId").asText());
    return problem;
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
