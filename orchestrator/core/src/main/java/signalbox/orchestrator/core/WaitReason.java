package signalbox.orchestrator.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a run waits.
 *
 * @param service the service that it waits for; empty when none offers its algorithm
 * @param ahead how many go before it, for {@link Kind#AHEAD}; far back in a long queue rounded down
 * @param until when the reason is looked at again, if that is known
 * @param text the same in the user's words, without anything that gets old by itself: {@code 2
 *     ahead of it}
 */
public record WaitReason(
    Kind kind, String service, int ahead, @Nullable Instant until, String text) {

  /** What stands in the way. */
  public enum Kind {
    /** Others go first. */
    AHEAD,
    /** It is the next one, and all slots are in use. */
    SLOTS,
    /** Its project executes as many runs as it may. */
    PROJECT_LIMIT,
    /** The service failed too often and is left alone for a moment. */
    BREAKER_OPEN,
    /** The service does not answer or shuts down. */
    SERVICE_DOWN,
    /** Nothing offers the algorithm. */
    NO_SERVICE,
    /** The service has lost so many attempts lately that retries are let through slowly. */
    RETRY_BUDGET
  }

  /** A time that only moved on is told again after this long at the earliest. */
  static final Duration SAME_AGAIN = Duration.ofSeconds(30);

  /**
   * True when it is worth telling to somebody who was told {@code before}, so long ago: another
   * reason or another place at once, another time only now and then.
   */
  public boolean isNewsAfter(@Nullable WaitReason before, Duration ago) {
    if (before == null || kind != before.kind || ahead != before.ahead) {
      return true;
    }
    return !service.equals(before.service)
        || (!Objects.equals(until, before.until) && ago.compareTo(SAME_AGAIN) >= 0);
  }
}
