package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
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
}
