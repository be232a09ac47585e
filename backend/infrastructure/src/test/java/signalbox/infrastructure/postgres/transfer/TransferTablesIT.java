package signalbox.infrastructure.postgres.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

/**
 * Walks the schemas. Whoever adds a table or a column decides here whether it travels with its
 * project: in {@link TransferTables}, or, for lines, in the JSON of the file.
 */
final class TransferTablesIT {
  private static final Set<String> TOOLS = Set.of("flyway_schema_history");

  /** In the file, or found anew when the lines are appended, or of no use elsewhere. */
  private static final Set<String> LEDGER =
      Set.of(
          // In the file.
          "stream_id",
          "attempt",
          "stored",
          "highest",
          "missing",
          "gone",
          "removed",
          "total_lines",
          "total_hash",
          "ended_at",
          "seal",
          "sealed_at",
          "hash",
          // In the file for information; counted anew of the lines.
          "critical",
          "error",
          "warning",
          "info",
          "debug",
          "first_error_seq",
          "first_time",
          "last_time",
          // Of the installation: who is asked for missing lines, and when viewers looked.
          "instance",
          "resend_at",
          "resend_tries",
          "resend_outcome",
          "revision");

  private static final Set<String> LINE =
      Set.of(
          // In the file.
          "seq",
          "time",
          "cut",
          "stream_id",
          "attempt",
          "level",
          "stream",
          "logger",
          "phase",
          "text",
          "raw",
          // Of the installation: when and in which order they were stored.
          "stored_at",
          "batch",
          "position");

  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void decidesOnEveryTable() {
    Set<String> decided =
        Stream.concat(
                TransferTables.ALL.stream().map(TransferTable::name),
                TransferTables.AT_HOME.keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(decided).hasSize(TransferTables.ALL.size() + TransferTables.AT_HOME.size());

    Set<String> there = new TreeSet<>(tables());
    there.removeAll(TOOLS);

    assertThat(decided).isEqualTo(there);
  }

  @ParameterizedTest
  @MethodSource("travelling")
  void decidesOnEveryColumn(TransferTable table) {
    Set<String> decided =
        table.columns().keySet().stream()
            .map(Field::getName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(decided).as(table.name()).isEqualTo(columns("metadata", table.name()));
  }

  @ParameterizedTest
  @MethodSource("travelling")
  void keepsNoId(TransferTable table) {
    List<String> ids =
        DATABASE
            .sql()
            .fetch(
                """
                select column_name from information_schema.columns
                where table_schema = 'metadata' and table_name = {0} and udt_name in ('uuid', '_uuid')
                """,
                DSL.val(table.name()))
            .into(String.class);

    table
        .columns()
        .forEach((column, rule) -> {
          if (ids.contains(column.getName())) {
            assertThat(rule)
                .as("%s.%s", table.name(), column.getName())
                .isIn(
                    ColumnRule.RENEWED,
                    ColumnRule.PROJECT,
                    ColumnRule.USER,
                    ColumnRule.USER_OR_NONE,
                    ColumnRule.LEFT_OUT);
          }
        });
  }

  @Test
  void decidesOnEveryColumnOfLogs() {
    assertThat(columns("telemetry", "log_attempt")).isEqualTo(new TreeSet<>(LEDGER));
    assertThat(columns("telemetry", "log_line")).isEqualTo(new TreeSet<>(LINE));
  }

  static Stream<TransferTable> travelling() {
    return TransferTables.ALL.stream();
  }

  private static List<String> tables() {
    return DATABASE
        .sql()
        .fetch(
            """
            select table_name from information_schema.tables
            where table_schema = 'metadata' and table_type = 'BASE TABLE'
            """)
        .into(String.class);
  }

  private static Set<String> columns(String schema, String table) {
    return new TreeSet<>(
        DATABASE
            .sql()
            .fetch(
                """
                select column_name from information_schema.columns
                where table_schema = {0} and table_name = {1}
                """,
                DSL.val(schema), DSL.val(table))
            .into(String.class));
  }
}
