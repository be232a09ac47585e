package signalbox.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Datasets over real sockets, a real PostgreSQL and a real S3. */
class DatasetIT {
  private static final String TABLE = "name,age\nAda,36\nGrace,\nAlan,41\n";
  private static final String INSTANCE =
      """
      NAME  two
      OBJSENSE
       MAX
      ROWS
       N  cost
       L  limit
      COLUMNS
       x  cost  1  limit  1
       M  'MARKER'  'INTORG'
       y  cost  2  limit  1
       M  'MARKER'  'INTEND'
      RHS
       B  limit  3
      ENDATA
      """;

  private RunningBackend backend;
  private UUID project;

  @BeforeEach
  void freshProject() throws Exception {
    backend = RunningBackend.shared();
    project = backend.newProject();
  }

  @Test
  void keepsWhatWasUploaded() throws Exception {
    JsonNode dataset =
        backend.upload(project, backend.adminToken(), "Größe.csv", TABLE).expect(201).json();
    String path = "/datasets/" + dataset.path("id").asText();

    assertThat(dataset.path("name").asText()).isEqualTo("Größe.csv");
    assertThat(dataset.path("rows").asInt()).isEqualTo(3);
    assertThat(dataset.path("delimiter").asText()).isEqualTo(",");
    assertThat(dataset.path("sha256").asText())
        .isEqualTo(
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(TABLE.getBytes(UTF_8))));
    assertThat(backend.call("GET", path, backend.adminToken(), null).expect(200).json())
        .isEqualTo(dataset);
    JsonNode list =
        backend
            .call("GET", "/projects/" + project + "/datasets", backend.adminToken(), null)
            .expect(200)
            .json();
    assertThat(list.path("items").get(0)).isEqualTo(dataset);
    JsonNode preview =
        backend.call("GET", path + "/preview", backend.adminToken(), null).expect(200).json();
    assertThat(preview.path("rows").toString())
        .isEqualTo("[[\"Ada\",\"36\"],[\"Grace\",null],[\"Alan\",\"41\"]]");
    JsonNode profile =
        backend.call("GET", path + "/profile", backend.adminToken(), null).expect(200).json();
    assertThat(profile.path("columns").get(1).path("missing").asInt()).isEqualTo(1);
    assertThat(profile.path("columns").get(1).path("mean").asDouble()).isEqualTo(38.5);
    RunningBackend.Answer content =
        backend.call("GET", path + "/content", backend.adminToken(), null).expect(200);
    assertThat(content.body()).isEqualTo(TABLE);
    assertThat(content.response().headers().firstValue("Content-Disposition").orElse(""))
        .contains("filename*=UTF-8''Gr%C3%B6%C3%9Fe.csv");
    JsonNode check =
        backend
            .call("GET", path + "/target-check?target=age", backend.adminToken(), null)
            .expect(200)
            .json();
    assertThat(check.path("warnings").get(0).path("code").asText()).isEqualTo("missing_target");
    backend
        .call("GET", path + "/target-check?target=nothing", backend.adminToken(), null)
        .expectProblem(422, "run.unknown_column");
    backend.call("DELETE", path, backend.adminToken(), null).expect(204);
    backend.call("GET", path, backend.adminToken(), null).expectProblem(404, "dataset.not_found");
    assertThat(backend.spooledFiles()).isZero();
  }

  @Test
  void keepsAnInstanceAsItCame() throws Exception {
    JsonNode dataset =
        backend.upload(project, backend.adminToken(), "two.mps", INSTANCE).expect(201).json();
    String path = "/datasets/" + dataset.path("id").asText();

    assertThat(dataset.path("format").asText()).isEqualTo("mps");
    assertThat(dataset.path("rows").asInt()).isEqualTo(1);
    assertThat(dataset.path("columns")).isEmpty();
    assertThat(dataset.path("delimiter").isNull()).isTrue();
    assertThat(dataset.at("/source/dialect").isNull()).isTrue();
    assertThat(dataset.at("/source/copied").asBoolean()).isFalse();
    assertThat(dataset.path("model").toString())
        .isEqualTo(
            "{\"name\":\"two\",\"sense\":\"maximize\","
                + "\"variables\":{\"continuous\":1,\"integer\":0,\"binary\":1},"
                + "\"constraints\":1,\"nonzeros\":2}");
    assertThat(backend.call("GET", path, backend.adminToken(), null).expect(200).json())
        .isEqualTo(dataset);
    RunningBackend.Answer content =
        backend.call("GET", path + "/content", backend.adminToken(), null).expect(200);
    assertThat(content.body()).isEqualTo(INSTANCE);
    assertThat(content.response().headers().firstValue("Content-Disposition").orElse(""))
        .contains("two.mps");
    for (String table :
        List.of("/preview", "/profile", "/rows", "/target-check?target=x", "/difference?base=")) {
      String asked = table.endsWith("=") ? table + dataset.path("id").asText() : table;
      backend
          .call("GET", path + asked, backend.adminToken(), null)
          .expectProblem(422, "dataset.not_a_table");
    }
    JsonNode lineage =
        backend.call("GET", path + "/lineage", backend.adminToken(), null).expect(200).json();
    assertThat(lineage.at("/solves/total").asInt()).isZero();
    backend.call("DELETE", path, backend.adminToken(), null).expect(204);
    assertThat(backend.spooledFiles()).isZero();
  }

  @Test
  void tellsAnInstanceByTheNameOfItsFile() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(INSTANCE.getBytes(UTF_8));
    }
    byte[] bytes = packed.toByteArray();
    JsonNode small =
        backend
            .upload(
                project,
                backend.adminToken(),
                "TWO.MPS.GZ",
                HttpRequest.BodyPublishers.ofByteArray(
                    RunningBackend.multipart("TWO.MPS.GZ", bytes)))
            .expect(201)
            .json();
    assertThat(small.path("format").asText()).isEqualTo("mps");
    assertThat(small.at("/model/constraints").asInt()).isEqualTo(1);
    assertThat(small.path("sizeBytes").asInt()).isEqualTo(bytes.length);
    JsonNode formulas =
        backend
            .upload(project, backend.adminToken(), "a.lp", "min\n obj: x\nend\n")
            .expect(201)
            .json();
    assertThat(formulas.path("format").asText()).isEqualTo("lp");
    assertThat(formulas.at("/model/sense").isNull()).isTrue();
    assertThat(formulas.at("/model/variables/binary").isNull()).isTrue();
    for (String name : List.of("a.cpsat.json", "a.cpsat.pb")) {
      assertThat(
              backend
                  .upload(project, backend.adminToken(), name, "{}")
                  .expect(201)
                  .json()
                  .path("format")
                  .asText())
          .isEqualTo("cpsat");
    }
    backend.upload(project, backend.adminToken(), "a.lp", "").expectProblem(422, "dataset.empty");
  }

  @Test
  void namesTheLineAtWhichAnInstanceCannotBeRead() throws Exception {
    RunningBackend.Answer refused =
        backend
            .upload(
                project,
                backend.adminToken(),
                "two.mps",
                INSTANCE.replace("y  cost  2  limit", "y  cost  2  gone"))
            .expectProblem(422, "dataset.malformed");

    JsonNode fault = refused.json().path("errors").get(0);
    assertThat(fault.path("line").asInt()).isEqualTo(10);
    assertThat(fault.path("text").asText()).isEqualTo("gone");
    assertThat(refused.json().path("detail").asText()).contains("line 10");
    assertThat(backend.spooledFiles()).isZero();
  }

  @Test
  void refusesBadTablesAndKeepsNothing() throws Exception {
    expectRefusal("", 422, "dataset.empty");
    expectRefusal("a,b\n", 422, "dataset.no_rows");
    expectRefusal("a,a\n1,2\n", 422, "dataset.header");
    expectRefusal("[{\"a\":1}]", 422, "dataset.not_a_table");
    RunningBackend.Answer ragged = expectRefusal("a,b\n1,2\n1\n", 422, "dataset.malformed");
    JsonNode fault = ragged.json().path("errors").get(0);
    assertThat(fault.path("line").asInt()).isEqualTo(3);
    assertThat(fault.path("column").asInt()).isEqualTo(2);
    assertThat(fault.path("text").asText()).isEqualTo("1");
    assertThat(
            backend
                .call("GET", "/projects/" + project + "/datasets", backend.adminToken(), null)
                .json()
                .path("total")
                .asInt())
        .isZero();
    assertThat(backend.spooledFiles()).isZero();
  }

  @Test
  void refusesBodiesThatAreNoUpload() throws Exception {
    backend
        .call("POST", "/projects/" + project + "/datasets", backend.adminToken(), "{}")
        .expectProblem(415, "request.media_type");
    backend
        .upload(
            project,
            backend.adminToken(),
            "x",
            HttpRequest.BodyPublishers.ofString("--" + RunningBackend.BOUNDARY + "--\r\n"))
        .expectProblem(422, "request.invalid");
    String noEnd = RunningBackend.multipartHead("x.csv") + TABLE;
    backend
        .upload(project, backend.adminToken(), "x", HttpRequest.BodyPublishers.ofString(noEnd))
        .expectProblem(400, "request.incomplete");
    assertThat(backend.spooledFiles()).isZero();
  }

  @Test
  void answersARepeatedKeyWithTheFirstDataset() throws Exception {
    String key = UUID.randomUUID().toString();
    JsonNode first = upload(TABLE, key).expect(201).json();
    JsonNode second = upload(TABLE, key).expect(201).json();

    assertThat(second.path("id")).isEqualTo(first.path("id"));
    upload(TABLE + "Edsger,40\n", key).expectProblem(409, "request.idempotency_mismatch");
    assertThat(upload(TABLE, UUID.randomUUID().toString()).json().path("id"))
        .isNotEqualTo(first.path("id"));
    assertThat(
            backend
                .call("GET", "/projects/" + project + "/datasets", backend.adminToken(), null)
                .json()
                .path("total")
                .asInt())
        .isEqualTo(2);
  }

  @Test
  void forgetsAnUploadThatIsCutInTheMiddle() throws Exception {
    for (boolean chunked : new boolean[] {false, true}) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), backend.port())) {
        OutputStream out = socket.getOutputStream();
        String head =
            "POST /api/v1/projects/"
                + project
                + "/datasets HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + backend.adminToken()
                + "\r\nContent-Type: multipart/form-data; boundary="
                + RunningBackend.BOUNDARY
                + (chunked ? "\r\nTransfer-Encoding: chunked" : "\r\nContent-Length: 2147483648")
                + "\r\n\r\n";
        out.write(head.getBytes(UTF_8));
        String start = RunningBackend.multipartHead("cut.csv") + "a,b\n" + "1,2\n".repeat(50_000);
        if (chunked) {
          out.write((Integer.toHexString(start.length()) + "\r\n").getBytes(UTF_8));
        }
        out.write(start.getBytes(UTF_8));
        out.flush();
        await().atMost(Duration.ofSeconds(10)).until(() -> backend.spooledFiles() == 1);
        socket.shutdownOutput();
        try (InputStream in = socket.getInputStream()) {
          String answer = new String(in.readAllBytes(), UTF_8);
          assertThat(answer).contains("request.incomplete").startsWith("HTTP/1.1 400");
        }
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> backend.spooledFiles() == 0);
    }
    assertThat(
            backend
                .call("GET", "/projects/" + project + "/datasets", backend.adminToken(), null)
                .json()
                .path("total")
                .asInt())
        .isZero();
  }

  @Test
  void holdsOnlyAPieceOfALargeUploadInMemory() throws Exception {
    long rows = 4_000_000;
    RowStream content = new RowStream(rows);
    RunningBackend.Answer answer =
        backend.upload(
            project,
            backend.adminToken(),
            "large.csv",
            HttpRequest.BodyPublishers.ofInputStream(() -> content));

    assertThat(answer.expect(201).json().path("rows").asLong()).isEqualTo(rows);
    assertThat(answer.json().path("sizeBytes").asLong()).isGreaterThan(64L * 1024 * 1024);
    assertThat(content.largestRead).isLessThanOrEqualTo(64 * 1024);
    assertThat(backend.spooledFiles()).isZero();
    String path = "/datasets/" + answer.json().path("id").asText();
    HttpResponse<InputStream> download =
        backend
            .client()
            .send(
                HttpRequest.newBuilder(backend.uri(path + "/content"))
                    .header("Authorization", "Bearer " + backend.adminToken())
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = download.body()) {
      byte[] buffer = new byte[64 * 1024];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo(answer.json().path("sha256").asText());
    backend.call("DELETE", path, backend.adminToken(), null).expect(204);
  }

  private RunningBackend.Answer upload(String table, String key) throws Exception {
    return backend.upload(project, backend.adminToken(), "t.csv", table, "Idempotency-Key", key);
  }

  private RunningBackend.Answer expectRefusal(String content, int status, String code)
      throws Exception {
    return backend
        .upload(project, backend.adminToken(), "bad.csv", content)
        .expectProblem(status, code);
  }

  /** A multipart body with rows that are made as they are read. */
  private static final class RowStream extends InputStream {
    private final long rows;
    private byte[] piece = (RunningBackend.multipartHead("large.csv") + "a,b,c\n").getBytes(UTF_8);
    private int place;
    private long row;
    private boolean ended;
    private int largestRead;

    RowStream(long rows) {
      this.rows = rows;
    }

    @Override
    public int read() throws IOException {
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
      largestRead = Math.max(largestRead, count);
      return count;
    }

    private boolean next() {
      place = 0;
      if (row < rows) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000 && row < rows; i++, row++) {
          text.append(row % 1000).append(",value-").append(row % 17).append(",0.25\n");
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
