package signalbox.application.identity;

import java.time.Duration;
import java.time.Instant;
import signalbox.domain.identity.Principal;

/** Signed tokens that prove who asks, for a short time. Thread-safe. */
public interface AccessTokens {
  Duration LIFETIME = Duration.ofMinutes(15);

  /** A token that is good for {@link #LIFETIME}. */
  String issue(Principal principal, Instant now);

  /**
   * @throws signalbox.domain.error.SignalboxException {@code auth.token_expired} for one of ours
   *     that is too old, {@code auth.required} for anything that is not ours
   */
  Principal verify(String token, Instant now);
}
