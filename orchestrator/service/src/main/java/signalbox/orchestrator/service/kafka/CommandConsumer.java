package signalbox.orchestrator.service.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.events.v1.Predict;
import signalbox.events.v1.ResendLogs;
import signalbox.orchestrator.service.tracing.Tracing;
import signalbox.orchestrator.v1.StoredRun;

/**
 * Reads the commands in one thread of its own, which does nothing that takes long. A partition that
 * is assigned is first read from the changelog; offsets are committed once the sink says that what
 * lies before them is stored.
 */
public final class CommandConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommandConsumer.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT_EVERY = Duration.ofMillis(500);
  private static final int SESSION_TIMEOUT_MS = 6_000;
  private static final int HEARTBEAT_MS = 1_500;

  /** Who answers predictions; must not block. */
  public interface PredictionSink {
    void answer(Predict predict, Instant deadline, String traceparent);
  }

  /** Who asks for log lines again; must not block. */
  public interface LogSink {
    void resend(ResendLogs wish, String traceparent);
  }

  private final String bootstrap;
  private final Topics topics;
  private final String group;
  private final CommandSink sink;
  private final PredictionSink predictions;
  private final LogSink logs;
  private final KafkaWriter writer;
  private final Tracing tracing;
  private final MeterRegistry meters;
  private final Runnable onFailure;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread thread;
  private final Map<Integer, Long> committed = new HashMap<>();
  private volatile boolean running = true;
  private volatile boolean crash;
  private volatile boolean joined;

  public CommandConsumer(
      String bootstrap,
      Topics topics,
      String group,
      CommandSink sink,
      PredictionSink predictions,
      LogSink logs,
      KafkaWriter writer,
      Tracing tracing,
      MeterRegistry meters,
      Runnable onFailure) {
    this.bootstrap = bootstrap;
    this.topics = topics;
    this.group = group;
    this.sink = sink;
    this.predictions = predictions;
    this.logs = logs;
    this.writer = writer;
    this.tracing = tracing;
    this.meters = meters;
    this.onFailure = onFailure;
    this.consumer =
        new KafkaConsumer<>(settings(), new StringDeserializer(), new ByteArrayDeserializer());
    this.thread = Thread.ofPlatform().name("commands").unstarted(this::run);
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200);
    settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
    settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return settings;
  }

  public void start() {
    thread.start();
  }

  /** True once the group has given this process its share. */
  public boolean ready() {
    return joined && running && thread.isAlive();
  }

  private void run() {
    try {
      consumer.subscribe(List.of(topics.commands()), new Rebalances());
      long commitAt = System.nanoTime();
      while (running) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
        if (System.nanoTime() - commitAt > COMMIT_EVERY.toNanos()) {
          commitAt = System.nanoTime();
          consumer.commitAsync(
              toCommit(),
              (_, failure) -> {
                if (failure != null) {
                  LOG.debug("Offsets not committed: {}", failure.toString());
                }
              });
        }
      }
    } catch (WakeupException | InterruptedException | InterruptException stopped) {
      LOG.debug("The command consumer was stopped");
    } catch (RuntimeException broken) {
      LOG.error("The command consumer broke", broken);
      onFailure.run();
    } finally {
      // A clear interrupt flag, or closing fails.
      boolean _ = Thread.interrupted();
      closeConsumer();
    }
  }

  private void closeConsumer() {
    try {
      consumer.close(
          crash
              ? CloseOptions.groupMembershipOperation(
                      CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP)
                  .withTimeout(Duration.ZERO)
              : CloseOptions.timeout(Duration.ofSeconds(3)));
    } catch (KafkaException late) {
      LOG.debug("The command consumer did not close cleanly: {}", late.toString());
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) throws InterruptedException {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    CommandReader.Read read = CommandReader.read(value, record.partition(), record.offset());
    switch (read) {
      case CommandReader.Read.ForRun command -> {
        try (Tracing.Begun span =
            tracing.begin(
                "command " + command.event().kind(),
                SpanKind.CONSUMER,
                traceparent(record),
                "run.id",
                command.runId())) {
          sink.command(command, record.partition(), record.offset(), span.traceparent());
        }
      }
      case CommandReader.Read.ForPrediction prediction -> {
        predictions.answer(prediction.predict(), prediction.deadline(), traceparent(record));
        sink.passed(record.partition(), record.offset());
      }
      case CommandReader.Read.ForLogs wish -> {
        logs.resend(wish.resend(), traceparent(record));
        sink.passed(record.partition(), record.offset());
      }
      case CommandReader.Read.Poison poison -> {
        LOG.warn(
            "Poison at {} {} offset {}: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            poison.cause());
        meters.counter("signalbox.commands.dead").increment();
        writer.bury(record, poison.cause()).join();
        sink.passed(record.partition(), record.offset());
      }
    }
  }

  private static String traceparent(ConsumerRecord<String, byte[]> record) {
    Header header = record.headers().lastHeader("traceparent");
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private Map<TopicPartition, OffsetAndMetadata> toCommit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    sink.handled()
        .forEach((partition, offset) -> {
          if (!offset.equals(committed.put(partition, offset))) {
            offsets.put(
                new TopicPartition(topics.commands(), partition), new OffsetAndMetadata(offset));
          }
        });
    return offsets;
  }

  /** All runs of the partitions' changelog, as they were last stored. */
  private Map<Integer, Map<String, StoredRun>> restore(Collection<Integer> partitions) {
    Map<Integer, Map<String, StoredRun>> restored = new HashMap<>();
    partitions.forEach(partition -> restored.put(partition, new LinkedHashMap<>()));
    List<TopicPartition> changelog =
        partitions.stream().map(partition -> new TopicPartition(topics.runs(), partition)).toList();
    try (KafkaConsumer<String, byte[]> reader =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      reader.assign(changelog);
      reader.seekToBeginning(changelog);
      Map<TopicPartition, Long> ends = reader.endOffsets(changelog);
      while (changelog.stream()
          .anyMatch(partition -> reader.position(partition) < ends.getOrDefault(partition, 0L))) {
        for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
          Map<String, StoredRun> runs =
              restored.computeIfAbsent(record.partition(), _ -> new LinkedHashMap<>());
          // The last word decides the order too.
          runs.remove(record.key());
          if (record.value() != null) {
            runs.put(record.key(), stored(record));
          }
        }
      }
    }
    return restored;
  }

  private static StoredRun stored(ConsumerRecord<String, byte[]> record) {
    try {
      return StoredRun.parseFrom(record.value());
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException(
          "The changelog at " + record.partition() + " offset " + record.offset(), broken);
    }
  }

  private final class Rebalances implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      if (!assigned.isEmpty()) {
        restore(assigned.stream().map(TopicPartition::partition).toList())
            .forEach((partition, runs) -> sink.assigned(partition, runs.values()));
      }
      joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      if (letGo(revoked)) {
        try {
          consumer.commitSync(toCommit(), Duration.ofSeconds(2));
        } catch (KafkaException late) {
          LOG.info(
              "Offsets not committed; the next owner reads some commands again: {}",
              late.toString());
        }
      }
      revoked.forEach(partition -> committed.remove(partition.partition()));
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      boolean _ = letGo(lost);
      lost.forEach(partition -> committed.remove(partition.partition()));
    }

    private boolean letGo(Collection<TopicPartition> partitions) {
      if (crash) {
        return false;
      }
      try {
        sink.revoked(partitions.stream().map(TopicPartition::partition).toList());
        return true;
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  /** Leaves the group, with all offsets committed. */
  @Override
  public void close() {
    stop();
  }

  /** Stops at once and stays a member of the group until its session ends, as a crash would. */
  public void abort() {
    crash = true;
    stop();
  }

  private void stop() {
    running = false;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(2));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
