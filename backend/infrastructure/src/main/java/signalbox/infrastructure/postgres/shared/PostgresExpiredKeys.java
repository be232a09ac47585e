package signalbox.infrastructure.postgres.shared;

import static signalbox.schema.metadata.tables.IdempotencyKey.IDEMPOTENCY_KEY;

import java.time.Instant;
import java.time.ZoneOffset;
import org.jooq.impl.DSL;
import signalbox.application.shared.ExpiringStore;

/** Idempotency keys, to be removed when they are old. */
public final class PostgresExpiredKeys implements ExpiringStore {
  private final PostgresDatabase database;

  public PostgresExpiredKeys(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public int removeBefore(Instant limit, int most) {
    var keys = IDEMPOTENCY_KEY;
    return database
        .sql()
        .deleteFrom(keys)
        .where(
            DSL.row(keys.USER_ID, keys.OPERATION, keys.KEY)
                .in(
                    DSL.select(keys.USER_ID, keys.OPERATION, keys.KEY)
                        .from(keys)
                        .where(keys.CREATED_AT.lt(limit.atOffset(ZoneOffset.UTC)))
                        .orderBy(keys.CREATED_AT)
                        .limit(most)))
        .execute();
  }
}
