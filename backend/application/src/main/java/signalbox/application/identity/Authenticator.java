package signalbox.application.identity;

import signalbox.domain.identity.Principal;

/** Proves who bears a token. Thread-safe. */
@FunctionalInterface
public interface Authenticator {
  /**
   * @param bearerToken an access token or a personal API token ({@code sbx_…}), without the word
   *     Bearer
   * @throws signalbox.domain.error.SignalboxException {@code auth.token_expired} for one that was
   *     good once, {@code auth.required} for anything else
   */
  Principal authenticate(String bearerToken);
}
