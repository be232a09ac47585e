package signalbox.orchestrator.service.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import signalbox.orchestrator.v1.StoredRun;

/**
 * Follows the changelog of all orchestrators, so that each of them knows which slots the others'
 * runs hold. Reads only; tells what counts. In a thread of its own.
 */
public final class ChangelogFollower implements AutoCloseable {
  /** Who is told. Must not block. */
  public interface Listener {
    /** What the partition's owner says of a run, without its command; null: it is forgotten. */
    void run(int partition, String runId, @Nullable StoredRun run);
  }

  private final WholeTopic topic;
  private final Listener listener;
  private final Map<Integer, ChangelogRules> rules = new HashMap<>();

  public ChangelogFollower(String bootstrap, Topics topics, Listener listener) {
    this.listener = listener;
    this.topic = new WholeTopic(bootstrap, topics.runs(), rules::clear, this::take);
  }

  public void start() {
    topic.start();
  }

  /** Completes when all that was there at the start has been read. */
  public CompletableFuture<Void> complete() {
    return topic.complete();
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    switch (rules.computeIfAbsent(record.partition(), _ -> new ChangelogRules()).read(record)) {
      case COUNTS -> {
        StoredRun run = ChangelogRules.run(record);
        listener.run(
            record.partition(),
            record.key(),
            run == null ? null : run.toBuilder().clearStartRun().clearLastStatuses().build());
      }
      case CLAIM, REFUSED -> {}
    }
  }

  @Override
  public void close() {
    topic.close();
  }
}
