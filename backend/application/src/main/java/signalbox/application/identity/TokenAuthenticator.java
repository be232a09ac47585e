package signalbox.application.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.ApiToken;
import signalbox.domain.identity.Principal;

/** Authenticates access tokens by their signature and personal API tokens by the store. */
public final class TokenAuthenticator implements Authenticator {
  /** What every personal API token starts with. */
  public static final String PERSONAL_PREFIX = "sbx_";

  private static final Duration TOUCH_INTERVAL = Duration.ofMinutes(1);

  private final AccessTokens accessTokens;
  private final TokenRepository tokens;
  private final Secrets secrets;
  private final InstantSource clock;

  public TokenAuthenticator(
      AccessTokens accessTokens, TokenRepository tokens, Secrets secrets, InstantSource clock) {
    this.accessTokens = accessTokens;
    this.tokens = tokens;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public Principal authenticate(String bearerToken) {
    Instant now = clock.instant();
    if (!bearerToken.startsWith(PERSONAL_PREFIX)) {
      return accessTokens.verify(bearerToken, now);
    }
    TokenRepository.Bearer bearer =
        tokens
            .findBySecret(secrets.digest(bearerToken))
            .orElseThrow(() -> SignalboxException.of(ErrorCode.AUTH_REQUIRED));
    ApiToken token = bearer.token();
    if (!now.isBefore(token.expiresAt())) {
      throw SignalboxException.of(ErrorCode.AUTH_TOKEN_EXPIRED);
    }
    Instant lastUsedAt = token.lastUsedAt();
    if (lastUsedAt == null || lastUsedAt.plus(TOUCH_INTERVAL).isBefore(now)) {
      tokens.touch(token.id(), now.truncatedTo(ChronoUnit.MILLIS));
    }
    return bearer.user().principal();
  }
}
