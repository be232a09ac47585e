package signalbox.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CopyProgressTest {
  private static final long MEGABYTE = 1L << 20;

  private final AtomicLong now = new AtomicLong(Duration.ofHours(1).toNanos());
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void aPipeGetsALineEveryFewSecondsWithPercentAndRemainingTime() {
    try (var progress = new CopyProgress(out, now::get, false)) {
      progress.expect(100 * MEGABYTE);
      progress.doing("database");
      for (int second = 0; second <= 10; second++) {
        progress.moved(5 * MEGABYTE);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
      }
      progress.say("done");
    }

    assertThat(text().lines())
        .containsExactly(
            "  0 %  database: 0.0 MB of 100.0 MB",
            " 30 %  database: 30.0 MB of 100.0 MB, 12 s left",
            " 55 %  database: 55.0 MB of 100.0 MB, 8 s left",
            "done");
  }

  @Test
  void aTerminalGetsOneLineThatIsDrawnAgainAndThenErased() {
    try (var progress = new CopyProgress(out, now::get, true)) {
      progress.expect(10 * MEGABYTE);
      progress.doing("objects");
      progress.moved(MEGABYTE);
      now.addAndGet(Duration.ofMillis(200).toNanos());
      progress.moved(4 * MEGABYTE);
    }

    assertThat(text())
        .isEqualTo(
            "\r\u001b[K  0 %  objects: 0.0 MB of 10.0 MB"
                + "\r\u001b[K 50 %  objects: 5.0 MB of 10.0 MB, 1 s left"
                + "\r\u001b[K");
  }

  @Test
  void staysCorrectWhenThereIsMoreThanWasExpected() {
    try (var progress = new CopyProgress(out, now::get, false)) {
      progress.expect(MEGABYTE);
      progress.moved(3 * MEGABYTE);
      now.addAndGet(Duration.ofSeconds(6).toNanos());
      progress.moved(0);
    }

    assertThat(text()).isEqualTo("100 %  : 3.0 MB of 3.0 MB\n");
  }

  @Test
  void writesSizesInTheUnitThatFits() {
    assertThat(CopyProgress.size(0)).isEqualTo("0.0 MB");
    assertThat(CopyProgress.size(1536L * 1024)).isEqualTo("1.5 MB");
    assertThat(CopyProgress.size(5L << 30)).isEqualTo("5.0 GB");
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
