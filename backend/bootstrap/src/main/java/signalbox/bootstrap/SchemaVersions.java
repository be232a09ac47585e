package signalbox.bootstrap;

import java.util.List;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/**
 * Compares the schemas in the databases with those that this program was built for. A newer one
 * will do when it says that it still serves this program: so the migrations of a release can be
 * applied while the programs of the one before go on, and start again.
 */
final class SchemaVersions {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaVersions.class);

  /** The version of {@code database/metadata} that this program was built for. */
  static final int METADATA = 18;

  /** The version of {@code database/telemetry} that this program was built for. */
  static final int TELEMETRY = 6;

  private static final Field<Integer> VERSION = DSL.field("version", Integer.class);
  private static final Field<Integer> LOWEST_PROGRAM = DSL.field("lowest_program", Integer.class);

  private SchemaVersions() {}

  /** A schema is none that this program works with. */
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

  static void check(String schema, PostgresDatabase database, int built) {
    boolean there =
        database
            .sql()
            .fetchExists(
                DSL.selectOne()
                    .from("information_schema.tables")
                    .where("table_schema = ? and table_name = 'schema_version'", schema));
    if (!there) {
      throw new Wrong(tooOld(schema, "no version", built));
    }
    int version = read(schema, database, VERSION);
    if (version < built) {
      throw new Wrong(tooOld(schema, "version " + version, built));
    }
    if (version > built) {
      // Every schema that is newer than this one has the column: this one has it.
      int lowest = read(schema, database, LOWEST_PROGRAM);
      if (built < lowest) {
        throw new Wrong(tooNew(schema, version, lowest, built));
      }
      LOG.info(
          "The schema {} has version {} and still serves this program, which was built for {}",
          schema,
          version,
          built);
    }
  }

  private static int read(String schema, PostgresDatabase database, Field<Integer> field) {
    Table<?> table = DSL.table(DSL.name(schema, "schema_version"));
    List<Integer> values = database.sql().select(field).from(table).fetch(row -> row.value1());
    return values.isEmpty() ? 0 : values.getFirst();
  }

  private static String tooOld(String schema, String has, int built) {
    return "The schema "
        + schema
        + " has "
        + has
        + "; this program needs version "
        + built
        + ". Run the migrations first: java -cp 'database/target/*:database/target/lib/*'"
        + " signalbox.database.Migrate";
  }

  private static String tooNew(String schema, int version, int lowest, int built) {
    return "The schema "
        + schema
        + " has version "
        + version
        + ", which serves programs that were built for "
        + lowest
        + " or later; this one was built for "
        + built
        + ". Start a newer backend: a schema is never migrated back";
  }
}
