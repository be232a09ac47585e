package signalbox.application.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * Limits wrong passwords per e-mail address and network address. Thread-safe, bounded: when there
 * are too many pairs the one that was asked for longest ago is forgotten.
 */
public final class SignInLimit {
  static final int MAX_FAILURES = 5;
  static final Duration WINDOW = Duration.ofMinutes(1);
  static final int MAX_PAIRS = 10_000;

  private final InstantSource clock;
  private final Map<Pair, Tries> tries = new LinkedHashMap<>(64, 0.75f, true);

  public SignInLimit(InstantSource clock) {
    this.clock = clock;
  }

  private record Pair(String email, String address) {}

  private record Tries(int count, Instant since) {}

  /**
   * Counts a try before it is known whether it succeeds.
   *
   * @throws SignalboxException {@code request.rate_limited} when there were too many
   */
  public synchronized void enter(String email, String address) {
    Pair pair = pair(email, address);
    Instant now = clock.instant();
    Tries before = tries.get(pair);
    if (before == null || !now.isBefore(before.since().plus(WINDOW))) {
      before = new Tries(0, now);
    }
    if (before.count() >= MAX_FAILURES) {
      long seconds = Duration.between(now, before.since().plus(WINDOW)).toSeconds() + 1;
      throw SignalboxException.of(ErrorCode.REQUEST_RATE_LIMITED).safe("seconds", seconds);
    }
    tries.put(pair, new Tries(before.count() + 1, before.since()));
    if (tries.size() > MAX_PAIRS) {
      tries.remove(tries.keySet().iterator().next());
    }
  }

  /** Forgets the tries of somebody who got in. */
  public synchronized void succeeded(String email, String address) {
    tries.remove(pair(email, address));
  }

  synchronized int size() {
    return tries.size();
  }

  private static Pair pair(String email, String address) {
    return new Pair(email.toLowerCase(Locale.ROOT), address);
  }
}
