package signalbox.application.event;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The other backends of the database that are alive, by their signs of life. Thread-safe; asks no
 * store.
 */
public final class LiveBackends {
  /** How often a backend gives a sign of life. */
  public static final Duration BEAT = Duration.ofSeconds(5);

  /** Who has given none for so long is gone. */
  public static final Duration GONE = Duration.ofSeconds(15);

  /** More are not remembered. */
  static final int MOST = 100;

  private final BackendId own;
  private final InstantSource clock;
  private final Map<BackendId, Heard> others = new HashMap<>();
  private @Nullable Instant hearingSince;
  private Instant lastLook;
  private volatile boolean alone = true;
  private volatile Instant lastLoss;

  public LiveBackends(BackendId own, InstantSource clock) {
    this.own = own;
    this.clock = clock;
    this.lastLoss = clock.instant();
    this.lastLook = lastLoss;
  }

  /** A backend, and when it was last heard. */
  public record Heard(BackendFacts facts, Instant at) {}

  /** True while no other is known. Never blocks. */
  public boolean alone() {
    return alone;
  }

  /** The others, in the order of their names. */
  public synchronized List<Heard> others() {
    return others.values().stream()
        .sorted(
            Comparator.comparing((Heard heard) -> heard.facts().name())
                .thenComparing(heard -> heard.facts().id().value()))
        .toList();
  }

  /** Of all that are alive one leads, for what one of them is to do; rarely two believe it. */
  public synchronized boolean leads() {
    return others.keySet().stream().allMatch(other -> own.value().compareTo(other.value()) < 0);
  }

  /** When a backend was last lost; the start of this one, which cannot know of earlier ones. */
  public Instant lastLoss() {
    return lastLoss;
  }

  /**
   * Takes a sign of life.
   *
   * @return true when it is the first one of that backend
   */
  synchronized boolean heard(BackendFacts facts) {
    if (facts.id().equals(own) || (others.size() >= MOST && !others.containsKey(facts.id()))) {
      return false;
    }
    alone = false;
    return others.put(facts.id(), new Heard(facts, clock.instant())) == null;
  }

  /**
   * A backend said that it stops.
   *
   * @return true when it was known
   */
  synchronized boolean left(BackendId other) {
    boolean known = others.remove(other) != null;
    if (known) {
      lost();
    }
    return known;
  }

  /** Who is silent while nothing can be heard may be alive all the same. */
  synchronized void hearing(boolean now) {
    hearingSince = now ? clock.instant() : null;
  }

  /**
   * Forgets those that have been silent for too long, and answers them. Called at each beat: when
   * it was not, this backend stood still, and what the others said meanwhile is still to be heard.
   */
  synchronized List<BackendFacts> forgetSilent() {
    Instant now = clock.instant();
    if (hearingSince != null && now.isAfter(lastLook.plus(BEAT.multipliedBy(2)))) {
      hearingSince = now;
    }
    lastLook = now;
    Instant limit = now.minus(GONE);
    Instant since = hearingSince;
    if (since == null || !since.isBefore(limit)) {
      return List.of();
    }
    List<BackendFacts> silent = new ArrayList<>();
    others
        .values()
        .removeIf(heard -> {
          boolean gone = heard.at().isBefore(limit);
          if (gone) {
            silent.add(heard.facts());
          }
          return gone;
        });
    if (!silent.isEmpty()) {
      lost();
    }
    return silent;
  }

  private void lost() {
    alone = others.isEmpty();
    lastLoss = clock.instant();
  }
}
