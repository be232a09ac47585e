package signalbox.orchestrator.service.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.embedded.Installation;
import signalbox.embedded.S3TestServer;
import signalbox.embedded.TestCertificate;
import signalbox.embedded.TestNames;

/** The Python SDK with what the orchestrator signs. Needs {@code ml-services/install.sh}. */
class SdkTransfersIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void filesGoThereAndBackOnEveryServerInBothStylesWithAndWithoutTls() throws Exception {
    List<String> ways = new ArrayList<>();
    ObjectNode order = JSON.createObjectNode();
    order.put("ca", TestCertificate.shared().authorityFile().toString());
    order.put("names", TestNames.DOMAIN);
    ArrayNode transfers = order.putArray("transfers");
    for (S3TestServer server : List.of(S3TestServer.s3Proxy(), S3TestServer.swift())) {
      for (boolean tls : new boolean[] {false, true}) {
        for (boolean virtualHosts : new boolean[] {false, true}) {
          ways.add(server + (tls ? " over TLS" : "") + (virtualHosts ? " by host" : " by path"));
          addTransfer(transfers, server, tls, virtualHosts);
        }
      }
    }

    JsonNode answer = move(order);

    assertThat(answer).hasSameSizeAs(ways);
    for (int i = 0; i < ways.size(); i++) {
      JsonNode one = answer.get(i);
      assertThat(one.path("stored").asBoolean()).as(ways.get(i)).isTrue();
      assertThat(one.path("read").asBoolean()).as(ways.get(i)).isTrue();
      assertThat(one.path("unencrypted").asText()).as(ways.get(i)).isEqualTo("refused");
    }
  }

  private static void addTransfer(
      ArrayNode transfers, S3TestServer server, boolean tls, boolean virtualHosts) {
    String key = PresignedUrls.artifactKey("run", 1, "model.zip");
    try (PresignedUrls urls = PresignedUrlsContract.signing(server, tls, virtualHosts)) {
      PresignedUrls.Upload grant = urls.put(key, "application/zip");
      ObjectNode one = transfers.addObject();
      one.put("get", urls.get(key));
      ObjectNode put = one.putObject("put");
      put.put("url", grant.url());
      ObjectNode headers = put.putObject("headers");
      grant.headers().forEach(headers::put);
    }
  }

  private JsonNode move(JsonNode order) throws Exception {
    Path python = Installation.root().resolve("ml-services/.venv/bin/python");
    assertThat(python).as("ml-services/install.sh makes it").exists();
    Path input = Files.writeString(folder.resolve("order.json"), JSON.writeValueAsString(order));
    Path output = folder.resolve("answer.json");
    Path errors = folder.resolve("errors.log");
    Process process =
        new ProcessBuilder(python.toString(), "-m", "signalbox_ml.testing.transfers")
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(errors, UTF_8);
    assertThat(ended).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return JSON.readTree(Files.readString(output, UTF_8));
  }
}
