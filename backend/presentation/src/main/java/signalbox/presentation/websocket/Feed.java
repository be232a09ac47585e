package signalbox.presentation.websocket;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.StreamItem;
import signalbox.application.event.TopicSource;
import signalbox.domain.run.RunId;
import signalbox.presentation.shared.Json;

/**
 * One topic for all sockets that follow it: a batch is read and encoded once for all who stand at
 * the same cursor. Holds a few batches, whatever the number of viewers. Thread-safe.
 */
final class Feed {
  private static final int KEPT_BATCHES = 4;
  private static final int MOST_TRACES = 8;

  private final String name;
  private final TopicSource source;
  private final int limit;
  private final long tickNanos;
  private final StreamEncoder encoder;
  private final Json json;
  private final StreamStatistics statistics;
  private final Set<Runnable> viewers = ConcurrentHashMap.newKeySet();
  private final AtomicLong version = new AtomicLong(1);
  private final AtomicBoolean waking = new AtomicBoolean();
  private final AtomicLong lastWake = new AtomicLong(System.nanoTime());
  private final ReentrantLock reading = new ReentrantLock();
  private final Map<String, Encoded> kept = new LinkedHashMap<>();
  private @Nullable String emptyCursor;
  private long emptyVersion;

  Feed(
      String name,
      TopicSource source,
      int limit,
      Duration tick,
      StreamEncoder encoder,
      Json json,
      StreamStatistics statistics) {
    this.name = name;
    this.source = source;
    this.limit = limit;
    tickNanos = tick.toNanos();
    this.encoder = encoder;
    this.json = json;
    this.statistics = statistics;
  }

  /**
   * Notes that the store may have more, and wakes all viewers: at once, or with what else comes
   * within the tick since they were last woken.
   */
  void changed() {
    if (tickNanos == 0) {
      wake();
    } else if (waking.compareAndSet(false, true)) {
      long wait = lastWake.get() + tickNanos - System.nanoTime();
      CompletableFuture.delayedExecutor(Math.max(0, wait), TimeUnit.NANOSECONDS, Runnable::run)
          .execute(this::wakeAfterTick);
    }
  }

  private void wakeAfterTick() {
    lastWake.set(System.nanoTime());
    // First this: a change from here on wakes again.
    waking.set(false);
    wake();
  }

  private void wake() {
    version.incrementAndGet();
    viewers.forEach(Runnable::run);
  }

  /**
   * Grows with every change. Whoever found nothing at a version need not ask again before the next.
   */
  long version() {
    return version.get();
  }

  void add(Runnable viewer) {
    viewers.add(viewer);
  }

  /** True when nobody is left. */
  boolean remove(Runnable viewer) {
    viewers.remove(viewer);
    return viewers.isEmpty();
  }

  /** The whole state, read for this viewer alone. */
  Encoded snapshot() {
    statistics.storeReads.increment();
    TopicSource.Snapshot snapshot = source.snapshot();
    return new Encoded(
        text(new ServerFrame.Snapshot(name, snapshot.cursor(), encoder.state(snapshot.state()))),
        snapshot.cursor(),
        List.of(),
        List.of());
  }

  /** What lies after the cursor; null when there is nothing. */
  @Nullable Encoded after(String cursor) {
    reading.lock();
    try {
      // A batch stays true for ever: what came later lies after it.
      Encoded known = kept.get(cursor);
      if (known != null) {
        statistics.sharedReads.increment();
        return known;
      }
      long now = version.get();
      if (cursor.equals(emptyCursor) && emptyVersion == now) {
        return null;
      }
      statistics.storeReads.increment();
      TopicSource.Batch batch = source.readAfter(cursor, limit);
      if (batch.items().isEmpty() && batch.gap() == null) {
        emptyCursor = cursor;
        emptyVersion = now;
        return null;
      }
      Encoded encoded =
          new Encoded(
              text(frame(cursor, batch)), batch.to(), ended(batch.items()), traces(batch.items()));
      keep(cursor, encoded);
      return encoded;
    } finally {
      reading.unlock();
    }
  }

  private Object frame(String cursor, TopicSource.Batch batch) {
    String gap = batch.gap();
    if (gap != null) {
      return new ServerFrame.Gap(name, cursor, batch.to(), gap);
    }
    List<Object> items =
        batch.items().stream().map((StreamItem item) -> encoder.item(item)).toList();
    return new ServerFrame.Batch(name, cursor, batch.to(), items);
  }

  private static List<RunId> ended(List<StreamItem> items) {
    List<RunId> ended = new ArrayList<>();
    for (StreamItem item : items) {
      if (item instanceof StreamItem.RunChanged changed
          && changed.run().run().status().terminal()) {
        ended.add(changed.run().run().id());
      }
    }
    return List.copyOf(ended);
  }

  private static List<String> traces(List<StreamItem> items) {
    Set<String> traces = new LinkedHashSet<>();
    for (StreamItem item : items) {
      String trace =
          item instanceof StreamItem.RunChanged changed ? changed.run().run().traceId() : null;
      if (trace != null && traces.size() < MOST_TRACES) {
        traces.add(trace);
      }
    }
    return List.copyOf(traces);
  }

  private void keep(String cursor, Encoded encoded) {
    if (kept.size() == KEPT_BATCHES) {
      kept.remove(kept.keySet().iterator().next());
    }
    kept.put(cursor, encoded);
  }

  private String text(Object frame) {
    return new String(json.write(frame), StandardCharsets.UTF_8);
  }

  /**
   * A frame ready to be sent.
   *
   * @param to the cursor after it
   * @param ended runs whose end it tells
   * @param traces of the runs that it tells of, or of some of them
   */
  record Encoded(String text, String to, List<RunId> ended, List<String> traces) {}
}
