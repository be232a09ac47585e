package signalbox.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import signalbox.embedded.EmbeddedPostgres;

/**
 * The migrations on a real PostgreSQL. The files {@code <schema>-<version>.sql} hold what a program
 * of that version writes; a version that becomes the lowest program gets one.
 */
class MigrationsIT {
  private static final String BROKEN =
      """
      create table half_done (id integer);
      update schema_version set version = 9999;
      insert into nowhere values (1);
      """;

  private final EmbeddedPostgres.Database database = EmbeddedPostgres.shared().createDatabase();

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void aMigrationThatFailsLeavesTheSchemaAsItWas(Migrations migrations) throws Exception {
    apply(migrations);
    Map<String, Long> before = rows(migrations);
    long version = number(migrations, "select version from schema_version");
    Files.writeString(folder.resolve("V9999__broken.sql"), BROKEN);

    assertThatThrownBy(() ->
            migrations
                .configuration(database.url(), database.user(), database.password())
                .locations(migrations.location(), "filesystem:" + folder)
                .load()
                .migrate())
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("nowhere");

    assertThat(rows(migrations)).isEqualTo(before).doesNotContainKey("half_done");
    assertThat(number(migrations, "select version from schema_version")).isEqualTo(version);
    assertThat(migrations.version(database.url(), database.user(), database.password()))
        .hasValue(Long.toString(version));
    assertThat(apply(migrations)).as("the next start goes on as if nothing had been").isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "METADATA, 11, 42",
    "METADATA, 15, 47",
    "METADATA, 16, 51",
    "METADATA, 17, 55",
    "TELEMETRY, 4, 7",
    "TELEMETRY, 6, 7"
  })
  void whatAnEarlierProgramHasStoredIsThereAfterwards(
      Migrations migrations, int version, int tables) throws Exception {
    migrations
        .configuration(database.url(), database.user(), database.password())
        .target(Integer.toString(version))
        .load()
        .migrate();
    execute(migrations, program(migrations, version, 1));
    Map<String, Long> before = rows(migrations);
    assertThat(before.values().stream().filter(count -> count > 0))
        .as("a row of everything: %s", before)
        .hasSizeGreaterThanOrEqualTo(tables);

    apply(migrations);

    assertThat(rows(migrations)).containsAllEntriesOf(before);
  }

  @ParameterizedTest
  @EnumSource
  void theLowestProgramGoesOnWithTheNewestSchema(Migrations migrations) throws Exception {
    apply(migrations);
    int lowest = (int) number(migrations, "select lowest_program from schema_version");

    execute(migrations, program(migrations, lowest, 1));
    execute(migrations, program(migrations, lowest, 2));
  }

  @Test
  void theProgramAppliesBothAndSaysWhatIsMissing() {
    assertThat(Migrate.run(Map.of())).isEqualTo(1);
    Map<String, String> settings = new TreeMap<>();
    for (String word : new String[] {"METADATA", "TELEMETRY"}) {
      settings.put("SIGNALBOX_" + word + "_URL", database.url());
      settings.put("SIGNALBOX_" + word + "_USER", database.user());
      settings.put("SIGNALBOX_" + word + "_PASSWORD", database.password());
    }
    assertThat(Migrate.run(settings)).isZero();
    assertThat(Migrate.run(settings)).as("again").isZero();
  }

  private int apply(Migrations migrations) {
    return migrations.apply(database.url(), database.user(), database.password());
  }

  private static String program(Migrations migrations, int version, int number) {
    String name = migrations.schema() + "-" + version + ".sql";
    try (InputStream file = MigrationsIT.class.getResourceAsStream(name)) {
      assertThat(file).as("what the program writes: %s", name).isNotNull();
      return file == null
          ? ""
          : new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .replace("@@", "%02d".formatted(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many rows each table has; partitions count with their table. */
  private Map<String, Long> rows(Migrations migrations) throws SQLException {
    Map<String, Long> rows = new TreeMap<>();
    String tables =
        "select relname from pg_class where relnamespace = '"
            + migrations.schema()
            + "'::regnamespace and relkind in ('r', 'p') and not relispartition"
            + " and relname not in ('flyway_schema_history', 'schema_version')";
    try (Connection connection = connect(migrations);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(tables)) {
      while (found.next()) {
        String table = found.getString(1);
        rows.put(table, number(migrations, "select count(*) from " + table));
      }
    }
    return rows;
  }

  private long number(Migrations migrations, String sql) throws SQLException {
    try (Connection connection = connect(migrations);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  private void execute(Migrations migrations, String sql) throws SQLException {
    try (Connection connection = connect(migrations);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect(Migrations migrations) throws SQLException {
    Connection connection =
        DriverManager.getConnection(database.url(), database.user(), database.password());
    connection.setSchema(migrations.schema());
    return connection;
  }
}
