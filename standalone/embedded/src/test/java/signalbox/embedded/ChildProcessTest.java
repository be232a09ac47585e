package signalbox.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void isTheProgramItselfAndStopsWithTerm() {
    var child = shell("trap 'echo bye; exit 7' TERM; echo up $$; while :; do sleep 0.05; done");
    child.awaitLine("up " + child.pid(), LIMIT);

    child.close();

    assertThat(child.isAlive()).isFalse();
    assertThat(child.exit().join()).isEqualTo(7);
    assertThat(child.tail(1)).containsExactly("bye");
  }

  @Test
  void killsWhatIgnoresTheStopSignal() {
    var child =
        ChildProcess.named(
                "stubborn",
                directory.resolve("log"),
                List.of("sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.05; done"))
            .stop("TERM", Duration.ofMillis(300))
            .start();
    child.awaitLine("up", LIMIT);

    child.close();

    assertThat(child.exit().join()).isEqualTo(137);
  }

  @Test
  void namesTheExitCodeAndTheLastLinesOfAProgramThatEndsTooSoon() {
    var child = shell("echo first; echo cannot go on; exit 3");

    assertThatThrownBy(() -> child.awaitLine("up", LIMIT))
        .isInstanceOfSatisfying(
            StartFailure.class,
            failure -> {
              assertThat(failure.part()).isEqualTo("child");
              assertThat(failure.reason()).isEqualTo("it ended with exit code 3");
              assertThat(failure.lastLines()).containsExactly("first", "cannot go on");
              assertThat(failure.log()).isEqualTo(directory.resolve("log"));
            });
  }

  @Test
  void stopsAProgramThatIsNotReadyInTime() {
    var child = shell("echo still busy; while :; do sleep 0.05; done");

    assertThatThrownBy(() -> child.awaitLine("up", Duration.ofMillis(400)))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("no line «up» in its log after 0 s");

    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void readsOnlyWhatThisStartHasLogged() throws Exception {
    Files.writeString(directory.resolve("log"), "up\nyesterday\n");
    var child = shell("echo today; exit 1");

    assertThatThrownBy(() -> child.awaitLine("up", LIMIT)).isInstanceOf(StartFailure.class);

    assertThat(child.tail(10)).containsExactly("today");
  }

  @Test
  void passesTheGivenEnvironment() {
    var child =
        ChildProcess.named(
                "child", directory.resolve("log"), List.of("sh", "-c", "echo \"<$SIGNALBOX_X>\""))
            .environment(Map.of("SIGNALBOX_X", "given"))
            .start();
    child.awaitSuccess(LIMIT);

    assertThat(child.tail(1)).containsExactly("<given>");
  }

  @Test
  void endsWithItsParentHoweverThatEnds() throws Exception {
    var parent =
        new ProcessBuilder(
                Installation.java(),
                "-cp",
                System.getProperty("java.class.path"),
                Orphan.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String line;
    try (var output = parent.inputReader()) {
      do {
        line = output.readLine();
        assertThat(line).isNotNull();
      } while (!line.startsWith("started "));
      for (var pid : line.substring("started ".length()).split(" ", -1)) {
        assertThat(ProcessHandle.of(Long.parseLong(pid))).isPresent();
      }
      parent.destroyForcibly().waitFor();
    }

    await().atMost(LIMIT).until(() -> Processes.mentioning(directory.toString()).isEmpty());
    assertThat(Files.readString(directory.resolve("postgres/postgres.log")))
        .contains("received fast shutdown request", "database system is shut down");
  }

  private ChildProcess shell(String script) {
    return ChildProcess.named("child", directory.resolve("log"), List.of("sh", "-c", script))
        .start();
  }
}
