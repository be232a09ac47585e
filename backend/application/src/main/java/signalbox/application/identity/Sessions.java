package signalbox.application.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.SessionId;
import signalbox.domain.identity.User;

/**
 * Begins, renews and ends sessions. A refresh token is {@code <session id>.<secret>} and good once.
 * A page that is left while it renews never hears the answer and comes back with the old token: for
 * {@link #LOST_ANSWER} after a renewal that is taken for what it is. Later a second use means that
 * somebody has a copy, and ends the session. Thread-safe. See RFC 9700, section 4.14.2.
 */
public final class Sessions {
  static final Duration LIFETIME = Duration.ofDays(14);

  /** How long after a renewal the token before it is still good. */
  static final Duration LOST_ANSWER = Duration.ofSeconds(30);

  private final SessionRepository sessions;
  private final UserRepository users;
  private final AccessTokens tokens;
  private final Secrets secrets;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final Transactions transactions;

  public Sessions(
      SessionRepository sessions,
      UserRepository users,
      AccessTokens tokens,
      Secrets secrets,
      IdGenerator ids,
      InstantSource clock,
      Transactions transactions) {
    this.sessions = sessions;
    this.users = users;
    this.tokens = tokens;
    this.secrets = secrets;
    this.ids = ids;
    this.clock = clock;
    this.transactions = transactions;
  }

  /** Begins a session for somebody who has proven who he is. */
  SignedIn begin(User user) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    SessionId id = new SessionId(ids.next());
    String secret = secrets.next();
    sessions.insert(
        new SessionRepository.Session(
            id, user.id(), secrets.digest(secret), null, now, now, now.plus(LIFETIME)));
    return answer(user, id, secret, now);
  }

  /**
   * Trades a refresh token for a new one.
   *
   * @throws SignalboxException {@code auth.token_expired} when it is not good any more
   */
  public SignedIn renew(String refreshToken) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return transactions
        .inTransaction(() -> renewed(refreshToken, now))
        .orElseThrow(() -> SignalboxException.of(ErrorCode.AUTH_TOKEN_EXPIRED));
  }

  /** Ends the session of a refresh token, if it is one. */
  public void end(String refreshToken) {
    transactions.inTransaction(() ->
        sessionOf(refreshToken)
            .flatMap(sessions::lock)
            .filter(session -> proves(refreshToken, session.secretHash()))
            .ifPresent(session -> sessions.delete(session.id())));
  }

  private Optional<SignedIn> renewed(String refreshToken, Instant now) {
    SessionRepository.Session session =
        sessionOf(refreshToken).flatMap(sessions::lock).orElse(null);
    if (session == null) {
      return Optional.empty();
    }
    boolean current = proves(refreshToken, session.secretHash());
    String previous = session.previousSecretHash();
    boolean traded = !current && previous != null && proves(refreshToken, previous);
    boolean answerLost = traded && now.isBefore(session.renewedAt().plus(LOST_ANSWER));
    if ((traded && !answerLost) || !now.isBefore(session.expiresAt())) {
      sessions.delete(session.id());
      return Optional.empty();
    }
    User user = users.find(session.userId()).orElse(null);
    if (!(current || answerLost) || user == null) {
      return Optional.empty();
    }
    String secret = secrets.next();
    sessions.update(
        new SessionRepository.Session(
            session.id(),
            session.userId(),
            secrets.digest(secret),
            answerLost ? previous : session.secretHash(),
            session.createdAt(),
            // The time in which the token before is good does not begin anew.
            answerLost ? session.renewedAt() : now,
            now.plus(LIFETIME)));
    return Optional.of(answer(user, session.id(), secret, now));
  }

  private SignedIn answer(User user, SessionId id, String secret, Instant now) {
    return new SignedIn(
        tokens.issue(user.principal(), now), AccessTokens.LIFETIME, id + "." + secret, LIFETIME);
  }

  private boolean proves(String refreshToken, String hash) {
    String secret = refreshToken.substring(refreshToken.indexOf('.') + 1);
    return MessageDigest.isEqual(
        secrets.digest(secret).getBytes(StandardCharsets.US_ASCII),
        hash.getBytes(StandardCharsets.US_ASCII));
  }

  private static Optional<SessionId> sessionOf(String refreshToken) {
    int dot = refreshToken.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SessionId(UUID.fromString(refreshToken.substring(0, dot))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
