package signalbox.application.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.identity.UserId;
import signalbox.domain.transfer.ImportId;
import signalbox.domain.transfer.ImportState;
import signalbox.domain.transfer.ProjectImport;

class ImportViewTest {
  private static final Instant BEGUN = Instant.parse("2026-03-01T12:00:00Z");
  private static final Offset<Double> CLOSE = within(1e-9);

  @Test
  void goesFromNothingToAll() {
    assertThat(fraction(ImportState.WAITING, 0)).isZero();
    assertThat(fraction(ImportState.CHECKING, 500)).isEqualTo(0.075, CLOSE);
    assertThat(fraction(ImportState.STORING, 0)).isEqualTo(0.15, CLOSE);
    assertThat(fraction(ImportState.STORING, 500)).isEqualTo(0.55, CLOSE);
    assertThat(fraction(ImportState.FINISHING, 10)).isEqualTo(0.95, CLOSE);
    assertThat(fraction(ImportState.DONE, 0)).isEqualTo(1, CLOSE);
    assertThat(fraction(ImportState.FAILED, 900)).isZero();
  }

  @Test
  void saysHowLongStoringTakesAtItsSpeed() {
    ProjectImport item = item(ImportState.STORING, 250);

    assertThat(ImportView.of(item, BEGUN.plusSeconds(10)).remaining())
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(ImportView.of(item, BEGUN.plusSeconds(1)).remaining()).as("too early").isNull();
    assertThat(ImportView.of(item(ImportState.STORING, 1), BEGUN.plusSeconds(10)).remaining())
        .as("of too little")
        .isNull();
    assertThat(ImportView.of(item(ImportState.CHECKING, 250), BEGUN.plusSeconds(10)).remaining())
        .as("storing is to come")
        .isNull();
  }

  private static double fraction(ImportState state, long doneBytes) {
    return ImportView.of(item(state, doneBytes), BEGUN).fraction();
  }

  private static ProjectImport item(ImportState state, long doneBytes) {
    return new ProjectImport(
        new ImportId(TestRuns.IDS.next()),
        new UserId(TestRuns.IDS.next()),
        new UploadId(TestRuns.IDS.next()),
        "a.signalbox.tar",
        1000,
        null,
        state,
        1,
        doneBytes,
        BEGUN,
        null,
        null,
        null,
        null,
        BEGUN,
        null);
  }
}
