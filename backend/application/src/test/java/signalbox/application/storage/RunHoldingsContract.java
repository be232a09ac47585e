package signalbox.application.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.storage.RunHoldings.Holding;
import signalbox.domain.run.RunId;

/** What every store must tell of what it keeps of runs; it keeps nothing at first. */
public abstract class RunHoldingsContract {
  protected abstract RunHoldings holdings();

  /** Stores so many entries of a run, now. */
  protected abstract void store(RunId run, int entries);

  @Test
  void goesThroughTheRunsThatItKeepsAnythingOf() {
    List<RunId> runs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      RunId run = new RunId(UUID.randomUUID());
      store(run, i + 1);
      runs.add(run);
    }
    assertThat(holdings().count()).isEqualTo(5);
    assertThat(walked(2)).containsExactlyInAnyOrderElementsOf(runs);
    assertThat(walked(10)).containsExactlyInAnyOrderElementsOf(runs);
  }

  @Test
  void tellsHowMuchItKeepsAndRemovesIt() {
    RunId many = new RunId(UUID.randomUUID());
    RunId few = new RunId(UUID.randomUUID());
    RunId none = new RunId(UUID.randomUUID());
    store(many, 7);
    store(few, 1);
    List<Holding> told = holdings().of(List.of(many, few, none));
    assertThat(told)
        .extracting(Holding::run, Holding::entries)
        .containsExactlyInAnyOrder(tuple(many, 7L), tuple(few, 1L));
    Instant now = Instant.now();
    assertThat(told)
        .allSatisfy(holding ->
            assertThat(holding.changedAt())
                .isBetween(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1))));
    assertThat(holdings().of(List.of(none))).isEmpty();

    holdings().remove(many);
    holdings().remove(none);
    assertThat(holdings().of(List.of(many, few))).extracting(Holding::run).containsExactly(few);
    assertThat(walked(10)).containsExactly(few);
    assertThat(holdings().count()).isEqualTo(1);
  }

  private List<RunId> walked(int most) {
    List<RunId> runs = new ArrayList<>();
    @Nullable RunId after = null;
    List<RunId> page;
    do {
      page = holdings().runs(after, most);
      runs.addAll(page);
      after = page.isEmpty() ? after : page.getLast();
    } while (page.size() == most);
    return runs;
  }
}
