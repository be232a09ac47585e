package signalbox.orchestrator.service.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
import signalbox.orchestrator.service.management.Meters;
import signalbox.orchestrator.service.tracing.Tracing;

/**
 * Reads the commands in one thread of its own, which does nothing that takes long. A partition that
 * is assigned is first read from the changelog; offsets are committed once the sink says that what
 * lies before them is stored.
 */
public final class CommandConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommandConsumer.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT_EVERY = Duration.ofMillis(500);
  private static final Duration PROVE_EVERY = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT = Duration.ofMillis(500);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /**
   * How long a group waits for a member to join it again. A broker that has just recovered may not
   * notice that one of them is dead, and then this passes in full before anybody gets a partition.
   * Long enough to read what the changelog holds.
   */
  private static final Duration REJOIN = Duration.ofMinutes(1);

  /** Who answers predictions; must not block. */
  public interface PredictionSink {
    void answer(Predict predict, Instant deadline, String traceparent);
  }

  /** Who asks for log lines again, and answers under the key of the wish; must not block. */
  public interface LogSink {
    void resend(ResendLogs wish, String key, String traceparent);
  }

  private final String bootstrap;
  private final Topics topics;
  private final String group;
  private final Lease lease;
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
  private final Map<Integer, Long> begun = new HashMap<>();
  private final Map<Integer, Long> lag = new ConcurrentHashMap<>();
  private long proofAskedAt = System.nanoTime();
  private volatile boolean running = true;
  private volatile boolean crash;
  private volatile boolean joined;

  public CommandConsumer(
      String bootstrap,
      Topics topics,
      String group,
      Lease lease,
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
    this.lease = lease;
    this.sink = sink;
    this.predictions = predictions;
    this.logs = logs;
    this.writer = writer;
    this.tracing = tracing;
    this.meters = meters;
    Meters.counter(
        meters, "signalbox.commands.dead", "Commands that went to the dead-letter topic");
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
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) Lease.SESSION.toMillis());
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) HEARTBEAT.toMillis());
    settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) REJOIN.toMillis());
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000);
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
          commit();
          measureLag();
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

  /** Commits what is new; when there is nothing, what is old: the answer proves our membership. */
  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = toCommit();
    if (offsets.isEmpty() && System.nanoTime() - proofAskedAt > PROVE_EVERY.toNanos()) {
      offsets = something();
    }
    if (offsets.isEmpty()) {
      return;
    }
    proofAskedAt = System.nanoTime();
    Lease.Question question = lease.ask();
    consumer.commitAsync(
        offsets,
        (_, failure) -> {
          if (failure == null) {
            question.answered();
          } else {
            LOG.debug("Offsets not committed: {}", failure.toString());
          }
        });
  }

  private Map<TopicPartition, OffsetAndMetadata> something() {
    Map<Integer, Long> handled = sink.handled();
    return begun.entrySet().stream()
        .findFirst()
        .map(one ->
            Map.of(
                new TopicPartition(topics.commands(), one.getKey()),
                new OffsetAndMetadata(handled.getOrDefault(one.getKey(), one.getValue()))))
        .orElse(Map.of());
  }

  private void measureLag() {
    for (TopicPartition partition : consumer.assignment()) {
      consumer
          .currentLag(partition)
          .ifPresent(behind -> {
            if (lag.put(partition.partition(), behind) == null) {
              Gauge.builder(
                      "signalbox.commands.lag",
                      lag,
                      known -> known.getOrDefault(partition.partition(), 0L))
                  .description("Commands that wait, by partition")
                  .tag("partition", Integer.toString(partition.partition()))
                  .register(meters);
            }
          });
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
        try (Tracing.Begun span = process(record)) {
          String key = record.key() == null ? command.runId() : record.key();
          sink.command(command, key, record.partition(), record.offset(), span.traceparent());
        }
      }
      case CommandReader.Read.ForStudy command -> {
        try (Tracing.Begun span = process(record)) {
          sink.command(command, record.partition(), record.offset(), span.traceparent());
        }
      }
      case CommandReader.Read.ForPrediction prediction -> {
        try (Tracing.Begun span = process(record)) {
          predictions.answer(prediction.predict(), prediction.deadline(), span.traceparent());
          sink.passed(record.partition(), record.offset());
        }
      }
      case CommandReader.Read.ForLogs wish -> {
        String key = record.key() == null ? wish.resend().getRunId() : record.key();
        try (Tracing.Begun span = process(record)) {
          logs.resend(wish.resend(), key, span.traceparent());
          sink.passed(record.partition(), record.offset());
        }
      }
      case CommandReader.Read.Poison poison -> {
        LOG.warn(
            "Poison at {} {} offset {}: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            poison.cause());
        meters.counter("signalbox.commands.dead").increment();
        writer.bury(record, poison.cause(), poison.errorClass()).join();
        sink.passed(record.partition(), record.offset());
      }
    }
  }

  /** The command is taken; in the words of OpenTelemetry's conventions for messaging. */
  private Tracing.Begun process(ConsumerRecord<String, byte[]> record) {
    Tracing.Begun begun =
        tracing.begin(
            "process " + record.topic(), SpanKind.CONSUMER, header(record, "traceparent"));
    begun
        .span()
        .setAttribute("messaging.system", "kafka")
        .setAttribute("messaging.operation.name", "process")
        .setAttribute("messaging.operation.type", "process")
        .setAttribute("messaging.destination.name", record.topic())
        .setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()))
        .setAttribute("messaging.kafka.offset", record.offset())
        .setAttribute("messaging.kafka.message.key", String.valueOf(record.key()))
        .setAttribute("messaging.message.id", header(record, "ce_id"))
        .setAttribute("messaging.consumer.group.name", group);
    return begun;
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
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

  private final class Rebalances implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      if (!assigned.isEmpty()) {
        for (TopicPartition partition : assigned) {
          begun.put(partition.partition(), consumer.position(partition));
        }
        writer
            .changelog()
            .claim(assigned.stream().map(TopicPartition::partition).toList(), () -> prove(assigned))
            .forEach(sink::assigned);
      }
      joined = true;
    }

    /** Asks the group, and waits for the answer. */
    private void prove(Collection<TopicPartition> assigned) {
      Lease.Question question = lease.ask();
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      for (TopicPartition partition : assigned) {
        offsets.put(
            partition, new OffsetAndMetadata(begun.getOrDefault(partition.partition(), 0L)));
      }
      consumer.commitSync(offsets, ANSWER);
      question.answered();
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
      revoked.forEach(partition -> forget(partition.partition()));
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      boolean _ = letGo(lost);
      lost.forEach(partition -> forget(partition.partition()));
    }

    private void forget(int partition) {
      committed.remove(partition);
      begun.remove(partition);
      lag.remove(partition);
      writer.changelog().release(partition);
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
