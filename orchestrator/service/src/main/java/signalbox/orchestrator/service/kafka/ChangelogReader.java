package signalbox.orchestrator.service.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads partitions of the changelog from their beginning. Used by one thread at a time. */
final class ChangelogReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<TopicPartition, ChangelogView> views;

  /**
   * @param views the partitions to read, and who takes what is read
   */
  ChangelogReader(String bootstrap, String topic, Map<Integer, ChangelogView> views) {
    this.views =
        views.entrySet().stream()
            .collect(
                java.util.stream.Collectors.toMap(
                    entry -> new TopicPartition(topic, entry.getKey()), Map.Entry::getValue));
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500,
                // It reads up to an end, it does not wait for what comes after.
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                20,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(this.views.keySet());
    consumer.seekToBeginning(this.views.keySet());
  }

  /** Reads on up to the ends as they are now. */
  void readToTheEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(views.keySet());
    while (views.keySet().stream()
        .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        ChangelogView view = views.get(new TopicPartition(record.topic(), record.partition()));
        if (view != null) {
          view.read(record);
        }
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
