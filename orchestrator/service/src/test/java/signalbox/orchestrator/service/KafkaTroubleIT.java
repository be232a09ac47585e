package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.embedded.EmbeddedKafka;
import signalbox.embedded.Ports;
import signalbox.events.v1.Status;

class KafkaTroubleIT {
  @TempDir private Path folder;

  private final int port = Ports.free();
  private final Rig rig = new Rig("127.0.0.1:" + port);
  private final ScriptedMlService ml = rig.closes(new ScriptedMlService("tabular", 2, 0));
  private final String run = UUID.randomUUID().toString();

  @AfterEach
  void down() throws Exception {
    rig.close();
  }

  @Test
  void waitsForKafkaThenWorksThroughItsAbsenceAndMakesWhatIsMissing() throws Exception {
    try (Orchestrator orchestrator = rig.orchestrator(0, ml.address())) {
      orchestrator.start();
      assertThat(orchestrator.ready()).isFalse();
      EmbeddedKafka kafka = kafka();
      StatusLog log;
      try (kafka) {
        Rig.awaitReady(orchestrator);
        log = rig.log();
        rig.start(run, "accept start metric hold metric finish");
        log.await(run, Status::hasRunStarted, Rig.PATIENCE);
        kill(kafka);

        // The attempt goes on and ends while nobody can be told.
        ml.release(run);
        await("it has ended").atMost(Rig.PATIENCE).until(() -> ml.ended(run));
      }
      try (EmbeddedKafka again = kafka()) {
        assertThat(again.process().isAlive()).isTrue();
        log.await(run, Status::hasRunSucceeded, Rig.PATIENCE);
        Rig.hasOneEnd(log, run);
        assertThat(ml.executed).containsExactly(run + "#1");

        deleteTheChangelog();
        await("the changelog is there again")
            .atMost(Rig.PATIENCE)
            .ignoreExceptions()
            .until(() -> topics().contains(rig.topics.runs()));
        String next = UUID.randomUUID().toString();
        rig.start(next, "accept start finish");
        log.await(next, Status::hasRunSucceeded, Rig.PATIENCE);
        assertThat(ml.executed).containsExactly(run + "#1", next + "#1");
      }
    }
  }

  private EmbeddedKafka kafka() {
    return EmbeddedKafka.in(folder).ports(port, 0).start();
  }

  private static void kill(EmbeddedKafka kafka) {
    ProcessHandle.of(kafka.process().pid()).orElseThrow().destroyForcibly();
    await("it is gone").atMost(Duration.ofSeconds(20)).until(() -> !kafka.process().isAlive());
  }

  private void deleteTheChangelog() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", rig.bootstrap))) {
      admin.deleteTopics(List.of(rig.topics.runs())).all().get();
    }
  }

  private java.util.Set<String> topics() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", rig.bootstrap))) {
      return admin.listTopics().names().get();
    }
  }
}
