package signalbox.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationRulesTest {
  private static final Pattern FILE = Pattern.compile("V(\\d+)__\\w+\\.sql");

  @ParameterizedTest
  @EnumSource
  void everyMigrationKeepsThem(Migrations migrations) throws IOException {
    int first = first(migrations);
    int lowest = first;
    Map<Integer, String> all = all(migrations);
    assertThat(MigrationRules.lowest(all.getOrDefault(first, ""))).hasValue(first);
    for (Map.Entry<Integer, String> one : all.entrySet()) {
      if (one.getKey() > first) {
        assertThat(MigrationRules.faults(one.getKey(), one.getValue(), lowest))
            .as("%s V%d", migrations.schema(), one.getKey())
            .isEmpty();
        lowest = MigrationRules.lowest(one.getValue()).orElse(lowest);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop table run_note;",
        "drop view named_object;",
        "drop trigger run_parameters on run;",
        "alter table run drop column notes;",
        "alter table run\n    add column note text,\n    drop column if exists notes;",
        "alter table run drop notes;",
        "alter table run rename column notes to note;",
        "alter table run rename to task;",
        "alter table run add column note text not null;",
        "alter table run add note text not null;",
        "alter table run alter column attempt type bigint;",
        "alter table run alter attempt set data type bigint;",
        "alter table run alter column note set not null;",
        "alter table run alter column attempt drop default;",
        "alter table run add constraint run_short check (length(name) < 100);",
        "alter table run drop constraint one, add constraint another check (attempt > 0);",
        "alter table run add unique (name);",
        "create unique index run_name on run (project_id, name);",
        "create or replace function run_parameters(spec jsonb) returns text as $$\n select 1;\n$$;",
        "ALTER TABLE run\n  DROP COLUMN notes; -- nobody reads it",
      })
  void whatBreaksOlderProgramsIsSeen(String statement) {
    String sql = head(17) + statement + "\n";
    assertThat(MigrationRules.faults(17, sql, 15)).as(statement).isNotEmpty();
    assertThat(MigrationRules.faults(17, raised(16) + statement, 15)).as(statement).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table run add column note text;",
        "alter table run add column note text not null default '';",
        "alter table run add column words integer generated always as (1) stored not null;",
        "alter table run\n  drop constraint kind,\n  add constraint kind check (kind <> '');",
        "create table note (id uuid, text text not null);\nalter table note add unique (text);",
        "create table note (id uuid);\ncreate unique index note_id on note (id);",
        "drop index run_listed;\ncreate index run_listed on run (id);",
        "-- Nobody drops table run here.\ncreate view every_run as select * from run;",
        "create function f() returns trigger language plpgsql as $$\nbegin\n"
            + "  drop table x;\n  return new;\nend\n$$;",
        "-- compatible: it answers the same, faster\ncreate or replace function f() returns int"
            + " as $$\n select 1;\n$$ language sql;",
        "update run set name = 'x' where name = '';",
      })
  void whatOnlyAddsIsLetThrough(String statement) {
    assertThat(MigrationRules.faults(17, head(17) + statement + "\n", 15)).as(statement).isEmpty();
  }

  @Test
  void aMigrationSaysItsVersionAndAnHonestLowestProgram() {
    assertThat(MigrationRules.faults(17, head(16), 15)).hasSize(1);
    assertThat(MigrationRules.faults(17, raised(18), 15)).hasSize(1);
    assertThat(MigrationRules.faults(17, raised(15), 16)).hasSize(1);
    assertThat(MigrationRules.faults(17, raised(17), 15)).hasSize(1);
    assertThat(MigrationRules.faults(17, "-- pause: the key changes\n" + raised(17), 15)).isEmpty();
    assertThat(MigrationRules.faults(17, raised(16), 15)).isEmpty();
  }

  /** Since this version a schema says how old a program may be. */
  private static int first(Migrations migrations) {
    return switch (migrations) {
      case METADATA -> 15;
      case TELEMETRY -> 6;
    };
  }

  private static String head(int version) {
    return "update schema_version set version = greatest(version, " + version + ");\n";
  }

  private static String raised(int lowest) {
    return "update schema_version set version = greatest(version, 17), lowest_program ="
        + " greatest(lowest_program, "
        + lowest
        + ");\n";
  }

  private static Map<Integer, String> all(Migrations migrations) throws IOException {
    Path folder = Path.of(System.getProperty("signalbox.root"), "database", migrations.schema());
    Map<Integer, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher name = FILE.matcher(String.valueOf(file.getFileName()));
        assertThat(name.matches()).as("%s is named as a migration", file).isTrue();
        found.put(Integer.valueOf(name.group(1)), Files.readString(file));
      }
    }
    return found;
  }
}
