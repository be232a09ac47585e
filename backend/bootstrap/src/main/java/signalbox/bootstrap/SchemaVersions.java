package signalbox.bootstrap;

import java.util.List;
import org.jooq.impl.DSL;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Compares the schemas in the databases with those that this program was built for. */
final class SchemaVersions {
  /** The version of {@code database/metadata} that this program was built for. */
  static final int METADATA = 14;

  /** The version of {@code database/telemetry} that this program was built for. */
  static final int TELEMETRY = 4;

  private SchemaVersions() {}

  /** A schema is not the one that this program was built for. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  /**
   * @throws Wrong naming both versions and what to do
   */
  static void check(Platform platform) {
    check("metadata", platform.metadata(), METADATA);
    check("telemetry", platform.telemetry(), TELEMETRY);
  }

  static void check(String schema, PostgresDatabase database, int expected) {
    String prefix = "The schema " + schema + " has ";
    boolean there =
        database
            .sql()
            .fetchExists(
                DSL.selectOne()
                    .from("information_schema.tables")
                    .where("table_schema = ? and table_name = 'schema_version'", schema));
    if (!there) {
      throw new Wrong(
          prefix
              + "no version; this program needs version "
              + expected
              + ". "
              + advice(0, expected));
    }
    List<Integer> versions =
        database
            .sql()
            .select(DSL.field("version", Integer.class))
            .from(DSL.table(DSL.name(schema, "schema_version")))
            .fetch(row -> row.value1());
    int version = versions.isEmpty() ? 0 : versions.getFirst();
    if (version != expected) {
      throw new Wrong(
          prefix
              + "version "
              + version
              + "; this program needs version "
              + expected
              + ". "
              + advice(version, expected));
    }
  }

  private static String advice(int version, int expected) {
    return version < expected
        ? "Run the migrations first: java -cp 'database/target/*:database/target/lib/*'"
            + " signalbox.database.Migrate"
        : "Start a newer backend: a schema is never migrated back";
  }
}
