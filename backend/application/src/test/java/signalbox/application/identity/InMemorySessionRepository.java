package signalbox.application.identity;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import signalbox.domain.identity.SessionId;
import signalbox.domain.identity.UserId;

/** Sessions in memory. */
public final class InMemorySessionRepository implements SessionRepository {
  private final Map<SessionId, Session> sessions = new ConcurrentHashMap<>();

  @Override
  public void insert(Session session) {
    sessions.put(session.id(), session);
  }

  @Override
  public Optional<Session> lock(SessionId id) {
    return Optional.ofNullable(sessions.get(id));
  }

  @Override
  public void update(Session session) {
    sessions.replace(session.id(), session);
  }

  @Override
  public void delete(SessionId id) {
    sessions.remove(id);
  }

  @Override
  public void deleteAllOf(UserId user) {
    sessions.values().removeIf(session -> session.userId().equals(user));
  }

  @Override
  public int deleteExpired(Instant time) {
    int before = sessions.size();
    sessions.values().removeIf(session -> session.expiresAt().isBefore(time));
    return before - sessions.size();
  }
}
