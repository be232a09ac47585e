package signalbox.orchestrator.service.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a whole topic from its beginning and then as it grows, in no group: every orchestrator
 * reads all of it. In a thread of its own; what goes wrong is tried again, from the beginning.
 */
final class WholeTopic implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** What comes after all that was there at the start is read so long after the last that came. */
  private static final Duration GATHER = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(WholeTopic.class);

  private final String bootstrap;
  private final String topic;
  private final Runnable onBeginning;
  private final Consumer<ConsumerRecord<String, byte[]>> listener;
  private final CompletableFuture<Void> complete = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean running = true;
  private volatile @Nullable KafkaConsumer<String, byte[]> current;

  /**
   * @param onBeginning called whenever it begins to read from the beginning
   * @param listener hears each record with a key, in the order of its partition. Must not block
   */
  WholeTopic(
      String bootstrap,
      String topic,
      Runnable onBeginning,
      Consumer<ConsumerRecord<String, byte[]>> listener) {
    this.bootstrap = bootstrap;
    this.topic = topic;
    this.onBeginning = onBeginning;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name(topic).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Completes when all that was there at the start has been read. */
  CompletableFuture<Void> complete() {
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
        LOG.debug("The reader of {} was stopped", topic);
      } catch (KafkaException | IllegalStateException notNow) {
        LOG.info("{} cannot be read now: {}", topic, notNow.toString());
        pause(AGAIN);
      }
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(KafkaConsumer<String, byte[]> consumer) {
    List<TopicPartition> partitions = consumer.partitionsFor(topic).stream().map(this::of).toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    onBeginning.run();
    while (running) {
      if (!complete.isDone()
          && partitions.stream()
              .allMatch(one -> consumer.position(one) >= ends.getOrDefault(one, 0L))) {
        complete.complete(null);
      }
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<String, byte[]> record : records) {
        if (record.key() != null) {
          listener.accept(record);
        }
      }
      if (!records.isEmpty() && complete.isDone()) {
        pause(GATHER);
      }
    }
  }

  private TopicPartition of(PartitionInfo info) {
    return new TopicPartition(topic, info.partition());
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
