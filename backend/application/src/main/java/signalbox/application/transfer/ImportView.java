package signalbox.application.transfer;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.transfer.ImportState;
import signalbox.domain.transfer.ProjectImport;

/**
 * An import as its user sees it.
 *
 * @param fraction how much of the work is done, from 0 to 1
 * @param remaining how long storing will still take at its present speed; null where nobody can say
 */
public record ImportView(ProjectImport item, double fraction, @Nullable Duration remaining) {
  // What the parts come to: checking only reads, storing writes, the rows are few.
  private static final double CHECKING = 0.15;
  private static final double STORING = 0.8;

  /** Before that an estimate jumps about. */
  private static final Duration TOO_EARLY = Duration.ofSeconds(2);

  private static final double TOO_LITTLE = 0.01;

  static ImportView of(ProjectImport item, Instant now) {
    double done =
        item.sizeBytes() == 0 ? 1 : Math.min(1, (double) item.doneBytes() / item.sizeBytes());
    double fraction =
        switch (item.state()) {
          case WAITING, FAILED, CANCELLED -> 0;
          case CHECKING -> CHECKING * done;
          case STORING -> CHECKING + STORING * done;
          case FINISHING -> CHECKING + STORING;
          case DONE -> 1;
        };
    Duration elapsed = Duration.between(item.phaseAt(), now);
    boolean known =
        item.state() == ImportState.STORING
            && done >= TOO_LITTLE
            && elapsed.compareTo(TOO_EARLY) >= 0;
    return new ImportView(
        item,
        fraction,
        known ? Duration.ofMillis((long) (elapsed.toMillis() * (1 - done) / done)) : null);
  }
}
