package signalbox.infrastructure.kafka.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import signalbox.application.event.OutboxStore;
import signalbox.application.event.OutboxStore.Drained;
import signalbox.application.event.OutboxStore.Numbered;
import signalbox.application.event.OutboxStore.Place;
import signalbox.application.shared.TraceSpans;
import signalbox.domain.error.SignalboxException;

/**
 * Takes messages from the outbox to Kafka, at least once, in order for each key. Woken after each
 * commit; looks by itself every second, as a net. Another backend that drains may not have seen
 * what was committed here: then this one looks again soon, and after twice as long each time, so
 * that it waits at most twice as long as it must. What others have committed they look after
 * themselves. While Kafka or the store is away it goes on trying; nothing is lost, and nobody else
 * waits for it.
 */
public final class OutboxRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration FIRST_WHILE_ANOTHER_DRAINS = Duration.ofMillis(20);
  private static final Duration LONGEST_WHILE_ANOTHER_DRAINS = Duration.ofMillis(500);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final int BATCH = 200;

  /** Commands that come too often for a line each. */
  private static final Set<String> QUIET =
      Set.of(
          "signalbox.command.predict", "signalbox.command.resend_logs", "signalbox.project.limits");

  private final OutboxStore store;
  private final InstantSource clock;
  private final CommandSpans spans;
  private final Map<String, Object> configuration;
  private final Semaphore woken = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closing;
  private volatile @Nullable String problem;

  public OutboxRelay(OutboxStore store, String bootstrap, InstantSource clock, TraceSpans spans) {
    this.store = store;
    this.clock = clock;
    this.spans = new CommandSpans(spans);
    this.configuration =
        Map.ofEntries(
            Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
            Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "signalbox-backend-outbox"),
            Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
            Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
            // The default of 5 ms would be paid by every command.
            Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000),
            Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000),
            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000),
            Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500),
            Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaTopics.MAX_MESSAGE_BYTES),
            Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L * 1024 * 1024));
    this.thread = Thread.ofPlatform().name("outbox-relay").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Says that something was committed. Never blocks. */
  public void wake() {
    if (woken.availablePermits() == 0) {
      woken.release();
    }
  }

  /** Why nothing leaves now, in words for an operator; empty when all is well. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  @Override
  public void close() {
    closing = true;
    wake();
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
        thread.join(CLOSE_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Producer<String, byte[]> producer = null;
    // Something was committed here that nobody may have seen yet.
    boolean own = false;
    Duration whileAnotherDrains = FIRST_WHILE_ANOTHER_DRAINS;
    try {
      while (!closing) {
        boolean more = false;
        Duration pause = POLL;
        try {
          if (producer == null) {
            producer =
                new KafkaProducer<>(
                    configuration, new StringSerializer(), new ByteArraySerializer());
          }
          Producer<String, byte[]> open = producer;
          Drained drained = store.drain(BATCH, batch -> send(open, batch));
          boolean stuck = drained.removed() < drained.taken();
          more = drained.taken() == BATCH && !stuck;
          if (drained.elsewhere() && own) {
            pause = whileAnotherDrains;
            whileAnotherDrains = longer(whileAnotherDrains);
          } else if (!drained.elsewhere()) {
            own = false;
            if (!stuck) {
              recovered();
            }
          }
        } catch (SignalboxException | KafkaException e) {
          failed(e);
        } catch (RuntimeException e) {
          LOG.error("The outbox relay met an error and tries again", e);
          problem = "An unexpected error; see the log";
        }
        if (!more && !closing && wokenWithin(pause)) {
          own = true;
          whileAnotherDrains = FIRST_WHILE_ANOTHER_DRAINS;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (producer != null) {
        producer.close(Duration.ofSeconds(1));
      }
    }
  }

  private boolean wokenWithin(Duration longest) throws InterruptedException {
    boolean soon = woken.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
    if (soon) {
      woken.drainPermits();
    }
    return soon;
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_WHILE_ANOTHER_DRAINS) > 0 ? LONGEST_WHILE_ANOTHER_DRAINS : twice;
  }

  /**
   * Sends a batch in waves with at most one message of each key, so that a failure cannot make a
   * later message of its key overtake it.
   */
  private Map<Long, Place> send(Producer<String, byte[]> producer, List<Numbered> batch) {
    Map<Long, Place> sent = new HashMap<>();
    Set<String> blocked = new HashSet<>();
    Set<String> awayTopics = new HashSet<>();
    for (List<Numbered> wave : waves(batch)) {
      Map<Numbered, UnderWay> answers = new LinkedHashMap<>();
      for (Numbered message : wave) {
        String key = message.message().key();
        if (blocked.contains(key) || awayTopics.contains(message.message().topic())) {
          blocked.add(key);
          continue;
        }
        try {
          answers.put(message, send(producer, message.message()));
        } catch (InterruptException e) {
          throw e;
        } catch (KafkaException e) {
          // The broker is away, or the topic is not there: whoever comes next to it would only
          // wait as long. Other topics must not wait for one that is missing.
          failed(e);
          blocked.add(key);
          awayTopics.add(message.message().topic());
        }
      }
      answers.forEach((message, answer) -> {
        try {
          RecordMetadata metadata = answer.stored().get();
          Place place =
              new Place(
                  metadata.partition(),
                  metadata.hasOffset() ? metadata.offset() : -1,
                  clock.instant());
          sent.put(message.number(), place);
          sent(message.message(), place, answer.sending());
        } catch (ExecutionException e) {
          failed(e.getCause() == null ? e : e.getCause());
          blocked.add(message.message().key());
        } catch (InterruptedException e) {
          throw new InterruptException(e);
        }
      });
      if (sent.isEmpty()) {
        break;
      }
    }
    return sent;
  }

  /**
   * A message that the broker has not confirmed yet.
   *
   * @param sending empty when it belongs to no trace
   */
  private record UnderWay(Future<RecordMetadata> stored, Optional<CommandSpans.Sending> sending) {}

  private UnderWay send(Producer<String, byte[]> producer, OutboxStore.Message message) {
    Optional<CommandSpans.Sending> sending = spans.sending(message);
    ProducerRecord<String, byte[]> record = record(message);
    sending.ifPresent(begun -> {
      record.headers().remove(CommandSpans.TRACEPARENT);
      record
          .headers()
          .add(CommandSpans.TRACEPARENT, begun.traceparent().getBytes(StandardCharsets.UTF_8));
    });
    return new UnderWay(producer.send(record), sending);
  }

  private static void sent(
      OutboxStore.Message message, Place place, Optional<CommandSpans.Sending> sending) {
    if (sending.isEmpty()) {
      tell(message, place);
      return;
    }
    CommandSpans.Sending begun = sending.get();
    try (TraceSpans.Scope _ = begun.send().enter()) {
      tell(message, place);
    }
    begun.sent(place);
  }

  private static void tell(OutboxStore.Message message, Place place) {
    String type = message.headers().getOrDefault("ce_type", "");
    LOG.atLevel(QUIET.contains(type) ? Level.DEBUG : Level.INFO)
        .log(
            "{} of {} is at {}-{}@{}",
            type,
            message.headers().getOrDefault(OutboxStore.Message.SUBJECT, message.key()),
            message.topic(),
            place.partition(),
            place.offset());
  }

  private static List<List<Numbered>> waves(List<Numbered> batch) {
    List<List<Numbered>> waves = new ArrayList<>();
    Map<String, Integer> next = new HashMap<>();
    for (Numbered message : batch) {
      int wave = next.merge(message.message().key(), 1, Integer::sum) - 1;
      if (wave == waves.size()) {
        waves.add(new ArrayList<>());
      }
      waves.get(wave).add(message);
    }
    return waves;
  }

  private static ProducerRecord<String, byte[]> record(OutboxStore.Message message) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            message.topic(), message.key().isEmpty() ? null : message.key(), message.payload());
    message
        .headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }

  private void failed(Throwable cause) {
    if (problem == null) {
      LOG.warn("Commands wait in the outbox: {}", cause.toString());
    }
    problem = "Commands wait: " + cause.getClass().getSimpleName();
  }

  private void recovered() {
    if (problem != null) {
      LOG.info("Commands leave the outbox again");
    }
    problem = null;
  }
}
