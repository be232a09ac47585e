package signalbox.infrastructure.postgres.identity;

import static signalbox.schema.metadata.Tables.API_TOKEN;
import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.identity.TokenRepository;
import signalbox.domain.identity.ApiToken;
import signalbox.domain.identity.TokenId;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.ApiTokenRecord;

/** Personal API tokens in the table {@code api_token}. */
public final class PostgresTokenRepository implements TokenRepository {
  private final PostgresDatabase database;

  public PostgresTokenRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void insert(ApiToken token, String secretHash) {
    database
        .sql()
        .insertInto(API_TOKEN)
        .set(API_TOKEN.ID, token.id().value())
        .set(API_TOKEN.USER_ID, token.userId().value())
        .set(API_TOKEN.NAME, token.name())
        .set(API_TOKEN.SECRET_HASH, HexFormat.of().parseHex(secretHash))
        .set(API_TOKEN.CREATED_AT, token.createdAt().atOffset(ZoneOffset.UTC))
        .set(API_TOKEN.EXPIRES_AT, token.expiresAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  @Override
  public List<ApiToken> list(UserId user) {
    return database
        .sql()
        .selectFrom(API_TOKEN)
        .where(API_TOKEN.USER_ID.eq(user.value()))
        .orderBy(API_TOKEN.ID.desc())
        .fetch(PostgresTokenRepository::token);
  }

  @Override
  public Optional<Bearer> findBySecret(String secretHash) {
    return database
        .sql()
        .select()
        .from(API_TOKEN)
        .join(USER_ACCOUNT)
        .on(USER_ACCOUNT.ID.eq(API_TOKEN.USER_ID))
        .where(API_TOKEN.SECRET_HASH.eq(HexFormat.of().parseHex(secretHash)))
        .fetchOptional(row ->
            new Bearer(
                token(row.into(API_TOKEN)), PostgresUserRepository.user(row.into(USER_ACCOUNT))));
  }

  @Override
  public void touch(TokenId id, Instant time) {
    database
        .sql()
        .update(API_TOKEN)
        .set(API_TOKEN.LAST_USED_AT, time.atOffset(ZoneOffset.UTC))
        .where(API_TOKEN.ID.eq(id.value()))
        .execute();
  }

  @Override
  public boolean delete(UserId user, TokenId id) {
    return database
            .sql()
            .deleteFrom(API_TOKEN)
            .where(API_TOKEN.ID.eq(id.value()))
            .and(API_TOKEN.USER_ID.eq(user.value()))
            .execute()
        == 1;
  }

  private static ApiToken token(ApiTokenRecord row) {
    @Nullable OffsetDateTime lastUsedAt = row.getLastUsedAt();
    return new ApiToken(
        new TokenId(row.getId()),
        new UserId(row.getUserId()),
        row.getName(),
        row.getCreatedAt().toInstant(),
        row.getExpiresAt().toInstant(),
        lastUsedAt == null ? null : lastUsedAt.toInstant());
  }
}
