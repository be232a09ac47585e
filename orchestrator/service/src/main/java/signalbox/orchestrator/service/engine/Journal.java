package signalbox.orchestrator.service.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import signalbox.events.v1.Status;
import signalbox.orchestrator.service.kafka.KafkaWriter;

/**
 * What goes to Kafka, in the order that makes a crash harmless: the new states together with the
 * statuses that they owe go to the changelog, and only when it has them are the statuses said.
 * Touched by the engine's thread alone.
 */
final class Journal {
  private final KafkaWriter writer;
  private final Map<String, Run> changed = new LinkedHashMap<>();
  private final Map<String, Integer> forgotten = new LinkedHashMap<>();
  private final List<CompletableFuture<Void>> statusesUnderWay = new ArrayList<>();

  Journal(KafkaWriter writer) {
    this.writer = writer;
  }

  /** The run's state is to be stored. */
  void changed(Run run) {
    changed.put(run.id(), run);
  }

  /** The run's record is to go. */
  void forgotten(Run run) {
    forgotten.put(run.id(), run.partition);
  }

  /** Says again what was last said of the run, with the same numbers and ids. */
  void repeat(Run run) {
    run.statuses.forEach(status -> tell(run, status));
  }

  /** Returns once Kafka has the states; the statuses are under way then. */
  void commit(Instant now) {
    // The statuses of one decision lie in the changelog until the next one; so they must have
    // arrived before it.
    if (!changed.isEmpty()) {
      awaitStatuses();
    }
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    for (Run run : changed.values()) {
      if (!run.unsent.isEmpty()) {
        run.statuses = List.copyOf(run.unsent);
      }
      writes.add(
          writer.store(
              run.partition,
              run.id(),
              StoredRuns.write(
                  run.state,
                  run.traceparent,
                  run.startRun,
                  run.statuses.stream().map(Status::toByteString).toList(),
                  now)));
    }
    forgotten.forEach((runId, partition) -> writes.add(writer.store(partition, runId, null)));
    forgotten.clear();
    writes.forEach(CompletableFuture::join);
    for (Run run : changed.values()) {
      run.unsent.forEach(status -> tell(run, status));
      run.unsent.clear();
    }
    changed.clear();
  }

  /** Returns once Kafka has every status that was said. */
  void awaitStatuses() {
    statusesUnderWay.forEach(CompletableFuture::join);
    statusesUnderWay.clear();
  }

  /** Says what no state depends on. */
  void tell(Run run, Status status) {
    statusesUnderWay.add(writer.send(run.id(), status, run.traceparent));
  }
}
