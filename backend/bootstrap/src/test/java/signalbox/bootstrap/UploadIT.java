package signalbox.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static signalbox.schema.metadata.Tables.UPLOAD;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tus protocol over real sockets, a real disk and a real PostgreSQL. */
class UploadIT {
  private static final String TABLE = "name,age\nAda,36\nGrace,\nAlan,41\n";

  private RunningBackend backend;
  private UUID project;

  @BeforeEach
  void freshProject() throws Exception {
    backend = RunningBackend.shared();
    project = backend.newProject();
  }

  @Test
  void saysWhatItSpeaks() throws Exception {
    RunningBackend.Answer answer =
        backend
            .call("OPTIONS", "/projects/" + project + "/uploads", backend.adminToken(), null)
            .expect(204);

    assertThat(header(answer, "Tus-Version")).isEqualTo("1.0.0");
    assertThat(header(answer, "Tus-Extension"))
        .isEqualTo("creation,expiration,termination,checksum");
    assertThat(header(answer, "Tus-Max-Size")).isEqualTo("5368709120");
    assertThat(header(answer, "Tus-Checksum-Algorithm")).isEqualTo("sha1,sha256");
  }

  @Test
  void takesAFileInPieces() throws Exception {
    String path = create(TABLE.length());
    assertThat(offset(path)).isEqualTo("0");
    RunningBackend.Answer first = patch(path, 0, TABLE.substring(0, 10)).expect(204);
    assertThat(header(first, "Upload-Offset")).isEqualTo("10");
    assertThat(header(first, "Tus-Resumable")).isEqualTo("1.0.0");
    assertThat(header(first, "Upload-Expires")).endsWith("GMT");
    assertThat(offset(path)).isEqualTo("10");
    backend
        .call("POST", path + "/dataset", backend.adminToken(), "{}")
        .expectProblem(409, "upload.incomplete");
    patch(path, 10, TABLE.substring(10), "Upload-Checksum", checksum("SHA-256", 10)).expect(204);

    JsonNode listed = list();
    assertThat(listed.path("items")).hasSize(1);
    assertThat(listed.at("/items/0/fileName").asText()).isEqualTo("Größe.csv");
    assertThat(listed.at("/items/0/fingerprint").asText()).isEqualTo("mark");
    JsonNode dataset =
        backend.call("POST", path + "/dataset", backend.adminToken(), "{}").expect(201).json();
    assertThat(dataset.path("name").asText()).isEqualTo("Größe.csv");
    assertThat(dataset.path("rows").asInt()).isEqualTo(3);
    assertThat(dataset.at("/source/copied").asBoolean()).isFalse();
    assertThat(list().path("items")).isEmpty();
    JsonNode again =
        backend
            .call("POST", path + "/dataset", backend.adminToken(), "{\"name\":\"other\"}")
            .expect(201)
            .json();
    assertThat(again.path("id")).isEqualTo(dataset.path("id"));
    assertThat(Files.exists(file(path))).isFalse();
  }

  @Test
  void refusesWhatDoesNotFollowTheProtocol() throws Exception {
    String path = create(TABLE.length());
    RunningBackend.Answer version =
        send("PATCH", path, TABLE, "Content-Type", BODY, "Upload-Offset", "0")
            .expectProblem(412, "upload.protocol");
    assertThat(header(version, "Tus-Version")).isEqualTo("1.0.0");
    send(
            "PATCH",
            path,
            TABLE,
            "Tus-Resumable",
            "1.0.0",
            "Content-Type",
            "text/csv",
            "Upload-Offset",
            "0")
        .expectProblem(415, "request.media_type");
    send("PATCH", path, TABLE, "Tus-Resumable", "1.0.0", "Content-Type", BODY)
        .expectProblem(422, "request.invalid");
    patch(path, 3, TABLE).expectProblem(409, "upload.offset");
    patch(path, 0, TABLE + "more").expectProblem(413, "request.too_large");
    patch(path, 0, TABLE, "Upload-Checksum", "md5 AAAA").expectProblem(400, "request.malformed");
    assertThat(offset(path)).isEqualTo("0");
    create("", "Upload-Length", "7").expectProblem(422, "request.invalid");
    create("filename " + base64("x")).expectProblem(422, "request.invalid");
    create("filename " + base64("x"), "Upload-Length", "-3").expectProblem(422, "request.invalid");
    create("filename " + base64("x"), "Upload-Length", "5368709121")
        .expectProblem(413, "request.too_large");
    create("filename !!", "Upload-Length", "3").expectProblem(422, "request.invalid");
  }

  @Test
  void keepsNothingOfAPieceWithAWrongChecksum() throws Exception {
    String path = create(TABLE.length());

    patch(path, 0, TABLE, "Upload-Checksum", checksum("SHA-256", 1))
        .expectProblem(460, "upload.checksum");

    assertThat(offset(path)).isEqualTo("0");
    patch(path, 0, TABLE, "Upload-Checksum", checksum("SHA-1", 0).replace("sha256", "sha1"))
        .expect(204);
    assertThat(offset(path)).isEqualTo(Integer.toString(TABLE.length()));
  }

  @Test
  void keepsWhatCameBeforeAConnectionWasCut() throws Exception {
    String path = create(TABLE.length());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), backend.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("PATCH /api/v1"
                  + path
                  + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                  + backend.adminToken()
                  + "\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: "
                  + BODY
                  + "\r\nContent-Length: "
                  + TABLE.length()
                  + "\r\n\r\n"
                  + TABLE.substring(0, 17))
              .getBytes(UTF_8));
      out.flush();
      await().until(() -> Files.exists(file(path)) && Files.size(file(path)) == 17);
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> offset(path).equals("17"));

    patch(path, 17, TABLE.substring(17)).expect(204);

    assertThat(table(path, "{}").path("rowsRead").asInt()).isEqualTo(3);
  }

  @Test
  void survivesARestart() throws Exception {
    Settings settings = RunningBackend.freshSettings(Map.of());
    String path;
    try (RunningBackend first = RunningBackend.started(settings)) {
      UUID room = first.newProject();
      path = UploadIT.create(first, room, TABLE.length());
      UploadIT.patch(first, path, 0, TABLE.substring(0, 12)).expect(204);
      // A piece that was written but never counted, as after a crash.
      Files.write(
          settings.spoolDirectory().resolve("uploads").resolve(id(path) + ".upload"),
          (TABLE.substring(0, 12) + "garbage").getBytes(UTF_8));
    }
    try (RunningBackend second = RunningBackend.started(settings)) {
      assertThat(UploadIT.offset(second, path)).isEqualTo("12");
      UploadIT.patch(second, path, 12, TABLE.substring(12)).expect(204);
      JsonNode dataset =
          second.call("POST", path + "/dataset", second.adminToken(), "{}").expect(201).json();
      assertThat(dataset.path("sha256").asText())
          .isEqualTo(
              java.util.HexFormat.of()
                  .formatHex(MessageDigest.getInstance("SHA-256").digest(TABLE.getBytes(UTF_8))));
    }
  }

  @Test
  void endsWhenItIsToldTo() throws Exception {
    String path = create(TABLE.length());
    patch(path, 0, "name").expect(204);
    assertThat(Files.exists(file(path))).isTrue();

    backend.call("DELETE", path, backend.adminToken(), null).expect(204);

    assertThat(Files.exists(file(path))).isFalse();
    patch(path, 4, "x").expectProblem(404, "upload.not_found");
    assertThat(list().path("items")).isEmpty();
  }

  @Test
  void refusesWhatHasExpired() throws Exception {
    String path = create(TABLE.length());
    patch(path, 0, "name").expect(204);
    backend
        .metadata()
        .sql()
        .update(UPLOAD)
        .set(UPLOAD.EXPIRES_AT, OffsetDateTime.now(ZoneOffset.UTC).minusSeconds(1))
        .where(UPLOAD.ID.eq(UUID.fromString(id(path))))
        .execute();

    patch(path, 4, "x").expectProblem(410, "upload.expired");
    assertThat(list().path("items")).isEmpty();
  }

  @Test
  void isNobodyElses() throws Exception {
    RunningBackend.User other = backend.newUser();
    backend
        .call(
            "PUT",
            "/projects/" + project + "/members/" + other.id(),
            backend.adminToken(),
            "{\"role\":\"admin\"}")
        .expect(200);
    String path = create(TABLE.length());

    backend.call("GET", path, other.token(), null).expectProblem(404, "upload.not_found");
    backend.call("DELETE", path, other.token(), null).expectProblem(404, "upload.not_found");
    JsonNode listed =
        backend
            .call("GET", "/projects/" + project + "/uploads", other.token(), null)
            .expect(200)
            .json();
    assertThat(listed.path("items")).isEmpty();
  }

  @Test
  void refusesMoreThanAFewAtOnce() throws Exception {
    RunningBackend.User other = backend.newUser();
    backend
        .call(
            "PUT",
            "/projects/" + project + "/members/" + other.id(),
            backend.adminToken(),
            "{\"role\":\"editor\"}")
        .expect(200);
    for (int i = 0; i < 20; i++) {
      request(other.token(), "filename " + base64("x"), "Upload-Length", "3").expect(201);
    }
    request(other.token(), "filename " + base64("x"), "Upload-Length", "3")
        .expectProblem(429, "upload.too_many");
  }

  @Test
  void readsAFileAsItIsAsked() throws Exception {
    byte[] german =
        "Stra\u00dfe;Gr\u00f6\u00dfe;Wert\nAm Bach;1,5;NA\nAm Tor;k.A.;x\nzu;kurz\n"
            .getBytes(java.nio.charset.Charset.forName("windows-1252"));
    String path = upload(german);

    JsonNode guess = table(path, "{}");
    assertThat(guess.at("/dialect/delimiter").asText()).isEqualTo(";");
    assertThat(guess.at("/dialect/encoding").asText()).isEqualTo("windows-1252");
    assertThat(guess.at("/dialect/decimal").asText()).isEqualTo(",");
    assertThat(guess.at("/columns/1/name").asText()).isEqualTo("Größe");
    assertThat(guess.at("/columns/1/type").asText()).isEqualTo("string");
    assertThat(guess.path("faultCount").asInt()).isEqualTo(1);
    assertThat(guess.at("/faults/0").toString())
        .isEqualTo(
            "{\"line\":4,\"column\":3,\"text\":\"zu;kurz\","
                + "\"detail\":\"The row has 2 fields where the header has 3\"}");
    String dialect =
        "\"dialect\":{\"format\":\"csv\",\"delimiter\":\";\",\"encoding\":\"windows-1252\","
            + "\"decimal\":\",\",\"header\":true,\"missing\":[\"k.A.\"]}";
    JsonNode asked = table(path, "{" + dialect + "}");
    assertThat(asked.at("/columns/1/type").asText()).isEqualTo("number");
    assertThat(asked.path("rows").toString())
        .isEqualTo("[[\"Am Bach\",\"1.5\",\"NA\"],[\"Am Tor\",null,\"x\"]]");
    JsonNode typed =
        table(path, "{" + dialect + ",\"types\":[{\"name\":\"Wert\",\"type\":\"number\"}]}");
    assertThat(typed.path("faultCount").asInt()).isEqualTo(3);
    backend
        .call(
            "POST",
            path + "/table",
            backend.adminToken(),
            "{\"types\":[{\"name\":\"Nix\",\"type\":\"number\"}]}")
        .expectProblem(422, "request.invalid");
    backend
        .call(
            "POST",
            path + "/table",
            backend.adminToken(),
            "{" + dialect.replace("windows-1252", "ebcdic") + "}")
        .expectProblem(422, "request.invalid");

    RunningBackend.Answer refused =
        backend
            .call("POST", path + "/dataset", backend.adminToken(), "{" + dialect + "}")
            .expectProblem(422, "dataset.malformed");
    assertThat(refused.json().at("/errors/0/line").asInt()).isEqualTo(4);
    assertThat(list().at("/items/0/refusal/code").asText()).isEqualTo("dataset.malformed");
    JsonNode dataset =
        backend
            .call(
                "POST",
                path + "/dataset",
                backend.adminToken(),
                "{" + dialect + ",\"badRows\":\"skip\",\"name\":\"Straßen\"}")
            .expect(201)
            .json();
    assertThat(dataset.path("skippedRows").asInt()).isEqualTo(1);
    assertThat(dataset.at("/source/copied").asBoolean()).isTrue();
    assertThat(dataset.path("delimiter").asText()).isEqualTo(",");
    String at = "/datasets/" + dataset.path("id").asText();
    assertThat(backend.call("GET", at + "/content", backend.adminToken(), null).body())
        .isEqualTo("Straße,Größe,Wert\nAm Bach,1.5,NA\nAm Tor,,x\n");
    assertThat(
            backend
                .call("GET", at + "/skipped", backend.adminToken(), null)
                .expect(200)
                .json()
                .at("/items/0/text")
                .asText())
        .isEqualTo("zu;kurz");
    assertThat(
            backend
                .client()
                .send(
                    HttpRequest.newBuilder(backend.uri(at + "/content?original=true"))
                        .header("Authorization", "Bearer " + backend.adminToken())
                        .build(),
                    java.net.http.HttpResponse.BodyHandlers.ofByteArray())
                .body())
        .isEqualTo(german);
    JsonNode rows =
        backend
            .call("GET", at + "/rows?from=1&limit=5", backend.adminToken(), null)
            .expect(200)
            .json();
    assertThat(rows.at("/items/0").toString())
        .isEqualTo("{\"number\":1,\"values\":[\"Am Tor\",null,\"x\"]}");
    JsonNode same = table(upload(german), "{}").path("same");
    assertThat(same.path("id")).isEqualTo(dataset.path("id"));
  }

  /** Only its name tells an instance, and nothing of it can be chosen. */
  @Test
  void takesAnInstance() throws Exception {
    byte[] model = "ROWS\n N c\n L r\nCOLUMNS\n x c 1 r 2\nENDATA\n".getBytes(UTF_8);
    String path = upload("small.mps", model);
    backend
        .call("POST", path + "/table", backend.adminToken(), "{}")
        .expectProblem(422, "dataset.not_a_table");
    RunningBackend.Answer chosen =
        backend
            .call("POST", path + "/dataset", backend.adminToken(), "{\"target\":\"x\"}")
            .expectProblem(422, "request.invalid");
    assertThat(chosen.json().path("field").asText()).isEqualTo("target");

    JsonNode dataset =
        backend.call("POST", path + "/dataset", backend.adminToken(), "{}").expect(201).json();
    assertThat(dataset.path("format").asText()).isEqualTo("mps");
    assertThat(dataset.at("/model/nonzeros").asInt()).isEqualTo(1);
    JsonNode next =
        backend.storedUpload(
            project,
            "larger.mps",
            "ROWS\n N c\n L r\n L s\nCOLUMNS\n x c 1 r 2\n x s 1\nENDATA\n",
            "{\"versionOf\":\"" + dataset.path("id").asText() + "\"}");
    assertThat(next.path("version").asInt()).isEqualTo(2);
    assertThat(next.path("name").asText()).isEqualTo("small.mps");
    assertThat(next.path("rows").asInt()).isEqualTo(2);
    String mixed = upload("table.csv", TABLE.getBytes(UTF_8));
    RunningBackend.Answer refused =
        backend
            .call(
                "POST",
                mixed + "/dataset",
                backend.adminToken(),
                "{\"versionOf\":\"" + dataset.path("id").asText() + "\"}")
            .expectProblem(422, "request.invalid");
    assertThat(refused.json().path("field").asText()).isEqualTo("versionOf");
  }

  @Test
  void keepsAnInstanceThatIsRefusedForAnotherTry() throws Exception {
    String path = upload("bad.mps", "ROWS\n N c\nCOLUMNS\n x d 1\nENDATA\n".getBytes(UTF_8));

    RunningBackend.Answer refused =
        backend
            .call("POST", path + "/dataset", backend.adminToken(), "{}")
            .expectProblem(422, "dataset.malformed");

    assertThat(refused.json().at("/errors/0/line").asInt()).isEqualTo(4);
    assertThat(list().at("/items/0/refusal/code").asText()).isEqualTo("dataset.malformed");
    assertThat(Files.exists(file(path))).isTrue();
  }

  private static final String BODY = "application/offset+octet-stream";

  private String upload(byte[] bytes) throws Exception {
    return upload("Größe.csv", bytes);
  }

  private String upload(String fileName, byte[] bytes) throws Exception {
    String path = create(backend, project, fileName, bytes.length);
    backend.append(path, backend.adminToken(), 0, bytes).expect(204);
    return path;
  }

  private JsonNode table(String path, String body) throws Exception {
    return backend.call("POST", path + "/table", backend.adminToken(), body).expect(200).json();
  }

  private JsonNode list() throws Exception {
    return backend
        .call("GET", "/projects/" + project + "/uploads", backend.adminToken(), null)
        .expect(200)
        .json();
  }

  private String create(long size) throws Exception {
    return create(backend, project, size);
  }

  private static String create(RunningBackend backend, UUID project, long size) throws Exception {
    return create(backend, project, "Größe.csv", size);
  }

  private static String create(RunningBackend backend, UUID project, String fileName, long size)
      throws Exception {
    RunningBackend.Answer answer =
        request(
                backend,
                backend.adminToken(),
                project,
                "filename " + base64(fileName) + ",fingerprint " + base64("mark"),
                "Upload-Length",
                Long.toString(size))
            .expect(201);
    assertThat(header(answer, "Upload-Offset")).isEqualTo("0");
    return header(answer, "Location").substring("/api/v1".length());
  }

  private RunningBackend.Answer create(String metadata, String... headers) throws Exception {
    return request(backend.adminToken(), metadata, headers);
  }

  private RunningBackend.Answer request(String token, String metadata, String... headers)
      throws Exception {
    return request(backend, token, project, metadata, headers);
  }

  private static RunningBackend.Answer request(
      RunningBackend backend, String token, UUID project, String metadata, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(backend.uri("/projects/" + project + "/uploads"))
            .header("Authorization", "Bearer " + token)
            .header("Tus-Resumable", "1.0.0")
            .POST(HttpRequest.BodyPublishers.noBody());
    if (!metadata.isEmpty()) {
      request.header("Upload-Metadata", metadata);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return backend.send(request.build(), "/projects/" + project + "/uploads");
  }

  private RunningBackend.Answer patch(String path, long offset, String text, String... headers)
      throws Exception {
    return patch(backend, path, offset, text, headers);
  }

  private static RunningBackend.Answer patch(
      RunningBackend backend, String path, long offset, String text, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(backend.uri(path))
            .header("Authorization", "Bearer " + backend.adminToken())
            .header("Tus-Resumable", "1.0.0")
            .header("Content-Type", BODY)
            .header("Upload-Offset", Long.toString(offset))
            .method("PATCH", HttpRequest.BodyPublishers.ofString(text));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return backend.send(request.build(), path);
  }

  private RunningBackend.Answer send(String method, String path, String text, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(backend.uri(path))
            .header("Authorization", "Bearer " + backend.adminToken())
            .method(method, HttpRequest.BodyPublishers.ofString(text));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return backend.send(request.build(), path);
  }

  private String offset(String path) throws IOException, InterruptedException {
    return offset(backend, path);
  }

  private static String offset(RunningBackend backend, String path)
      throws IOException, InterruptedException {
    return header(
        backend.call("HEAD", path, backend.adminToken(), null).expect(200), "Upload-Offset");
  }

  private Path file(String path) {
    return backend.spool().resolve("uploads").resolve(id(path) + ".upload");
  }

  private static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String header(RunningBackend.Answer answer, String name) {
    return answer.response().headers().firstValue(name).orElse("");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static String checksum(String algorithm, int from) throws Exception {
    byte[] digest =
        MessageDigest.getInstance(algorithm).digest(TABLE.substring(from).getBytes(UTF_8));
    return "sha256 " + Base64.getEncoder().encodeToString(digest);
  }
}
