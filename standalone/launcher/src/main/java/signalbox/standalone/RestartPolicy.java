package signalbox.standalone;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How soon a part that died is started again, and when not any more. Not thread-safe. */
final class RestartPolicy {
  static final int LIMIT = 5;
  static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(4);

  private final Deque<Long> deaths = new ArrayDeque<>();

  /** The pause before the next start; empty when the part died too often within the window. */
  Optional<Duration> died(long nanoTime) {
    while (!deaths.isEmpty() && nanoTime - deaths.getFirst() > WINDOW.toNanos()) {
      deaths.removeFirst();
    }
    deaths.addLast(nanoTime);
    if (deaths.size() > LIMIT) {
      return Optional.empty();
    }
    var pause = FIRST.multipliedBy(1L << (2 * (deaths.size() - 1)));
    return Optional.of(pause.compareTo(LONGEST) > 0 ? LONGEST : pause);
  }
}
