package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import signalbox.embedded.ChildProcess;

class ProgressTest {
  private final AtomicLong now = new AtomicLong();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final Part kafka = part("kafka", "Kafka", Part.Kind.SERVICE);
  private final Part migrations = part("migrations", "Migrations", Part.Kind.TASK);

  @Test
  void aPipeGetsOneLinePerEvent() {
    try (var progress = new PlainProgress(out, now::get)) {
      progress.starting(kafka, "starting");
      now.set(Duration.ofMillis(1_250).toNanos());
      progress.ready(kafka, Duration.ofMillis(1_250));
      progress.ready(migrations, Duration.ofMillis(300));
      progress.failed(kafka);
    }

    assertThat(text())
        .isEqualTo(
            """
            [   0.0 s] Kafka: starting
            [   1.3 s] Kafka: ready after 1.3 s
            [   1.3 s] Migrations: done after 0.3 s
            [   1.3 s] Kafka: failed
            """);
    assertThat(text()).doesNotContain("\u001b");
  }

  @Test
  void aTerminalShowsOneLinePerPartAndKeepsWhatIsSaid() {
    try (var progress = new LiveProgress(out, now::get, List.of(kafka, migrations))) {
      progress.starting(kafka, "starting");
      progress.say("Kafka: it ended");
      progress.ready(kafka, Duration.ofSeconds(2));
      progress.ready(migrations, Duration.ofMillis(300));
    }

    var picture = text().substring(text().lastIndexOf("\u001b[2A"));
    assertThat(picture.lines())
        .hasSize(2)
        .first()
        .asString()
        .contains("✓", "Kafka", "ready after 2.0 s");
    assertThat(picture).contains("Migrations", "done after 0.3 s");
    assertThat(text()).contains("Kafka: it ended\n");
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Part part(String name, String title, Part.Kind kind) {
    return new Part(name, title, Set.of(), kind, 1, ProgressTest::never);
  }

  private static ChildProcess never() {
    throw new AssertionError("nothing is started here");
  }
}
