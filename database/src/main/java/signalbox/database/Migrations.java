package signalbox.database;

import org.flywaydb.core.Flyway;

/** The two schemas of Signalbox and how each is brought to its newest version. */
public enum Migrations {
  METADATA("metadata"),
  TELEMETRY("telemetry");

  private final String schema;

  Migrations(String schema) {
    this.schema = schema;
  }

  /** The PostgreSQL schema that holds the tables, and the word in the settings' names. */
  public String schema() {
    return schema;
  }

  /**
   * Applies what is missing. Safe to call again and from several processes at once: Flyway holds a
   * lock.
   *
   * @return how many migrations were applied
   * @throws org.flywaydb.core.api.FlywayException when the database does not answer or a migration
   *     fails; a failed migration leaves nothing behind
   */
  public int apply(String url, String user, String password) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(url, user, password)
        .locations("classpath:signalbox/database/" + schema)
        .schemas(schema)
        .defaultSchema(schema)
        .createSchemas(true)
        .connectRetries(20)
        .connectRetriesInterval(1)
        .load()
        .migrate()
        .migrationsExecuted;
  }
}
