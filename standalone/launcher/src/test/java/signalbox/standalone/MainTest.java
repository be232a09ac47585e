package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path directory;

  @Test
  void refusesUnknownOptionsAsUsage() {
    assertThat(Main.run("up", "--nonsense")).isEqualTo(2);
    assertThat(Main.run("up", "--port", "many")).isEqualTo(2);
  }

  @Test
  void refusesAPortThatIsNone() {
    assertThat(Main.run("up", "--data", directory.toString(), "--port", "70000")).isEqualTo(1);
  }

  @Test
  void refusesATakenPortBeforeAnythingStarts() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int code =
          Main.run(
              "up",
              "--data",
              directory.toString(),
              "--port",
              Integer.toString(taken.getLocalPort()));

      assertThat(code).isEqualTo(1);
      assertThat(directory.resolve("postgres/data")).doesNotExist();
    }
  }

  @Test
  void hasNothingToStopOrShowWhereNothingRuns() {
    assertThat(Main.run("down", "--data", directory.toString())).isZero();
    assertThat(Main.run("status", "--data", directory.toString())).isEqualTo(3);
    assertThat(Main.run("logs", "kafka", "--data", directory.toString())).isEqualTo(1);
    assertThat(Main.run("logs", "../secrets", "--data", directory.toString())).isEqualTo(1);
  }

  @Test
  void showsALogForPeopleAndAsItWasWritten() throws Exception {
    var line =
        "{\"time\":\"2026-07-28T09:15:02.417Z\",\"level\":\"info\",\"logger\":\"a.Backend\","
            + "\"message\":\"ready\",\"part\":\"backend\"}";
    Files.createDirectories(directory.resolve("logs"));
    Files.writeString(directory.resolve("logs/backend.log"), line + "\n");

    assertThat(said("logs", "backend")).isEqualTo("2026-07-28 09:15:02.417Z INFO  Backend: ready");
    assertThat(said("logs", "backend", "--json")).isEqualTo(line);
  }

  private String said(String... command) {
    var before = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      var arguments = new ArrayList<>(List.of(command));
      arguments.addAll(List.of("--data", directory.toString()));
      assertThat(Main.run(arguments.toArray(String[]::new))).isZero();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void wantsToKnowWhereABackupGoesAndComesFrom() {
    assertThat(Main.run("backup", "--data", directory.toString())).isEqualTo(2);
    assertThat(Main.run("restore", "--data", directory.toString())).isEqualTo(2);
  }

  @Test
  void backsUpNothingWhereThereIsNoInstance() {
    var to = directory.resolve("backup.tar");

    int code =
        Main.run("backup", "--data", directory.resolve("none").toString(), "--to", to.toString());

    assertThat(code).isEqualTo(1);
    assertThat(to).doesNotExist();
    assertThat(directory.resolve("none")).doesNotExist();
  }

  @Test
  void refusesABackupIntoTheFolderThatItSaves() throws Exception {
    Files.createDirectories(directory.resolve("data/postgres/data"));
    Files.writeString(directory.resolve("data/postgres/data/PG_VERSION"), "18");
    var to = directory.resolve("data/backup.tar");

    int code =
        Main.run("backup", "--data", directory.resolve("data").toString(), "--to", to.toString());

    assertThat(code).isEqualTo(1);
    assertThat(to).doesNotExist();
  }

  @Test
  void restoresNothingIntoAFolderThatIsNotEmpty() throws Exception {
    Files.writeString(directory.resolve("mine"), "mine");

    int code = Main.run("restore", "--data", directory.toString(), "--from", "anything.tar");

    assertThat(code).isEqualTo(1);
    assertThat(directory.resolve("mine")).hasContent("mine");
  }
}
