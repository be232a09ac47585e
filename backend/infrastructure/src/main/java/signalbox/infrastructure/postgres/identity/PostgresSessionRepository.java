package signalbox.infrastructure.postgres.identity;

import static signalbox.schema.metadata.Tables.SESSION;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.identity.SessionRepository;
import signalbox.domain.identity.SessionId;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.SessionRecord;

/** Sessions in the table {@code session}. */
public final class PostgresSessionRepository implements SessionRepository {
  private final PostgresDatabase database;

  public PostgresSessionRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void insert(Session session) {
    database.sql().executeInsert(row(session));
  }

  @Override
  public Optional<Session> lock(SessionId id) {
    return database
        .sql()
        .selectFrom(SESSION)
        .where(SESSION.ID.eq(id.value()))
        .forUpdate()
        .fetchOptional(PostgresSessionRepository::session);
  }

  @Override
  public void update(Session session) {
    database.sql().executeUpdate(row(session));
  }

  @Override
  public void delete(SessionId id) {
    database.sql().deleteFrom(SESSION).where(SESSION.ID.eq(id.value())).execute();
  }

  @Override
  public void deleteAllOf(UserId user) {
    database.sql().deleteFrom(SESSION).where(SESSION.USER_ID.eq(user.value())).execute();
  }

  @Override
  public int deleteExpired(Instant time) {
    return database
        .sql()
        .deleteFrom(SESSION)
        .where(SESSION.EXPIRES_AT.lt(time.atOffset(ZoneOffset.UTC)))
        .execute();
  }

  private static SessionRecord row(Session session) {
    SessionRecord row = new SessionRecord();
    row.setId(session.id().value());
    row.setUserId(session.userId().value());
    row.setSecretHash(HexFormat.of().parseHex(session.secretHash()));
    @Nullable String previous = session.previousSecretHash();
    if (previous != null) {
      row.setPreviousSecretHash(HexFormat.of().parseHex(previous));
    }
    row.setCreatedAt(session.createdAt().atOffset(ZoneOffset.UTC));
    row.setRenewedAt(session.renewedAt().atOffset(ZoneOffset.UTC));
    row.setExpiresAt(session.expiresAt().atOffset(ZoneOffset.UTC));
    return row;
  }

  private static Session session(SessionRecord row) {
    byte @Nullable [] previous = row.getPreviousSecretHash();
    return new Session(
        new SessionId(row.getId()),
        new UserId(row.getUserId()),
        HexFormat.of().formatHex(row.getSecretHash()),
        previous == null ? null : HexFormat.of().formatHex(previous),
        row.getCreatedAt().toInstant(),
        row.getRenewedAt().toInstant(),
        row.getExpiresAt().toInstant());
  }
}
