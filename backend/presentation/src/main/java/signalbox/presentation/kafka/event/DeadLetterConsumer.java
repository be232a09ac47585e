package signalbox.presentation.kafka.event;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.event.DeadLetter;
import signalbox.application.event.DeadLetterArrived;
import signalbox.application.event.StatusHandler;

/**
 * Reads the dead-letter topic on a thread of its own and hands every message to a use case that
 * stores it. Offsets are committed after that; while the store is away the same messages come
 * again.
 */
public final class DeadLetterConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterConsumer.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final int BATCH = 20;
  private static final String BURIAL = "dead_";

  private final String bootstrap;
  private final String topic;
  private final String group;
  private final StatusHandler<DeadLetterArrived> handler;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Consumer<String, byte[]> consumer;

  public DeadLetterConsumer(
      String bootstrap, String topic, String group, StatusHandler<DeadLetterArrived> handler) {
    this.bootstrap = bootstrap;
    this.topic = topic;
    this.group = group;
    this.handler = handler;
    this.thread = Thread.ofPlatform().name("dead-letter-consumer").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    closing.countDown();
    Consumer<String, byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
        thread.join(CLOSE_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean closed() {
    return closing.getCount() == 0;
  }

  private void run() {
    boolean failing = false;
    while (!closed()) {
      try (Consumer<String, byte[]> open = open()) {
        consumer = open;
        open.subscribe(List.of(topic));
        while (!closed()) {
          ConsumerRecords<String, byte[]> records = open.poll(POLL);
          if (!records.isEmpty()) {
            take(open, records);
            failing = false;
          }
        }
      } catch (WakeupException | InterruptException e) {
        LOG.debug("The dead-letter consumer was woken", e);
      } catch (RuntimeException e) {
        // A fresh consumer begins after the last commit: the same messages come again.
        if (!failing) {
          LOG.warn("Dead letters wait: {}", e.toString());
        }
        failing = true;
        pause();
      }
    }
  }

  private void take(Consumer<String, byte[]> open, ConsumerRecords<String, byte[]> records) {
    List<DeadLetterArrived> letters = new ArrayList<>();
    records.forEach(found -> letters.add(letter(found)));
    handler.handle(letters);
    try {
      open.commitSync(CLOSE_LIMIT);
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      // They may come again, which is harmless.
      LOG.info("Offsets were not committed: {}", e.toString());
    }
  }

  private void pause() {
    try {
      boolean _ = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
      Thread.currentThread().interrupt();
    }
  }

  static DeadLetterArrived letter(ConsumerRecord<String, byte[]> found) {
    List<DeadLetter.Header> headers = new ArrayList<>();
    Map<String, String> burial = new HashMap<>();
    for (Header header : found.headers()) {
      byte[] bytes = header.value();
      String value = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
      if (header.key().startsWith(BURIAL)) {
        burial.put(header.key(), value);
      } else {
        headers.add(new DeadLetter.Header(header.key(), value));
      }
    }
    byte[] payload = found.value();
    return new DeadLetterArrived(
        found.partition(),
        found.offset(),
        burial.getOrDefault("dead_cause", "It does not say."),
        burial.getOrDefault("dead_topic", ""),
        integer(burial.get("dead_partition")),
        number(burial.get("dead_offset")),
        found.key(),
        headers,
        payload == null ? new byte[0] : payload,
        time(burial.get("dead_time"), found.timestamp()));
  }

  private static Instant time(@Nullable String text, long recordMillis) {
    try {
      if (text != null) {
        return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
      }
    } catch (DateTimeException e) {
      LOG.debug("A dead letter has an odd time", e);
    }
    return Instant.ofEpochMilli(recordMillis);
  }

  private static @Nullable Integer integer(@Nullable String text) {
    Long number = number(text);
    return number == null || number != number.intValue()
        ? null
        : Integer.valueOf(number.intValue());
  }

  private static @Nullable Long number(@Nullable String text) {
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private Consumer<String, byte[]> open() {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    configuration.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    configuration.put(ConsumerConfig.CLIENT_ID_CONFIG, "signalbox-backend-dead-letters");
    configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    configuration.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
    configuration.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    // Topics appear while this runs: the orchestrator makes them.
    configuration.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 5_000);
    return new KafkaConsumer<>(
        configuration, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
