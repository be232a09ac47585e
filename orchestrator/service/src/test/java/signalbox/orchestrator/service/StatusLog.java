package signalbox.orchestrator.service;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import signalbox.events.v1.Status;

/** Everything that is said on one topic, read as it comes. */
final class StatusLog implements AutoCloseable {
  final List<ConsumerRecord<String, byte[]>> records = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean running = true;

  StatusLog(String bootstrap, String topic, int partitions) {
    thread = Thread.ofPlatform().name("status-log").start(() -> read(bootstrap, topic, partitions));
  }

  private void read(String bootstrap, String topic, int partitions) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all = new ArrayList<>();
      for (int i = 0; i < partitions; i++) {
        all.add(new TopicPartition(topic, i));
      }
      consumer.assign(all);
      consumer.seekToBeginning(all);
      while (running) {
        consumer.poll(Duration.ofMillis(50)).forEach(records::add);
      }
    }
  }

  List<Status> of(String key) {
    List<Status> statuses = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      if (key.equals(record.key())) {
        try {
          statuses.add(Status.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException broken) {
          throw new IllegalStateException(broken);
        }
      }
    }
    return statuses;
  }

  /** The kinds of a run's statuses, in order, each number and kind once. */
  List<String> kinds(String key) {
    return of(key).stream()
        .map(status ->
            status.getStatusCase() + (lifecycle(status) ? " " + status.getSequence() : ""))
        .distinct()
        .toList();
  }

  static boolean lifecycle(Status status) {
    return status.getStatusCase().getNumber() >= 10 && status.getStatusCase().getNumber() < 30;
  }

  Status await(String key, Predicate<Status> wanted, Duration patience) {
    return await("a status of " + key)
        .atMost(patience)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> of(key).stream().filter(wanted).findFirst(), java.util.Optional::isPresent)
        .orElseThrow();
  }

  private static org.awaitility.core.ConditionFactory await(String what) {
    return org.awaitility.Awaitility.await(what);
  }

  Status awaitKind(String key, Status.StatusCase kind) {
    return await(key, status -> status.getStatusCase() == kind, Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
