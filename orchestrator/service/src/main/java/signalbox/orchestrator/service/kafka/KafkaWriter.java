package signalbox.orchestrator.service.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import signalbox.events.v1.Status;
import signalbox.orchestrator.service.tracing.Tracing;
import signalbox.orchestrator.v1.StoredRun;

/**
 * Writes statuses, the changelog and dead letters. Thread-safe; what one thread writes for one key
 * arrives in that order. Nothing is given up: while Kafka is away a write waits.
 */
public final class KafkaWriter implements AutoCloseable {
  private static final String SOURCE = "signalbox/orchestrator";

  private final KafkaProducer<String, byte[]> producer;
  private final Topics topics;
  private final Clock clock;
  private final Tracing tracing;
  private final Changelog changelog;

  /**
   * @param self the name of this orchestrator
   * @param tracing makes spans of what is said
   * @param executor reads the changelog when somebody else has written to it
   */
  public KafkaWriter(
      String bootstrap,
      Topics topics,
      String self,
      Lease lease,
      Clock clock,
      MeterRegistry meters,
      Tracing tracing,
      Executor executor) {
    this.topics = topics;
    this.clock = clock;
    this.tracing = tracing;
    this.changelog =
        new Changelog(bootstrap, topics, self, this::put, lease, clock, meters, executor);
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                // The default of 5 ms would be paid at every hop.
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.MAX_VALUE,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                10_000,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Topics.MAX_MESSAGE_BYTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                16L * 1024 * 1024),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** A status with an id, the version and the time; the rest is the caller's. */
  public Status.Builder status() {
    Instant now = clock.instant();
    return Status.newBuilder()
        .setStatusId(Uuid7.at(now))
        .setSchemaVersion(CommandReader.SCHEMA_VERSION)
        .setTime(Times.timestamp(now));
  }

  /** Completes when Kafka has the status. */
  public CompletableFuture<Void> send(String key, Status status, String traceparent) {
    if (!tracing.on() || traceparent.isEmpty() || telemetry(status)) {
      return write(key, status, traceparent).thenApply(_ -> null);
    }
    Tracing.Begun send = tracing.begin("send " + topics.status(), SpanKind.PRODUCER, traceparent);
    send.span()
        .setAttribute("messaging.system", "kafka")
        .setAttribute("messaging.operation.name", "send")
        .setAttribute("messaging.operation.type", "send")
        .setAttribute("messaging.destination.name", topics.status())
        .setAttribute("messaging.message.id", status.getStatusId())
        .setAttribute("messaging.kafka.message.key", key)
        .setAttribute("signalbox.status", kind(status));
    return write(key, status, send.traceparent())
        .whenComplete((place, failure) -> {
          if (failure == null) {
            send.span()
                .setAttribute(
                    "messaging.destination.partition.id", Integer.toString(place.partition()))
                .setAttribute("messaging.kafka.offset", place.offset());
          } else {
            send.span().setStatus(StatusCode.ERROR);
          }
          send.close();
        })
        .thenApply(_ -> null);
  }

  /** Comes too often for a span each: it carries the trace, and makes it no longer. */
  private static boolean telemetry(Status status) {
    return status.hasMetricsReported() || status.hasRunProgressed();
  }

  private CompletableFuture<RecordMetadata> write(String key, Status status, String traceparent) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topics.status(), key, status.toByteArray());
    cloudEvent(
        record.headers(),
        status.getStatusId(),
        "signalbox.status." + kind(status),
        Times.instant(status.getTime()),
        traceparent);
    return put(record);
  }

  /** Who owns which part of the changelog. */
  public Changelog changelog() {
    return changelog;
  }

  /**
   * Completes when the run's state is stored; null: the run is forgotten. Fails with {@link Fenced}
   * when another orchestrator owns the partition: nothing that depends on it may be told or done.
   */
  public CompletableFuture<Void> store(int partition, String runId, @Nullable StoredRun run) {
    Instant now = clock.instant();
    return changelog.store(
        partition,
        runId,
        run,
        headers ->
            cloudEvent(
                headers,
                Uuid7.at(now),
                "signalbox.orchestrator.run",
                now,
                run == null ? "" : run.getTraceparent()));
  }

  /**
   * Completes when the dead-letter topic has the record as it came, with its headers, where it lay
   * and why.
   */
  public CompletableFuture<Void> bury(
      ConsumerRecord<String, byte[]> poison, String cause, String errorClass) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topics.dead(), poison.key(), poison.value());
    poison.headers().forEach(header -> record.headers().add(header.key(), header.value()));
    DeadLetters.describe(record.headers(), poison, cause, errorClass, clock.instant());
    return send(record);
  }

  private CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
    return put(record).thenApply(_ -> null);
  }

  private CompletableFuture<RecordMetadata> put(ProducerRecord<String, byte[]> record) {
    CompletableFuture<RecordMetadata> stored = new CompletableFuture<>();
    while (true) {
      try {
        var _ =
            producer.send(
                record,
                (metadata, failure) -> {
                  if (failure == null) {
                    stored.complete(metadata);
                  } else {
                    stored.completeExceptionally(failure);
                  }
                });
        return stored;
      } catch (org.apache.kafka.common.errors.TimeoutException kafkaIsAway) {
        if (Thread.currentThread().isInterrupted()) {
          throw kafkaIsAway;
        }
      }
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }

  /** Closes without waiting for what is on its way, as a crash would. */
  public void abort() {
    producer.close(Duration.ZERO);
  }

  private static String kind(Status status) {
    return status.getStatusCase().name().toLowerCase(java.util.Locale.ROOT);
  }

  private static void cloudEvent(
      Headers headers, String id, String type, Instant time, String traceparent) {
    header(headers, "ce_specversion", "1.0");
    header(headers, "ce_id", id);
    header(headers, "ce_type", type);
    header(headers, "ce_source", SOURCE);
    header(headers, "ce_time", time.toString());
    if (!traceparent.isEmpty()) {
      header(headers, "traceparent", traceparent);
    }
  }

  private static void header(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
