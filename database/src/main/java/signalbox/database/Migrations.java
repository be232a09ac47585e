package signalbox.database;

import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

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

  /** Where the migrations lie on the class path. */
  String location() {
    return "classpath:signalbox/database/" + schema;
  }

  /**
   * Applies what is missing, each migration in a transaction of its own. Safe to call again and
   * from several processes at once: Flyway holds a lock. A schema that is newer than these
   * migrations is left as it is.
   *
   * @return how many migrations were applied
   * @throws org.flywaydb.core.api.FlywayException when the database does not answer or a migration
   *     fails; a failed migration leaves nothing behind, and those before it stay
   */
  public int apply(String url, String user, String password) {
    return configuration(url, user, password).load().migrate().migrationsExecuted;
  }

  /**
   * The version that the schema has; empty when it was never migrated.
   *
   * @throws org.flywaydb.core.api.FlywayException when the database does not answer
   */
  Optional<String> version(String url, String user, String password) {
    return Optional.ofNullable(configuration(url, user, password).load().info().current())
        .map(MigrationInfo::getVersion)
        .map(String::valueOf);
  }

  FluentConfiguration configuration(String url, String user, String password) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(url, user, password)
        .locations(location())
        .schemas(schema)
        .defaultSchema(schema)
        .createSchemas(true)
        .connectRetries(20)
        .connectRetriesInterval(1);
  }
}
