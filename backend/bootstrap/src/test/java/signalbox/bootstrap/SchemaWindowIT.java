package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** A backend starts on its own schema, and on a newer one that says that it serves it. */
class SchemaWindowIT {
  private static final List<String> SCHEMAS = List.of("metadata", "telemetry");

  @Test
  void goesOnWithANewerSchemaThatOnlyAdds() throws Exception {
    Settings settings = RunningBackend.freshSettings(Map.of());
    try (Platform platform = new Platform(settings)) {
      for (String schema : SCHEMAS) {
        widen(platform.metadata(), schema);
      }
      newer(platform.metadata(), "metadata", SchemaVersions.METADATA + 1, SchemaVersions.METADATA);
      newer(
          platform.metadata(), "telemetry", SchemaVersions.TELEMETRY + 1, SchemaVersions.TELEMETRY);
    }
    try (RunningBackend backend = RunningBackend.started(settings)) {
      UUID project = backend.newProject();
      String dataset =
          backend
              .upload(project, backend.adminToken(), "a.csv", "a,b\n1,2\n2,1\n")
              .expect(201)
              .json()
              .path("id")
              .asText();
      assertThat(backend.storedUpload(project, "b.csv", "a,b\n1,2\n", "{}").path("rows").asLong())
          .isEqualTo(1);
      for (String path :
          List.of(
              "/datasets/" + dataset,
              "/datasets/" + dataset + "/rows",
              "/projects/" + project + "/runs",
              "/projects/" + project + "/members",
              "/system/health",
              "/me/notifications",
              "/tokens")) {
        backend.call("GET", path, backend.adminToken(), null).expect(200);
      }
    }
  }

  @Test
  void refusesANewerSchemaThatHasLeftItBehind() throws Exception {
    Settings settings = RunningBackend.freshSettings(Map.of());
    try (Platform platform = new Platform(settings)) {
      newer(
          platform.metadata(),
          "telemetry",
          SchemaVersions.TELEMETRY + 2,
          SchemaVersions.TELEMETRY + 1);

      assertThatThrownBy(() -> SchemaVersions.check(platform))
          .isInstanceOf(SchemaVersions.Wrong.class)
          .hasMessageContaining("telemetry has version " + (SchemaVersions.TELEMETRY + 2))
          .hasMessageContaining("built for " + (SchemaVersions.TELEMETRY + 1) + " or later")
          .hasMessageContaining("this one was built for " + SchemaVersions.TELEMETRY)
          .hasMessageContaining("Start a newer backend");
    }
  }

  @Test
  void refusesAnOlderSchemaAndNamesTheCommand() throws Exception {
    Settings settings = RunningBackend.freshSettings(Map.of());
    try (Platform platform = new Platform(settings)) {
      newer(platform.metadata(), "metadata", SchemaVersions.METADATA - 1, 1);

      assertThatThrownBy(() -> SchemaVersions.check(platform))
          .isInstanceOf(SchemaVersions.Wrong.class)
          .hasMessageContaining("metadata has version " + (SchemaVersions.METADATA - 1))
          .hasMessageContaining("needs version " + SchemaVersions.METADATA)
          .hasMessageContaining("signalbox.database.Migrate");
    }
  }

  private static void newer(PostgresDatabase database, String schema, int version, int lowest) {
    database
        .sql()
        .update(DSL.table(DSL.name(schema, "schema_version")))
        .set(DSL.field("version", Integer.class), version)
        .set(DSL.field("lowest_program", Integer.class), lowest)
        .execute();
  }

  /** As a migration may that only adds: a column more in each table, with a default. */
  private static void widen(PostgresDatabase database, String schema) {
    List<String> tables =
        database
            .sql()
            .fetch(
                """
                select relname from pg_class
                where relnamespace = {0}::regnamespace and relkind in ('r', 'p')
                  and not relispartition and relname <> 'flyway_schema_history'
                """,
                DSL.inline(schema))
            .map(row -> row.get(0, String.class));
    for (String table : tables) {
      database
          .sql()
          .execute(
              "alter table {0} add column of_a_later_program text not null default ''",
              DSL.name(schema, table));
    }
  }
}
