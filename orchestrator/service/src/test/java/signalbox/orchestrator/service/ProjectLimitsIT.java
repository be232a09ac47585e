package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.events.v1.ProjectLimits;
import signalbox.events.v1.Status;

class ProjectLimitsIT {
  private final Rig rig = new Rig();
  private final ScriptedMlService ml = rig.closes(new ScriptedMlService("tabular", 4, 0));

  @AfterEach
  void down() throws Exception {
    rig.close();
  }

  @Test
  void areKnownBeforeTheFirstRunAndFollowedAsTheyChange() throws Exception {
    rig.topics.create(rig.bootstrap);
    limit(2);
    limit(1);
    rig.send(new ProducerRecord<>(rig.topics.projects(), "p", new byte[] {1, 2, 3}));
    Orchestrator orchestrator = rig.closes(rig.orchestrator(0, ml.address()));
    orchestrator.start();
    StatusLog log = rig.log();
    String first = UUID.randomUUID().toString();
    String second = UUID.randomUUID().toString();
    rig.start(first, "accept start hold finish");
    log.await(first, Status::hasRunStarted, Rig.PATIENCE);
    rig.start(second, "accept start hold finish");
    log.await(
        second,
        status -> status.getRunQueued().getWait().getKind().equals("project_limit"),
        Rig.PATIENCE);
    assertThat(ml.executed).containsExactly(first + "#1");

    limit(2);
    log.await(second, Status::hasRunStarted, Rig.PATIENCE);
    ml.release(first);
    ml.release(second);
    log.await(first, Status::hasRunSucceeded, Rig.PATIENCE);
    log.await(second, Status::hasRunSucceeded, Rig.PATIENCE);
  }

  private void limit(int running) throws Exception {
    rig.send(
        new ProducerRecord<>(
            rig.topics.projects(),
            "p",
            ProjectLimits.newBuilder()
                .setSchemaVersion(1)
                .setProjectId("p")
                .setMaxRunning(running)
                .setWeight(1)
                .build()
                .toByteArray()));
  }
}
