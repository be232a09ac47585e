package signalbox.domain.canary;

import java.time.Instant;

/** Breaks a rule on purpose: the domain asks the clock. */
public final class DomainThatAsksTheClock {
  /** Asks. */
  public Instant now() {
    return Instant.now();
  }
}
