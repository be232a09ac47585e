package signalbox.orchestrator.service.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.orchestrator.service.management.Meters;
import signalbox.orchestrator.v1.Owner;
import signalbox.orchestrator.v1.StoredRun;

/**
 * The changelog of the runs: claims partitions, restores what lies in them, and stores what
 * changes.
 *
 * <p>A record is stored when it lies in the log <em>and</em> nobody else has claimed the partition
 * before it. That costs no question of its own: as long as this process alone writes a partition,
 * its records lie there without a gap. Where there is a gap the records in it are read; a larger
 * claim among them means that this process was replaced while it did not notice. Thread-safe.
 */
public final class Changelog {
  private static final Logger LOG = LoggerFactory.getLogger(Changelog.class);

  /** Sends one record; {@link KafkaWriter} is it. */
  interface Sender {
    CompletableFuture<RecordMetadata> send(ProducerRecord<String, byte[]> record);
  }

  private final String bootstrap;
  private final Topics topics;
  private final String self;
  private final Sender sender;
  private final Lease lease;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Executor executor;
  private final Map<Integer, Owned> owned = new ConcurrentHashMap<>();
  private volatile boolean fenced;

  Changelog(
      String bootstrap,
      Topics topics,
      String self,
      Sender sender,
      Lease lease,
      Clock clock,
      MeterRegistry meters,
      Executor executor) {
    this.bootstrap = bootstrap;
    this.topics = topics;
    this.self = self;
    this.sender = sender;
    this.lease = lease;
    this.clock = clock;
    this.meters = meters;
    this.executor = executor;
    measure();
  }

  private void measure() {
    Gauge.builder("signalbox.partitions.owned", owned, Map::size)
        .description("Partitions that are this orchestrator's")
        .register(meters);
    Meters.counter(meters, "signalbox.orchestrator.takeovers", "Partitions taken over");
    Meters.timer(
        meters,
        "signalbox.orchestrator.restore",
        "Time of taking partitions over and reading them");
    Meters.counter(
        meters,
        "signalbox.changelog.refused",
        "Records of former owners that were refused, found when reading");
    Meters.counter(
        meters,
        "signalbox.orchestrator.fenced",
        "Partitions that were lost to another orchestrator without notice");
  }

  /** True once something was not stored because another orchestrator has taken over. */
  public boolean fenced() {
    return fenced;
  }

  // ------------------------------------------------------------------------------------------------------ taking over

  /**
   * Makes the partitions this process's own and answers all runs in them.
   *
   * @param prove asks the group whether they are still this process's
   * @throws Fenced when the group has meanwhile given them to somebody else
   */
  Map<Integer, Collection<StoredRun>> claim(Collection<Integer> partitions, Runnable prove) {
    Instant began = clock.instant();
    Map<Integer, ChangelogView> views = new TreeMap<>();
    partitions.forEach(partition -> views.put(partition, new ChangelogView()));
    try (ChangelogReader reader = new ChangelogReader(bootstrap, topics.runs(), views)) {
      reader.readToTheEnd();
      Map<Integer, ChangelogView> unclaimed = new TreeMap<>(views);
      while (!unclaimed.isEmpty()) {
        // Reading may have taken longer than a session.
        prove.run();
        claimOnce(unclaimed, reader);
      }
    }
    views.forEach(this::tidy);
    meters.counter("signalbox.orchestrator.takeovers").increment(partitions.size());
    meters
        .timer("signalbox.orchestrator.restore")
        .record(Duration.between(began, clock.instant()).abs());
    Map<Integer, Collection<StoredRun>> restored = new HashMap<>();
    views.forEach((partition, view) -> restored.put(partition, view.runs().values()));
    return restored;
  }

  private void claimOnce(Map<Integer, ChangelogView> unclaimed, ChangelogReader reader) {
    Map<Integer, String> keys = new HashMap<>();
    Map<Integer, Long> epochs = new HashMap<>();
    List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
    unclaimed.forEach((partition, view) -> {
      if (!lease.held()) {
        throw new Fenced(partition, view.owner());
      }
      long epoch = view.epoch() + 1;
      String key = ChangelogRules.CLAIM + Uuid7.at(clock.instant());
      epochs.put(partition, epoch);
      keys.put(partition, key);
      Owner claim =
          Owner.newBuilder()
              .setSchemaVersion(1)
              .setOrchestrator(self)
              .setClaimedAt(Times.timestamp(clock.instant()))
              .setEpoch(epoch)
              .build();
      sent.add(
          sender.send(new ProducerRecord<>(topics.runs(), partition, key, claim.toByteArray())));
    });
    sent.forEach(CompletableFuture::join);
    reader.readToTheEnd();
    keys.forEach((partition, key) -> {
      ChangelogView view = unclaimed.get(partition);
      // Somebody else was faster with this epoch: try the next one, if the group still means us.
      if (view != null && key.equals(view.ownersKey())) {
        owned.put(partition, new Owned(partition, epochs.getOrDefault(partition, 0L), view.next()));
        unclaimed.remove(partition);
      }
    });
  }

  /** Says again what a former owner has written over, and drops claims that are over. */
  private void tidy(int partition, ChangelogView view) {
    refused(partition, view.refused(), view.owner());
    view.shadowed()
        .forEach(key -> {
          var _ = store(partition, key, view.runs().get(key), NO_MORE);
        });
    view.pastClaims()
        .forEach(key -> {
          var _ = store(partition, key, null, NO_MORE);
        });
  }

  private void refused(int partition, long count, String owner) {
    if (count > 0) {
      LOG.warn(
          "Refused {} records in changelog partition {}: written after {} took over",
          count,
          partition,
          owner);
      meters.counter("signalbox.changelog.refused").increment((double) count);
    }
  }

  /** The partition is another's from now on. */
  void release(int partition) {
    owned.remove(partition);
  }

  // ----------------------------------------------------------------------------------------------------------- storing

  /** Puts the headers of a record. */
  interface RecordHeaders {
    void put(Headers headers);
  }

  /** A repair has nothing to say beside its epoch. */
  private static final RecordHeaders NO_MORE = _ -> {};

  /**
   * Completes when the run's state is stored; null: the run is forgotten. Fails with {@link Fenced}
   * when another orchestrator owns the partition.
   */
  CompletableFuture<Void> store(
      int partition, String key, @Nullable StoredRun run, RecordHeaders headers) {
    Owned target = owned.get(partition);
    return target == null
        ? CompletableFuture.failedFuture(new Fenced(partition, ""))
        : target.store(key, run, headers);
  }

  private record Unproven(long offset, CompletableFuture<Void> stored) {}

  /** A partition that this process has claimed. */
  private final class Owned {
    private final int partition;
    private final long epoch;
    private final Object order = new Object();

    // Guarded by this.
    private final List<Unproven> unproven = new ArrayList<>();
    private long next;
    private boolean reading;
    private volatile boolean lost;
    private volatile String newOwner = "";
    private CompletableFuture<?> newest = CompletableFuture.completedFuture(null);

    Owned(int partition, long epoch, long next) {
      this.partition = partition;
      this.epoch = epoch;
      this.next = next;
    }

    CompletableFuture<Void> store(String key, @Nullable StoredRun run, RecordHeaders headers) {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(
              topics.runs(), partition, key, run == null ? null : run.toByteArray());
      headers.put(record.headers());
      record
          .headers()
          .add(ChangelogRules.EPOCH_HEADER, Long.toString(epoch).getBytes(StandardCharsets.UTF_8));
      CompletableFuture<Void> stored = new CompletableFuture<>();
      synchronized (order) {
        CompletableFuture<RecordMetadata> sent = sender.send(record);
        synchronized (this) {
          newest = sent;
        }
        var _ =
            sent.whenComplete((metadata, failure) -> {
              if (failure == null) {
                arrived(metadata.hasOffset() ? metadata.offset() : -1, stored);
              } else {
                stored.completeExceptionally(failure);
              }
            });
      }
      return stored;
    }

    private void arrived(long offset, CompletableFuture<Void> stored) {
      if (proven(offset, stored)) {
        stored.complete(null);
      }
    }

    private synchronized boolean proven(long offset, CompletableFuture<Void> stored) {
      if (lost) {
        stored.completeExceptionally(new Fenced(partition, newOwner));
        return false;
      }
      if (!reading && offset >= 0 && offset <= next) {
        next = Math.max(next, offset + 1);
        return true;
      }
      unproven.add(new Unproven(offset, stored));
      if (!reading) {
        reading = true;
        executor.execute(this::readTheGap);
      }
      return false;
    }

    /** Somebody else has written here: who, and does our word still count? */
    private void readTheGap() {
      try {
        ChangelogView view = new ChangelogView();
        try (ChangelogReader reader =
            new ChangelogReader(bootstrap, topics.runs(), Map.of(partition, view))) {
          reader.readToTheEnd();
        }
        prove(view);
        if (!view.shadowed().isEmpty()) {
          repair();
        }
      } catch (RuntimeException broken) {
        fail(broken);
      }
    }

    private void prove(ChangelogView view) {
      List<Unproven> arrived;
      synchronized (this) {
        arrived = List.copyOf(unproven);
        unproven.clear();
        reading = false;
        if (view.epoch() > epoch) {
          lost = true;
          fenced = true;
          newOwner = view.owner();
        } else {
          next = view.next();
        }
      }
      if (lost) {
        LOG.warn(
            "Partition {} was taken over by {} while this process did not notice",
            partition,
            newOwner);
        meters.counter("signalbox.orchestrator.fenced").increment();
      }
      arrived.forEach(one -> {
        // Without an offset it arrived before the log was read to its end.
        arrived(Math.max(0, one.offset()), one.stored());
      });
    }

    /** Says again what a former owner has written over; nothing newer may come in between. */
    private void repair() {
      synchronized (order) {
        CompletableFuture<?> last;
        synchronized (this) {
          last = newest;
        }
        last.join();
        ChangelogView view = new ChangelogView();
        try (ChangelogReader reader =
            new ChangelogReader(bootstrap, topics.runs(), Map.of(partition, view))) {
          reader.readToTheEnd();
        }
        if (view.epoch() == epoch) {
          refused(partition, view.shadowed().size(), self);
          view.shadowed()
              .forEach(key -> {
                var _ = store(key, view.runs().get(key), NO_MORE);
              });
        }
      }
    }

    private void fail(RuntimeException broken) {
      List<Unproven> arrived;
      synchronized (this) {
        arrived = List.copyOf(unproven);
        unproven.clear();
        reading = false;
      }
      arrived.forEach(one -> one.stored().completeExceptionally(broken));
    }
  }
}
