package signalbox.application.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all parts at once, for a bounded time, and remembers the answer for a moment, so that
 * many who ask cost one look. Thread-safe.
 */
public final class SystemHealthCheck implements AutoCloseable {
  /** A part that has not answered by then is down. */
  public static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** How long an answer is good for. */
  public static final Duration KEPT = Duration.ofSeconds(2);

  private static final String METADATA = "metadata";

  private final List<HealthProbe> probes;
  private final String version;
  private final @Nullable SystemCounts counts;
  private final Duration timeout;
  private final ExecutorService lookers = Executors.newVirtualThreadPerTaskExecutor();
  private final ReentrantLock looking = new ReentrantLock();
  private @Nullable SystemHealth last;
  private long lastNanos;

  /**
   * @param counts null to leave the figures out
   */
  public SystemHealthCheck(
      List<HealthProbe> probes, String version, @Nullable SystemCounts counts, Duration timeout) {
    this.probes = List.copyOf(probes);
    this.version = version;
    this.counts = counts;
    this.timeout = timeout;
  }

  public SystemHealth check() {
    looking.lock();
    try {
      SystemHealth known = last;
      if (known != null && System.nanoTime() - lastNanos < KEPT.toNanos()) {
        return known;
      }
      SystemHealth fresh = look();
      last = fresh;
      lastNanos = System.nanoTime();
      return fresh;
    } finally {
      looking.unlock();
    }
  }

  private SystemHealth look() {
    List<Future<PartHealth>> looks =
        probes.stream().map(probe -> lookers.submit(probe::look)).toList();
    SystemCounts figures = counts;
    Future<Long> dead =
        figures == null
            ? CompletableFuture.failedFuture(new IllegalStateException())
            : lookers.submit(figures::deadLetters);
    Future<Long> stale =
        figures == null
            ? CompletableFuture.failedFuture(new IllegalStateException())
            : lookers.submit(figures::staleEvents);
    long deadline = System.nanoTime() + timeout.toNanos();
    List<PartHealth> parts = new ArrayList<>();
    for (int i = 0; i < probes.size(); i++) {
      parts.add(await(probes.get(i).part(), looks.get(i), deadline));
    }
    return new SystemHealth(
        overall(parts), version, parts, await(dead, deadline), await(stale, deadline));
  }

  private static PartHealth await(String part, Future<PartHealth> look, long deadline) {
    try {
      return look.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      look.cancel(true);
      return new PartHealth(part, PartHealth.State.DOWN, "It does not answer in time.");
    } catch (ExecutionException e) {
      return new PartHealth(part, PartHealth.State.DOWN, "It does not answer.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new PartHealth(part, PartHealth.State.DOWN, "The question was broken off.");
    }
  }

  private static @Nullable Long await(Future<Long> figure, long deadline) {
    try {
      return figure.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      figure.cancel(true);
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static PartHealth.State overall(List<PartHealth> parts) {
    boolean allUp = true;
    for (PartHealth part : parts) {
      if (part.state() == PartHealth.State.DOWN && part.name().equals(METADATA)) {
        return PartHealth.State.DOWN;
      }
      allUp &= part.state() == PartHealth.State.UP;
    }
    return allUp ? PartHealth.State.UP : PartHealth.State.DEGRADED;
  }

  @Override
  public void close() {
    lookers.shutdownNow();
  }
}
