package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.events.v1.Status;
import signalbox.events.v1.Status.StatusCase;

/** The spans of a run leave for a collector, over HTTP like those of the other parts. */
class TraceExportIT {
  private static final String TRACE_ID = Rig.TRACE.substring(3, 35);

  private final Rig rig = new Rig();
  private final ScriptedMlService ml = new ScriptedMlService("tabular", 2, 0);
  private final String run = UUID.randomUUID().toString();
  private final List<String> exported = new CopyOnWriteArrayList<>();
  private final HttpServer collector;
  private final Orchestrator orchestrator;

  TraceExportIT() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext("/v1/traces", this::take);
    orchestrator =
        rig.tracing("http://127.0.0.1:" + collector.getAddress().getPort(), ml.address());
  }

  @BeforeEach
  void up() throws Exception {
    collector.start();
    orchestrator.start();
    Rig.awaitReady(orchestrator);
  }

  @AfterEach
  void down() throws Exception {
    orchestrator.close();
    ml.close();
    rig.close();
    collector.stop(0);
  }

  @Test
  void everyHopOfARunIsExportedAndNoTelemetry() throws Exception {
    StatusLog log = rig.log();
    rig.start(run, "accept start metric progress=10 upload=model.zip metric finish");
    Status end = log.awaitKind(run, StatusCase.RUN_SUCCEEDED);

    assertThat(end.getRunSucceeded().getSummaryMap()).containsEntry("auc", 0.9);
    // Names are plain text in protobuf, and so are the values of attributes. Not all of them leave
    // at the same time.
    await("the spans arrived")
        .atMost(Rig.PATIENCE)
        .untilAsserted(() ->
            assertThat(all())
                .contains(
                    "signalbox-orchestrator",
                    "process " + rig.topics.commands(),
                    "wait for slot",
                    "signalbox.ml.v1.MlService/Run",
                    "event accepted",
                    "event started",
                    "event finished",
                    "send " + rig.topics.status(),
                    "run_queued",
                    "run_succeeded",
                    "artifact_stored"));
    assertThat(all())
        .doesNotContain("metrics_reported", "run_progressed", "X-Amz-Signature", "event contacted");
  }

  @Test
  void whatIsSaidAndCalledLiesInTheTraceOfTheCommand() throws Exception {
    StatusLog log = rig.log();
    rig.start(run, "accept start metric finish");
    log.awaitKind(run, StatusCase.RUN_SUCCEEDED);

    List<String> said =
        log.records.stream()
            .filter((ConsumerRecord<String, byte[]> record) -> run.equals(record.key()))
            .map(record -> Rig.header(record, "traceparent"))
            .toList();

    assertThat(said).allMatch(header -> header.substring(3, 35).equals(TRACE_ID));
    // Each has a span of its own, so that a reader sees under which send it came.
    assertThat(said).doesNotContain(Rig.TRACE).doesNotHaveDuplicates();
    assertThat(ml.traceparents)
        .isNotEmpty()
        .allMatch(header -> header.substring(3, 35).equals(TRACE_ID) && !header.equals(Rig.TRACE));
  }

  private String all() {
    return String.join("\n", exported);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      exported.add(
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }
}
