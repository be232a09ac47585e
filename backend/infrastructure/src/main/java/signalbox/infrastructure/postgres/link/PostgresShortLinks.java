package signalbox.infrastructure.postgres.link;

import static signalbox.schema.metadata.Tables.SHORT_LINK;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import signalbox.application.link.ShortLinks;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Links that are never changed. */
public final class PostgresShortLinks implements ShortLinks {
  private final PostgresDatabase database;
  private final InstantSource clock;

  public PostgresShortLinks(PostgresDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Optional<String> find(String id) {
    return database
        .sql()
        .select(SHORT_LINK.PATH)
        .from(SHORT_LINK)
        .where(SHORT_LINK.ID.eq(id))
        .fetchOptional(SHORT_LINK.PATH);
  }

  @Override
  public String claim(String id, String path, UserId user) {
    database
        .sql()
        .insertInto(SHORT_LINK)
        .set(SHORT_LINK.ID, id)
        .set(SHORT_LINK.PATH, path)
        .set(SHORT_LINK.CREATED_AT, clock.instant().atOffset(ZoneOffset.UTC))
        .set(SHORT_LINK.CREATED_BY, user.value())
        .onConflictDoNothing()
        .execute();
    return find(id).orElse(path);
  }
}
