package signalbox.infrastructure.postgres.event;

import static signalbox.schema.metadata.Tables.IDEMPOTENCY_KEY;

import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jooq.impl.DSL;
import signalbox.application.shared.IdempotencyKeys;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.IdempotencyKeyRecord;

/** Idempotency keys in PostgreSQL. An old one is taken over by its next use. */
public final class PostgresIdempotencyKeys implements IdempotencyKeys {
  private final PostgresDatabase database;
  private final InstantSource clock;

  public PostgresIdempotencyKeys(PostgresDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Optional<UUID> find(UserId user, String operation, String key, byte[] fingerprint) {
    return database
        .sql()
        .selectFrom(IDEMPOTENCY_KEY)
        .where(IDEMPOTENCY_KEY.USER_ID.eq(user.value()))
        .and(IDEMPOTENCY_KEY.OPERATION.eq(operation))
        .and(IDEMPOTENCY_KEY.KEY.eq(key))
        .and(IDEMPOTENCY_KEY.CREATED_AT.ge(oldest()))
        .fetchOptional()
        .map(row -> same(row, fingerprint));
  }

  @Override
  public Optional<UUID> claim(
      UserId user, String operation, String key, byte[] fingerprint, UUID resource) {
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    int taken =
        database
            .sql()
            .insertInto(IDEMPOTENCY_KEY)
            .set(new IdempotencyKeyRecord(user.value(), key, operation, fingerprint, resource, now))
            .onConflict(IDEMPOTENCY_KEY.USER_ID, IDEMPOTENCY_KEY.OPERATION, IDEMPOTENCY_KEY.KEY)
            .doUpdate()
            .set(IDEMPOTENCY_KEY.FINGERPRINT, DSL.excluded(IDEMPOTENCY_KEY.FINGERPRINT))
            .set(IDEMPOTENCY_KEY.RESOURCE_ID, DSL.excluded(IDEMPOTENCY_KEY.RESOURCE_ID))
            .set(IDEMPOTENCY_KEY.CREATED_AT, DSL.excluded(IDEMPOTENCY_KEY.CREATED_AT))
            .where(IDEMPOTENCY_KEY.CREATED_AT.lt(oldest()))
            .execute();
    return taken == 1 ? Optional.empty() : find(user, operation, key, fingerprint);
  }

  private OffsetDateTime oldest() {
    return clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC);
  }

  private static UUID same(IdempotencyKeyRecord row, byte[] fingerprint) {
    if (!Arrays.equals(row.getFingerprint(), fingerprint)) {
      throw SignalboxException.of(ErrorCode.REQUEST_IDEMPOTENCY_MISMATCH);
    }
    return row.getResourceId();
  }
}
