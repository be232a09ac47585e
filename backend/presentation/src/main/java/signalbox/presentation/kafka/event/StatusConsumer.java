package signalbox.presentation.kafka.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.application.event.MetricsReported;
import signalbox.application.event.PredictionAnswered;
import signalbox.application.event.StatusHandler;
import signalbox.application.event.StatusHandlers;
import signalbox.application.log.LogReported;
import signalbox.application.run.RunReported;
import signalbox.application.shared.StoredTraces;
import signalbox.application.shared.TraceSpans;
import signalbox.application.study.StudyReported;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.service.ServiceInstance;
import signalbox.presentation.kafka.event.StatusDecoder.Decoded;
import signalbox.presentation.kafka.event.StatusDecoder.UndecodableException;

/**
 * Reads the status topic on a thread of its own. Offsets are committed after the handlers have
 * stored a batch. While a store is away the batch is read again, with the partitions paused and the
 * poll loop alive; what can never be handled goes to the dead-letter topic with its cause.
 */
public final class StatusConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusConsumer.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /** Who is silent for so long is dead: another one gets its partitions. Brokers take no less. */
  private static final Duration SESSION = Duration.ofSeconds(6);

  private static final Duration HEARTBEAT = Duration.ofMillis(1_500);

  /**
   * How long a group waits for a member to join it again. A broker that has just recovered may not
   * notice that one of them is dead, and then this passes in full before anybody gets a partition.
   */
  private static final Duration REJOIN = Duration.ofSeconds(30);

  /**
   * From one batch with trials to the next. They may follow each other faster than anybody looks,
   * and a batch of many costs little more than a batch of one.
   */
  private static final Duration TRIALS_GATHER = Duration.ofMillis(100);

  private static final int BATCH = 500;
  private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  private final Options options;
  private final StatusHandlers handlers;
  private final StatusObserver observer;
  private final StatusSpans spans;
  private final InstantSource clock;
  private final Thread thread;
  private volatile @Nullable Consumer<String, byte[]> consumer;
  private @Nullable KafkaProducer<String, byte[]> dead;
  private volatile boolean closing;
  private volatile @Nullable String problem;
  private volatile Instant lastPoll;
  private final Map<Integer, Long> lags = new ConcurrentHashMap<>();
  private volatile List<Integer> partitions = List.of();

  /** The batch at hand does. Known to the consumer's thread alone. */
  private boolean tellsOfTrials;

  /** The last commit failed. Known to the consumer's thread alone, which hears of it in a poll. */
  private boolean uncommitted;

  /**
   * Where to read.
   *
   * @param group consumers of one group share the partitions
   */
  public record Options(String bootstrap, String statusTopic, String deadTopic, String group) {}

  public StatusConsumer(
      Options options,
      StatusHandlers handlers,
      StatusObserver observer,
      TraceSpans spans,
      StoredTraces traces,
      InstantSource clock) {
    this.options = options;
    this.handlers = handlers;
    this.observer = observer;
    this.spans = new StatusSpans(spans, traces, options.group());
    this.clock = clock;
    this.lastPoll = clock.instant();
    this.thread = Thread.ofPlatform().name("status-consumer").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Why nothing is taken now, in words for an operator; empty when all is well. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** When it last asked for statuses; the time of its making before the first time. */
  public Instant lastPoll() {
    return lastPoll;
  }

  /** How many statuses wait, by the number of each partition that is read here. */
  public Map<Integer, Long> lags() {
    return Map.copyOf(lags);
  }

  /** How many statuses wait in all partitions that are read here. */
  public long lag() {
    return lags.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Which partitions are read here, ascending. */
  public List<Integer> partitions() {
    return partitions;
  }

  @Override
  public void close() {
    closing = true;
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

  private void run() {
    while (!closing) {
      try (Consumer<String, byte[]> open = open()) {
        consumer = open;
        open.subscribe(List.of(options.statusTopic()));
        while (!closing) {
          ConsumerRecords<String, byte[]> records = open.poll(POLL);
          lastPoll = clock.instant();
          if (!records.isEmpty()) {
            take(open, records);
            gather();
          } else if (uncommitted) {
            commit(open);
          }
          noteLags(open);
        }
      } catch (WakeupException | InterruptException e) {
        LOG.debug("The status consumer was woken", e);
      } catch (RuntimeException e) {
        LOG.error("The status consumer met an error and starts again", e);
        problem = "An unexpected error; see the log";
        pause();
      }
    }
    KafkaProducer<String, byte[]> producer = dead;
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
    }
  }

  /** What lies in its partitions and was not taken yet, by what the broker last told. */
  private void noteLags(Consumer<String, byte[]> open) {
    Set<TopicPartition> assigned = open.assignment();
    partitions = assigned.stream().map(TopicPartition::partition).sorted().toList();
    lags.keySet()
        .removeIf(
            partition -> !assigned.contains(new TopicPartition(options.statusTopic(), partition)));
    for (TopicPartition partition : assigned) {
      OptionalLong lag = open.currentLag(partition);
      if (lag.isPresent()) {
        lags.put(partition.partition(), lag.getAsLong());
      }
    }
  }

  private void pause() {
    sleep(RETRY_PAUSE);
  }

  private void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      closing = true;
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the statuses of more trials come before the next batch. */
  private void gather() {
    if (tellsOfTrials && !closing) {
      Duration left = Duration.between(clock.instant(), lastPoll.plus(TRIALS_GATHER));
      sleep(left.compareTo(TRIALS_GATHER) > 0 ? TRIALS_GATHER : left);
    }
  }

  private void take(Consumer<String, byte[]> open, ConsumerRecords<String, byte[]> records) {
    List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
    records.forEach(batch::add);
    try (StatusSpans.Batch traced = spans.begin(batch)) {
      try {
        handle(batch);
        problem = null;
      } catch (StoreAwayException e) {
        // The first try that fails is told of, and then the one that succeeds.
        if (problem == null) {
          traced.failed(e);
        } else {
          traced.forget();
        }
        observer.retried();
        again(open, records, e);
        return;
      }
    }
    observer.handled(batch.size());
    commit(open);
  }

  /**
   * Without waiting: the next statuses may be here already, and what comes again is harmless. While
   * partitions move between members those that stay are read, but nothing can be committed; that is
   * made good when the next statuses are, or when none come.
   */
  private void commit(Consumer<String, byte[]> open) {
    boolean again = uncommitted;
    uncommitted = false;
    open.commitAsync((_, failure) -> {
      if (failure != null) {
        uncommitted = true;
        if (!again) {
          LOG.info("Offsets were not committed: {}", failure.toString());
        }
      }
    });
  }

  /** Goes back to the first record of each partition and waits, with the poll loop alive. */
  private void again(
      Consumer<String, byte[]> open,
      ConsumerRecords<String, byte[]> records,
      StoreAwayException cause) {
    if (problem == null) {
      LOG.warn("Statuses wait: {}", String.valueOf(cause.getMessage()));
    }
    problem = "A store does not answer; statuses wait";
    back(open, records);
    Instant until = clock.instant().plus(RETRY_PAUSE);
    while (!closing && clock.instant().isBefore(until)) {
      open.pause(open.assignment());
      // Only partitions that were assigned just now can give records here.
      back(open, open.poll(Duration.ofMillis(100)));
      lastPoll = clock.instant();
    }
    open.resume(open.paused());
  }

  private static void back(Consumer<String, byte[]> open, ConsumerRecords<String, byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      if (open.assignment().contains(partition)) {
        open.seek(partition, records.records(partition).getFirst().offset());
      }
    }
  }

  private void handle(List<ConsumerRecord<String, byte[]>> batch) throws StoreAwayException {
    List<ConsumerRecord<String, byte[]>> readable = new ArrayList<>();
    Messages messages = new Messages();
    for (ConsumerRecord<String, byte[]> record : batch) {
      try {
        messages.add(StatusDecoder.decode(record.value(), record.partition(), record.offset()));
        readable.add(record);
      } catch (UndecodableException e) {
        bury(record, String.valueOf(e.getMessage()));
      }
    }
    tellsOfTrials = messages.tellOfTrials();
    try {
      messages.handle(handlers);
    } catch (RuntimeException e) {
      refuseUnlessAway(e);
      if (readable.size() == 1) {
        LOG.error("A status cannot be handled", e);
        bury(readable.getFirst(), e.toString());
        return;
      }
      LOG.warn("A batch of statuses failed; each is tried alone", e);
      for (ConsumerRecord<String, byte[]> record : readable) {
        handle(List.of(record));
      }
    }
  }

  private static void refuseUnlessAway(RuntimeException e) throws StoreAwayException {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SignalboxException known
          && known.code() == ErrorCode.STORE_UNAVAILABLE) {
        throw new StoreAwayException(e);
      }
    }
    if (e instanceof InterruptException interrupted) {
      throw interrupted;
    }
  }

  private void bury(ConsumerRecord<String, byte[]> poison, String cause) throws StoreAwayException {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(options.deadTopic(), poison.key(), poison.value());
    poison.headers().forEach(header -> record.headers().add(header.key(), header.value()));
    header(record, "dead_cause", cause);
    header(record, "dead_topic", poison.topic());
    header(record, "dead_partition", Integer.toString(poison.partition()));
    header(record, "dead_offset", Long.toString(poison.offset()));
    header(record, "dead_time", clock.instant().toString());
    try {
      dead().send(record).get();
    } catch (ExecutionException | KafkaException e) {
      throw new StoreAwayException(e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    LOG.warn(
        "The status at {}-{}@{} went to the dead-letter topic: {}",
        poison.topic(),
        poison.partition(),
        poison.offset(),
        cause);
    observer.buried();
  }

  private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private Consumer<String, byte[]> open() {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrap());
    configuration.put(ConsumerConfig.GROUP_ID_CONFIG, options.group());
    configuration.put(ConsumerConfig.CLIENT_ID_CONFIG, "signalbox-backend-status");
    configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    configuration.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
    configuration.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 * MAX_MESSAGE_BYTES);
    configuration.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MAX_MESSAGE_BYTES);
    configuration.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    // Topics appear while this runs: the orchestrator makes them.
    configuration.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 2_000);
    configuration.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
    configuration.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) HEARTBEAT.toMillis());
    configuration.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) REJOIN.toMillis());
    // Nobody stops reading what he keeps. Backends that have Kafka's default, as they had before,
    // know this one too: a group may have both.
    configuration.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return new KafkaConsumer<>(
        configuration, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private KafkaProducer<String, byte[]> dead() {
    KafkaProducer<String, byte[]> open = dead;
    if (open == null) {
      open =
          new KafkaProducer<>(
              Map.of(
                  ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                  options.bootstrap(),
                  ProducerConfig.CLIENT_ID_CONFIG,
                  "signalbox-backend-dead",
                  ProducerConfig.ACKS_CONFIG,
                  "all",
                  ProducerConfig.LINGER_MS_CONFIG,
                  0,
                  ProducerConfig.MAX_BLOCK_MS_CONFIG,
                  5_000,
                  ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                  4_000,
                  ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                  8_000,
                  ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                  MAX_MESSAGE_BYTES),
              new StringSerializer(),
              new ByteArraySerializer());
      dead = open;
    }
    return open;
  }

  /** A batch, sorted by who handles it. */
  private static final class Messages {
    private final List<PredictionAnswered> predictions = new ArrayList<>();
    private final List<StudyReported> studies = new ArrayList<>();
    private final List<MetricsReported> metrics = new ArrayList<>();
    private final List<LogReported> logs = new ArrayList<>();
    private final List<RunReported> runs = new ArrayList<>();
    private final List<ServiceInstance> services = new ArrayList<>();

    void add(Decoded decoded) {
      switch (decoded) {
        case Decoded.OfPrediction(PredictionAnswered message) -> predictions.add(message);
        case Decoded.OfStudy(StudyReported message) -> studies.add(message);
        case Decoded.OfMetrics(MetricsReported message) -> metrics.add(message);
        case Decoded.OfLog(LogReported message) -> logs.add(message);
        case Decoded.OfRun(RunReported message) -> runs.add(message);
        case Decoded.OfService(ServiceInstance message) -> services.add(message);
        case Decoded.Unknown() -> {}
      }
    }

    boolean tellOfTrials() {
      return !studies.isEmpty();
    }

    void handle(StatusHandlers handlers) {
      handle(handlers.predictions(), predictions);
      handle(handlers.studies(), studies);
      handle(handlers.metrics(), metrics);
      handle(handlers.logs(), logs);
      handle(handlers.runs(), runs);
      handle(handlers.services(), services);
    }

    private static <M> void handle(StatusHandler<M> handler, List<M> messages) {
      if (!messages.isEmpty()) {
        handler.handle(List.copyOf(messages));
      }
    }
  }

  /** A store or the broker does not answer: try again. */
  private static final class StoreAwayException extends Exception {
    private static final long serialVersionUID = 1L;

    StoreAwayException(Throwable cause) {
      super(cause.toString(), cause);
    }
  }
}
