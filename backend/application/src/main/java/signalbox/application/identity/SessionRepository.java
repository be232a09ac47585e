package signalbox.application.identity;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.SessionId;
import signalbox.domain.identity.UserId;

/**
 * Sessions with the hashes of their secrets. Thread-safe; takes part in the current transaction.
 */
public interface SessionRepository {
  /**
   * @param previousSecretHash of the secret that was traded for the current one; null before the
   *     first renewal
   */
  record Session(
      SessionId id,
      UserId userId,
      String secretHash,
      @Nullable String previousSecretHash,
      Instant createdAt,
      Instant renewedAt,
      Instant expiresAt) {}

  void insert(Session session);

  /** Finds a session and keeps others from changing it until the transaction ends. */
  Optional<Session> lock(SessionId id);

  /** Replaces a session of the same id. */
  void update(Session session);

  /** No effect when there is none. */
  void delete(SessionId id);

  void deleteAllOf(UserId user);

  /**
   * Forgets sessions that ended before {@code time}.
   *
   * @return how many there were
   */
  int deleteExpired(Instant time);
}
