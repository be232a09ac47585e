package signalbox.orchestrator.service.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.events.v1.ProjectLimits;

/**
 * Reads the limits of all projects, from the beginning and then as they change. Every orchestrator
 * reads all of them, so it is in no group. In a thread of its own; what goes wrong is tried again.
 */
public final class ProjectLimitsReader implements AutoCloseable {
  static final int SCHEMA_VERSION = 1;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(ProjectLimitsReader.class);

  private final String bootstrap;
  private final TopicPartition partition;
  private final Consumer<ProjectLimits> listener;
  private final CompletableFuture<Void> complete = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean running = true;
  private volatile @Nullable KafkaConsumer<String, byte[]> current;

  /**
   * @param listener hears each project's limits, the newest last; a project that was forgotten has
   *     none. Must not block
   */
  public ProjectLimitsReader(String bootstrap, Topics topics, Consumer<ProjectLimits> listener) {
    this.bootstrap = bootstrap;
    this.partition = new TopicPartition(topics.projects(), 0);
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("projects").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Completes when all that was there at the start has been read. */
  public CompletableFuture<Void> complete() {
    return complete;
  }

  private void run() {
    while (running) {
      try (KafkaConsumer<String, byte[]> consumer = consumer()) {
        current = consumer;
        if (running) {
          read(consumer);
        }
      } catch (InterruptException | WakeupException stopped) {
        LOG.debug("The reader of the projects was stopped");
      } catch (KafkaException notNow) {
        LOG.info("The limits of the projects cannot be read now: {}", notNow.toString());
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(AGAIN);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(KafkaConsumer<String, byte[]> consumer) {
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    while (running) {
      if (!complete.isDone() && consumer.position(partition) >= end) {
        complete.complete(null);
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        take(record);
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null) {
      return;
    }
    if (record.value() == null) {
      listener.accept(ProjectLimits.newBuilder().setProjectId(record.key()).setWeight(1).build());
      return;
    }
    try {
      ProjectLimits limits = ProjectLimits.parseFrom(record.value());
      if (limits.getSchemaVersion() > SCHEMA_VERSION || limits.getProjectId().isEmpty()) {
        LOG.warn("Limits at offset {} are not understood and left out", record.offset());
      } else {
        listener.accept(limits.toBuilder().setWeight(Math.max(1, limits.getWeight())).build());
      }
    } catch (InvalidProtocolBufferException broken) {
      LOG.warn("Limits at offset {} are not readable: {}", record.offset(), broken.getMessage());
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            500),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    running = false;
    KafkaConsumer<String, byte[]> reading = current;
    if (reading != null) {
      reading.wakeup();
    }
    try {
      if (!thread.join(Duration.ofSeconds(2))) {
        thread.interrupt();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
