package signalbox.orchestrator.service.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.events.v1.ProjectLimits;

/** Reads the limits of all projects, and then as they change. In a thread of its own. */
public final class ProjectLimitsReader implements AutoCloseable {
  static final int SCHEMA_VERSION = 1;
  private static final Logger LOG = LoggerFactory.getLogger(ProjectLimitsReader.class);

  private final WholeTopic topic;
  private final Consumer<ProjectLimits> listener;

  /**
   * @param listener hears each project's limits, the newest last; a project that was forgotten has
   *     none. Must not block
   */
  public ProjectLimitsReader(String bootstrap, Topics topics, Consumer<ProjectLimits> listener) {
    this.listener = listener;
    this.topic = new WholeTopic(bootstrap, topics.projects(), () -> {}, this::take);
  }

  public void start() {
    topic.start();
  }

  /** Completes when all that was there at the start has been read. */
  public CompletableFuture<Void> complete() {
    return topic.complete();
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      listener.accept(ProjectLimits.newBuilder().setProjectId(record.key()).setWeight(1).build());
      return;
    }
    try {
      ProjectLimits limits = ProjectLimits.parseFrom(record.value());
      if (limits.getSchemaVersion() > SCHEMA_VERSION || limits.getProjectId().isEmpty()) {
        LOG.warn("Limits at offset {} are not understood and left out", record.offset());
      } else {
        listener.accept(
            limits.toBuilder()
                .setWeight(Math.max(1, limits.getWeight()))
                .setMaxRunning(Math.max(0, limits.getMaxRunning()))
                .build());
      }
    } catch (InvalidProtocolBufferException broken) {
      LOG.warn("Limits at offset {} are not readable: {}", record.offset(), broken.getMessage());
    }
  }

  @Override
  public void close() {
    topic.close();
  }
}
