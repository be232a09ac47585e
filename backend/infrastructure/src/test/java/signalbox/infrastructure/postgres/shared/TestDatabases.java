package signalbox.infrastructure.postgres.shared;

import java.util.List;
import java.util.Optional;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Assumptions;
import signalbox.database.Migrations;
import signalbox.embedded.EmbeddedPostgres;
import signalbox.embedded.EmbeddedTimescale;

/** Fresh databases with both schemas on the shared servers. */
public final class TestDatabases {
  private TestDatabases() {}

  /** A database of its own for one test class; the caller closes it. */
  public static PostgresDatabase fresh() {
    return open(EmbeddedPostgres.shared().copyOf(Template.MIGRATED));
  }

  /**
   * The same, after a migration of the release to come that only adds: each table has a column more
   * than this program was built for.
   */
  public static PostgresDatabase onTheNextSchema() {
    PostgresDatabase database = fresh();
    for (Migrations migrations : Migrations.values()) {
      List<String> tables =
          database
              .sql()
              .fetch(
                  """
                  select relname from pg_class
                  where relnamespace = {0}::regnamespace and relkind in ('r', 'p')
                    and not relispartition and relname <> 'flyway_schema_history'
                  """,
                  DSL.inline(migrations.schema()))
              .map(row -> row.get(0, String.class));
      for (String table : tables) {
        database
            .sql()
            .execute(
                "alter table {0} add column of_a_later_program text not null default ''",
                DSL.name(migrations.schema(), table));
      }
    }
    return database;
  }

  /**
   * The same on a real TimescaleDB. Where it is missing, a developer's test is skipped with the
   * reason; in CI it fails.
   */
  public static PostgresDatabase freshOnTimescaleDb() {
    Optional<String> missing = EmbeddedTimescale.missing();
    if (missing.isPresent() && !"true".equals(System.getenv("CI"))) {
      Assumptions.abort(missing.get());
    }
    // No copy of a template: TimescaleDB's scheduler is connected to every database.
    return open(migrated(EmbeddedTimescale.shared()));
  }

  private static PostgresDatabase open(EmbeddedPostgres.Database database) {
    return new PostgresDatabase("test", database.url(), database.user(), database.password(), 8);
  }

  private static EmbeddedPostgres.Database migrated(EmbeddedPostgres server) {
    EmbeddedPostgres.Database database = server.createDatabase();
    for (Migrations migrations : Migrations.values()) {
      migrations.apply(database.url(), database.user(), database.password());
    }
    return database;
  }

  /** Migrated once, by the first test that needs it. */
  private static final class Template {
    static final EmbeddedPostgres.Database MIGRATED = migrated(EmbeddedPostgres.shared());
  }
}
