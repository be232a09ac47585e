package signalbox.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseBackupIT {
  private static final String PASSWORD = "the same";

  @TempDir Path directory;

  private Path original = Path.of("");
  private Path copy = Path.of("");

  @BeforeEach
  void makeFolders() throws IOException {
    original = Files.createDirectory(directory.resolve("original"));
    copy = Files.createDirectory(directory.resolve("copy"));
  }

  /** Writes a copy below a folder, as a backup that is restored does. */
  private record CopyInto(Path data) implements BaseBackup.Receiver {
    @Override
    public void folder(String path) throws IOException {
      Files.createDirectories(data.resolve(path));
    }

    @Override
    public void file(String path, long bytes, InputStream content) throws IOException {
      var file = data.resolve(path);
      Files.createDirectories(file.getParent());
      assertThat(Files.copy(content, file)).as(path).isEqualTo(bytes);
    }
  }

  @Test
  void aServerStartsOnTheCopyWithAllThatWasCommittedBeforeItsEnd() throws Exception {
    try (var server = settings(original).start()) {
      try (var metadata = connect(server, "metadata");
          var telemetry = connect(server, "telemetry")) {
        run(metadata, "create table kept as select n from generate_series(1, 10000) n");
        run(telemetry, "create table kept as select n from generate_series(1, 10) n");
        try (var backup = BaseBackup.begin(original, server.port(), PASSWORD)) {
          assertThat(backup.bytes()).isGreaterThan(1_000_000);
          assertThat(backup.serverVersion()).startsWith("18");
          run(metadata, "insert into kept values (-1)");
          run(telemetry, "create table made_meanwhile as select 7 as n");
          var receiver = new CopyInto(copy.resolve("data"));
          backup.copyFiles(receiver);
          // The files are copied; these come by the log alone.
          run(metadata, "insert into kept values (-2)");
          run(metadata, "delete from kept where n = 1");
          run(telemetry, "insert into made_meanwhile values (8)");
          var moment = backup.stop();
          run(metadata, "insert into kept values (-3)");
          backup.copyLog(moment, receiver);
        }
      }
    }
    EmbeddedPostgres.adopt(copy);
    try (var server = settings(copy).start()) {
      try (var metadata = connect(server, "metadata");
          var telemetry = connect(server, "telemetry")) {
        assertThat(number(metadata, "select count(*) from kept")).isEqualTo(10_001);
        assertThat(number(metadata, "select count(*) from kept where n in (1, -3)")).isZero();
        assertThat(number(telemetry, "select sum(n) from made_meanwhile")).isEqualTo(15);
        // It is a server like any other: it can be written to, and backed up again.
        run(metadata, "insert into kept values (-4)");
      }
      try (var again = BaseBackup.begin(copy, server.port(), PASSWORD)) {
        assertThat(again.stop().segments()).isNotEmpty();
      }
    }
  }

  @Test
  void copiesNothingThatSpeaksOfTheRunningServer() throws Exception {
    var copied = new TreeMap<String, Long>();
    try (var server = settings(original).start();
        var backup = BaseBackup.begin(original, server.port(), PASSWORD)) {
      backup.copyFiles(
          new BaseBackup.Receiver() {
            @Override
            public void folder(String path) {
              copied.put(path + "/", 0L);
            }

            @Override
            public void file(String path, long bytes, InputStream content) {
              copied.put(path, bytes);
            }
          });
    }

    assertThat(copied).containsKeys("PG_VERSION", "global/pg_control", "pg_wal/", "pg_notify/");
    assertThat(copied).doesNotContainKeys("postmaster.pid", "postmaster.opts");
    assertThat(copied.keySet()).noneMatch(path -> path.matches("pg_wal/.+|pg_replslot/.+"));
  }

  @Test
  void aBackupThatIsGivenUpLeavesNothingInTheServer() throws Exception {
    try (var server = settings(original).start()) {
      BaseBackup.begin(original, server.port(), PASSWORD).close();

      try (var connection = connect(server, "metadata")) {
        await().until(() -> number(connection, "select count(*) from pg_replication_slots") == 0);
      }
      // The next one can begin.
      BaseBackup.begin(original, server.port(), PASSWORD).close();
    }
  }

  @Test
  void refusesAWrongPassword() {
    try (var server = settings(original).start()) {
      assertThatThrownBy(() -> BaseBackup.begin(original, server.port(), "another"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void knowsWhatBelongsIntoACopy() {
    assertThat(BaseBackup.isCopied("base/5/1259")).isTrue();
    assertThat(BaseBackup.isCopied("base/5/1259_fsm")).isTrue();
    assertThat(BaseBackup.isCopied("postgresql.conf")).isTrue();
    assertThat(BaseBackup.isCopied("postmaster.pid")).isFalse();
    assertThat(BaseBackup.isCopied("backup_label")).isFalse();
    assertThat(BaseBackup.isCopied("global/pg_internal.init")).isFalse();
    assertThat(BaseBackup.isCopied("base/5/pg_internal.init.4711")).isFalse();
    assertThat(BaseBackup.isCopied("base/pgsql_tmp4711.0")).isFalse();
    // The last of all, by itself.
    assertThat(BaseBackup.isCopied("global/pg_control")).isFalse();
  }

  private static EmbeddedPostgres.Settings settings(Path folder) {
    return EmbeddedPostgres.in(folder).password(PASSWORD).throwAway();
  }

  private static Connection connect(EmbeddedPostgres server, String name) throws SQLException {
    var database = server.createDatabase(name, "secret");
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }
}
