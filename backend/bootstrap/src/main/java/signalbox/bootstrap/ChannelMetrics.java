package signalbox.bootstrap;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.OutboxStore;
import signalbox.bootstrap.observability.Observability;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunStatus;
import signalbox.presentation.kafka.event.StatusConsumer;

/** Figures of the command and the status channel. */
final class ChannelMetrics {
  private static final String STATUSES = "signalbox.statuses";
  private static final String STATUSES_TEXT = "Statuses of runs, by what became of them";

  private ChannelMetrics() {}

  static void watch(
      Observability observability, RunWiring runs, StatusConsumer consumer, InstantSource clock) {
    Backlog backlog = new Backlog(runs.outboxStore(), clock);
    observability.gauge(
        "signalbox.outbox.messages", "Commands that have not left yet", backlog::messages);
    observability.gauge(
        "signalbox.outbox.age.seconds", "Age of the oldest such command", backlog::ageSeconds);
    observability.gauge(
        "signalbox.outbox.failing",
        "1 while no command can leave",
        () -> runs.relay().problem().isPresent() ? 1 : 0);
    observability.gauge(
        "signalbox.status.consumer.failing",
        "1 while no status can be taken",
        () -> consumer.problem().isPresent() ? 1 : 0);
    observability.gauges(
        "signalbox.status.consumer.lag",
        "Statuses that wait, by partition",
        "partition",
        consumer::lags);
    RunCounters counters = runs.counters();
    observability.counter("signalbox.status.messages", "Statuses taken", counters::handledStatuses);
    observability.counter(
        "signalbox.status.buried",
        "Statuses that went to the dead-letter topic",
        counters::buriedStatuses);
    observability.counter(
        "signalbox.status.retried",
        "Batches that could not be stored at once",
        counters::retriedBatches);
    status(observability, "applied", counters::appliedStatuses);
    status(observability, "repeated", counters::repeatedStatuses);
    status(observability, "stale", counters::staleStatuses);
    status(observability, "late", counters::lateStatuses);
    status(observability, "illegal", counters::illegalStatuses);
    status(observability, "gap", counters::gaps);
    status(observability, "unknown", counters::unknownRuns);
    // A run is created here; no status tells of it.
    for (RunStatus status : EnumSet.complementOf(EnumSet.of(RunStatus.CREATED))) {
      observability.counter(
          "signalbox.run.transitions",
          "Transitions of runs that were recorded, by the status they led to",
          () -> counters.transitionsTo(status),
          "status",
          status.word());
    }
  }

  private static void status(Observability observability, String outcome, Supplier<Number> value) {
    observability.counter(STATUSES, STATUSES_TEXT, value, "outcome", outcome);
  }

  /** The outbox's figures, asked for at most once in a few seconds. NaN while nobody knows. */
  private static final class Backlog {
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final OutboxStore store;
    private final InstantSource clock;
    private final ReentrantLock asking = new ReentrantLock();
    private OutboxStore.@Nullable Backlog last;
    private Instant asked = Instant.EPOCH;

    Backlog(OutboxStore store, InstantSource clock) {
      this.store = store;
      this.clock = clock;
    }

    Number messages() {
      OutboxStore.Backlog known = read();
      return known == null ? Double.NaN : known.messages();
    }

    Number ageSeconds() {
      OutboxStore.Backlog known = read();
      if (known == null) {
        return Double.NaN;
      }
      Instant now = clock.instant();
      return known
          .oldest()
          .map(oldest -> Duration.between(oldest, now).toMillis() / 1e3)
          .orElse(0.0);
    }

    private OutboxStore.@Nullable Backlog read() {
      asking.lock();
      try {
        Instant now = clock.instant();
        if (Duration.between(asked, now).compareTo(KEPT) > 0) {
          asked = now;
          last = null;
          last = store.backlog();
        }
      } catch (SignalboxException e) {
        return null;
      } finally {
        asking.unlock();
      }
      return last;
    }
  }
}
