package signalbox.presentation.rest.identity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.ApiToken;
import signalbox.domain.identity.User;

/** The JSON of sign-in, users and tokens. */
final class IdentityBodies {
  private IdentityBodies() {}

  record LoginBody(String email, String password) {}

  record AccessTokenBody(String accessToken, long expiresIn) {}

  record NewUserBody(String email, String name, String password, @Nullable Boolean administrator) {}

  record UserBody(UUID id, String email, String name, boolean administrator, Instant createdAt) {
    static UserBody of(User user) {
      return new UserBody(
          user.id().value(), user.email(), user.name(), user.administrator(), user.createdAt());
    }
  }

  record NewTokenBody(String name, @Nullable Integer expiresInDays) {}

  record TokenBody(
      UUID id, String name, Instant createdAt, Instant expiresAt, @Nullable Instant lastUsedAt) {
    static TokenBody of(ApiToken token) {
      return new TokenBody(
          token.id().value(),
          token.name(),
          token.createdAt(),
          token.expiresAt(),
          token.lastUsedAt());
    }
  }

  record CreatedTokenBody(TokenBody token, String secret) {}

  record ListBody<T>(List<T> items, @Nullable String nextCursor, long total) {}
}
