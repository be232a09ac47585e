package signalbox.orchestrator.service.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import signalbox.events.v1.Status;
import signalbox.orchestrator.service.kafka.KafkaWriter;

/**
 * What goes to Kafka, in the order that makes a crash harmless: the new states together with the
 * statuses that they owe go to the changelog, and only when it has them are the statuses said, in
 * the order in which they were decided. A study is stored after its trials: what its own record
 * says is never ahead of theirs. Touched by the engine's thread alone.
 */
final class Journal {
  /**
   * A status that is said once the state that it belongs to is stored.
   *
   * @param cause the trace context that it was decided under
   */
  private record Owed(Kept kept, Status status, String cause) {}

  private final KafkaWriter writer;
  private final Map<String, Run> changedRuns = new LinkedHashMap<>();
  private final Map<String, Study> changedStudies = new LinkedHashMap<>();
  private final Map<String, Kept> forgotten = new LinkedHashMap<>();
  private final List<Owed> owed = new ArrayList<>();
  private final Deque<CompletableFuture<Void>> statusesUnderWay = new ArrayDeque<>();

  Journal(KafkaWriter writer) {
    this.writer = writer;
  }

  /** The run's state is to be stored. */
  void changed(Run run) {
    changedRuns.put(run.id(), run);
  }

  /** The study's state is to be stored. */
  void changed(Study study) {
    changedStudies.put(study.id(), study);
  }

  /** The record is to go; what was said of it before has arrived then. */
  void forgotten(Kept kept) {
    forgotten.put(kept.id(), kept);
  }

  /** Says it once the state, which has changed, is stored; and again after a crash. */
  void owe(Kept kept, Status status) {
    kept.unsent.add(status);
    owed.add(new Owed(kept, status, kept.cause()));
  }

  /** Says again what was last said of it, with the same numbers and ids. */
  void repeat(Kept kept) {
    kept.statuses.forEach(status -> kept.said(send(kept, status, kept.cause())));
  }

  /** Returns once Kafka has the states; the statuses are under way then. */
  void commit(Instant now) {
    // The statuses of one decision lie in the record until the next one; so they must have arrived
    // before it. Those of other records need not.
    changedRuns.values().forEach(Kept::awaitSaid);
    changedStudies.values().forEach(Kept::awaitSaid);
    forgotten.values().forEach(Kept::awaitSaid);
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    changedRuns.values().forEach(run -> writes.add(store(run, now)));
    changedStudies.values().forEach(study -> writes.add(store(study, now)));
    forgotten.values().forEach(kept -> writes.add(writer.store(kept.partition, kept.id(), null)));
    forgotten.clear();
    changedRuns.clear();
    changedStudies.clear();
    writes.forEach(CompletableFuture::join);
    owed.forEach(one -> {
      one.kept().unsent.clear();
      one.kept().said(send(one.kept(), one.status(), one.cause()));
    });
    owed.clear();
    passArrived();
  }

  private CompletableFuture<Void> store(Kept kept, Instant now) {
    if (!kept.unsent.isEmpty()) {
      kept.statuses = List.copyOf(kept.unsent);
    }
    return writer.store(kept.partition, kept.id(), kept.stored(now));
  }

  /** Returns once Kafka has every status that was said. */
  void awaitStatuses() {
    statusesUnderWay.forEach(CompletableFuture::join);
    statusesUnderWay.clear();
  }

  /** Lets go of what has arrived; a status that cannot arrive is told of here. */
  private void passArrived() {
    for (CompletableFuture<Void> first = statusesUnderWay.peek();
        first != null && first.isDone();
        first = statusesUnderWay.peek()) {
      statusesUnderWay.remove().join();
    }
  }

  /** Says what no state depends on. */
  void tell(Kept kept, Status status) {
    var _ = send(kept, status, kept.cause());
  }

  private CompletableFuture<Void> send(Kept kept, Status status, String cause) {
    CompletableFuture<Void> arrived = writer.send(kept.key, status, cause);
    statusesUnderWay.add(arrived);
    return arrived;
  }
}
