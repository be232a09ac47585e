package signalbox.domain.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;

/**
 * A personal API token, without its secret.
 *
 * @param lastUsedAt to the minute; null when it was never used
 */
public record ApiToken(
    TokenId id,
    UserId userId,
    String name,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant lastUsedAt) {
  public static final int MAX_NAME_LENGTH = 200;

  public ApiToken {
    if (name.isBlank() || name.length() > MAX_NAME_LENGTH) {
      throw SignalboxException.invalid("name", "must have 1 to " + MAX_NAME_LENGTH + " characters");
    }
  }
}
