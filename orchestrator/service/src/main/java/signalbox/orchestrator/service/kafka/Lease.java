package signalbox.orchestrator.service.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How long this process may be sure that its partitions are nobody else's. The consumer group gives
 * a partition to another member only once this one has been silent for its session; so each answer
 * of the group proves ownership for a little less than a session, counted from the question.
 *
 * <p>Whoever is about to do something at an ML service asks here right before. A process that was
 * frozen, or is cut off from Kafka, finds its lease over, whichever of its threads wakes first.
 * Thread-safe.
 */
public final class Lease {
  /** After this much silence the group gives the partitions to another member. */
  static final Duration SESSION = Duration.ofSeconds(6);

  static final Duration LENGTH = SESSION.minusMillis(500);

  private record Proof(long nanos, Instant time) {}

  private final Clock clock;
  private volatile Proof newest = new Proof(System.nanoTime() - LENGTH.toNanos(), Instant.EPOCH);

  public Lease(Clock clock) {
    this.clock = clock;
  }

  /** A question to the group leaves now; {@link Question#answered} proves ownership. */
  Question ask() {
    Proof asked = new Proof(System.nanoTime(), clock.instant());
    return () -> {
      synchronized (this) {
        if (asked.nanos() - newest.nanos() > 0) {
          newest = asked;
        }
      }
    };
  }

  /** A question whose answer is not there yet. */
  interface Question {
    void answered();
  }

  /** True while nobody else can own the partitions. */
  public boolean held() {
    Proof proof = newest;
    // The wall clock as well: the other one stands still while a machine sleeps.
    return System.nanoTime() - proof.nanos() < LENGTH.toNanos()
        && Duration.between(proof.time(), clock.instant()).abs().compareTo(LENGTH) < 0;
  }
}
