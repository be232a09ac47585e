package signalbox.infrastructure.kafka.event;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import signalbox.application.event.OutboxStore;
import signalbox.application.project.LimitsOutbox;
import signalbox.application.shared.CurrentTrace;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.project.Project;
import signalbox.events.v1.ProjectLimits;

/** Writes the limits of projects as protobuf into the outbox, for the compacted topic. */
public final class KafkaLimitsOutbox implements LimitsOutbox {
  private static final int SCHEMA_VERSION = 1;

  private final OutboxStore store;
  private final Transactions transactions;
  private final Runnable wakeRelay;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final CurrentTrace trace;
  private final String topic;

  /**
   * @param wakeRelay called after each commit; must neither block nor throw
   */
  public KafkaLimitsOutbox(
      OutboxStore store,
      Transactions transactions,
      Runnable wakeRelay,
      IdGenerator ids,
      InstantSource clock,
      CurrentTrace trace,
      String topic) {
    this.store = store;
    this.transactions = transactions;
    this.wakeRelay = wakeRelay;
    this.ids = ids;
    this.clock = clock;
    this.trace = trace;
    this.topic = topic;
  }

  @Override
  public void tell(Project project) {
    Instant now = clock.instant();
    byte[] payload =
        ProjectLimits.newBuilder()
            .setSchemaVersion(SCHEMA_VERSION)
            .setProjectId(project.id().toString())
            .setMaxRunning(project.limits().maxRunning())
            .setWeight(project.limits().weight())
            .build()
            .toByteArray();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ce_specversion", "1.0");
    headers.put("ce_id", ids.next().toString());
    headers.put("ce_type", "signalbox.project.limits");
    headers.put("ce_source", "signalbox/backend");
    headers.put("ce_time", now.toString());
    trace.traceparent().ifPresent(context -> headers.put("traceparent", context));
    store.append(new OutboxStore.Message(topic, project.id().toString(), headers, payload, now));
    transactions.afterCommit(wakeRelay);
  }
}
