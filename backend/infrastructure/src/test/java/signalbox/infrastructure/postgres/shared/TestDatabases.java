package signalbox.infrastructure.postgres.shared;

import signalbox.database.Migrations;
import signalbox.embedded.EmbeddedPostgres;

/**
 * Fresh databases with both schemas on the shared server, copied from one that was migrated once.
 */
public final class TestDatabases {
  private static final EmbeddedPostgres.Database TEMPLATE = migrated();

  private TestDatabases() {}

  /** A database of its own for one test class; the caller closes it. */
  public static PostgresDatabase fresh() {
    EmbeddedPostgres.Database copy = EmbeddedPostgres.shared().copyOf(TEMPLATE);
    return new PostgresDatabase("test", copy.url(), copy.user(), copy.password(), 8);
  }

  private static EmbeddedPostgres.Database migrated() {
    EmbeddedPostgres.Database database = EmbeddedPostgres.shared().createDatabase();
    for (Migrations migrations : Migrations.values()) {
      migrations.apply(database.url(), database.user(), database.password());
    }
    return database;
  }
}
