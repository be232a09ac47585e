package signalbox.application.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import signalbox.application.event.Notice;
import signalbox.application.shared.Sha256;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * Limits wrong passwords per e-mail address and network address, over all backends: each counts the
 * tries that the others tell of. Thread-safe, bounded: when there are too many pairs the one that
 * was asked for longest ago is forgotten.
 */
public final class SignInLimit {
  static final int MAX_FAILURES = 5;
  static final Duration WINDOW = Duration.ofMinutes(1);
  static final int MAX_PAIRS = 10_000;

  private static final int DIGEST_BYTES = 16;

  private final InstantSource clock;
  private final Consumer<Notice> others;
  private final Map<String, Tries> tries = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * @param others tells the other backends; must neither block nor throw
   */
  public SignInLimit(InstantSource clock, Consumer<Notice> others) {
    this.clock = clock;
    this.others = others;
  }

  private record Tries(int count, Instant since) {}

  /**
   * Counts a try before it is known whether it succeeds.
   *
   * @throws SignalboxException {@code request.rate_limited} when there were too many
   */
  public void enter(String email, String address) {
    String who = digest(email, address);
    int count;
    synchronized (this) {
      Instant now = clock.instant();
      Tries before = before(who, now);
      if (before.count() >= MAX_FAILURES) {
        long seconds = Duration.between(now, before.since().plus(WINDOW)).toSeconds() + 1;
        throw SignalboxException.of(ErrorCode.REQUEST_RATE_LIMITED).safe("seconds", seconds);
      }
      count(who, before);
      count = before.count() + 1;
    }
    others.accept(new Notice.SignInTried(who, count));
  }

  /** Forgets the tries of somebody who got in. */
  public void succeeded(String email, String address) {
    String who = digest(email, address);
    synchronized (this) {
      tries.remove(who);
    }
    others.accept(new Notice.SignInSucceeded(who));
  }

  /** Counts a try that another backend told of. */
  public synchronized void triedElsewhere(String who) {
    count(who, before(who, clock.instant()));
  }

  /** Somebody got in at another backend. */
  public synchronized void succeededElsewhere(String who) {
    tries.remove(who);
  }

  synchronized int size() {
    return tries.size();
  }

  private Tries before(String who, Instant now) {
    Tries known = tries.get(who);
    return known == null || !now.isBefore(known.since().plus(WINDOW)) ? new Tries(0, now) : known;
  }

  private void count(String who, Tries before) {
    tries.put(who, new Tries(before.count() + 1, before.since()));
    if (tries.size() > MAX_PAIRS) {
      tries.remove(tries.keySet().iterator().next());
    }
  }

  /** What the backends tell each other names nobody. */
  private static String digest(String email, String address) {
    byte[] digest = Sha256.of(email.toLowerCase(Locale.ROOT) + '\n' + address);
    return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
  }
}
