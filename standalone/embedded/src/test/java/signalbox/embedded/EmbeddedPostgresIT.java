package signalbox.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
  @TempDir Path directory;

  @Test
  void findsItsDataAtTheSecondStartAndLeavesNoProcess() throws SQLException {
    var settings = EmbeddedPostgres.in(directory).password("the same");
    try (var first = settings.start()) {
      var database = first.createDatabase("metadata", "secret");
      run(database, "create table kept (n int)");
      run(database, "insert into kept values (42)");
    }
    await().until(() -> Processes.mentioning(directory.toString()).isEmpty());

    try (var second = settings.start()) {
      var database = second.createDatabase("metadata", "secret");
      assertThat(query(database, "select n from kept")).isEqualTo("42");
      assertThat(query(database, "show fsync")).isEqualTo("on");
    }
    await().until(() -> Processes.mentioning(directory.toString()).isEmpty());
  }

  @Test
  void startsAgainAfterItWasKilled() throws SQLException {
    var settings = EmbeddedPostgres.in(directory).password("the same");
    var first = settings.start();
    run(first.createDatabase("metadata", "secret"), "create table kept (n int)");
    ProcessHandle.of(first.process().pid()).orElseThrow().destroyForcibly();
    first.process().exit().join();
    await().until(() -> Processes.mentioning(directory.toString()).isEmpty());

    try (var second = settings.start()) {
      var database = second.createDatabase("metadata", "secret");
      assertThat(query(database, "select count(*) from kept")).isEqualTo("0");
    }
  }

  @Test
  void forgetsThePidOfAServerThatIsGone() throws Exception {
    var settings = EmbeddedPostgres.in(directory).password("the same");
    settings.start().close();
    // After a crash of the machine another program may have the pid, here this test.
    Files.writeString(
        directory.resolve("data/postmaster.pid"), ProcessHandle.current().pid() + "\n");

    settings.start().close();
  }

  @Test
  void refusesAWrongPassword() {
    var database = EmbeddedPostgres.shared().createDatabase();

    assertThatThrownBy(() -> DriverManager.getConnection(database.url(), database.user(), "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void keepsDatabasesApart() throws SQLException {
    var server = EmbeddedPostgres.shared();
    var one = server.createDatabase();
    var other = server.createDatabase();
    run(one, "create table mine (n int)");

    assertThat(one.name()).isNotEqualTo(other.name());
    assertThat(query(other, "select count(*) from pg_tables where tablename = 'mine'"))
        .isEqualTo("0");
    assertThatThrownBy(() -> DriverManager.getConnection(other.url(), one.user(), one.password()))
        .hasMessageContaining("permission denied for database");
  }

  @Test
  void copiesATemplateWithItsRows() throws SQLException {
    var server = EmbeddedPostgres.shared();
    var template = server.createDatabase();
    run(template, "create table t as select 7 as n");

    assertThat(query(server.copyOf(template), "select n from t")).isEqualTo("7");
  }

  @Test
  void sortsTextTheSameOnEveryMachine() throws SQLException {
    var database = EmbeddedPostgres.shared().createDatabase();

    assertThat(query(database, "select datlocprovider::text || datlocale from pg_database limit 1"))
        .isEqualTo("bC.UTF-8");
  }

  private static void run(EmbeddedPostgres.Database database, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(EmbeddedPostgres.Database database, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
