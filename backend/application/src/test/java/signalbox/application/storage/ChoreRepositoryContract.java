package signalbox.application.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every store of chores must do, on an empty one. */
public abstract class ChoreRepositoryContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final ChoreName NAME = ChoreName.LOG_RETENTION;

  protected abstract ChoreRepository chores();

  private static Instant at(int seconds) {
    return NOON.plusSeconds(seconds);
  }

  @Test
  void givesAChoreToOneAtATime() {
    assertThat(chores().begin(NAME, at(0), at(600))).isTrue();
    assertThat(chores().begin(NAME, at(1), at(601))).as("somebody is at it").isFalse();
    assertThat(chores().begin(ChoreName.METRIC_RETENTION, at(1), at(601))).isTrue();
    assertThat(chores().begin(NAME, at(600), at(1200))).as("who died lets it go").isTrue();
    chores().ended(NAME, at(600), at(610), at(670), 0);
    assertThat(chores().begin(NAME, at(650), at(700))).as("not before its time").isFalse();
    assertThat(chores().begin(NAME, at(669), at(700)))
        .as("a timer may be early by a blink")
        .isTrue();
  }

  @Test
  void remembersWhatWasRemovedAndWhen() {
    assertThat(chores().list()).isEmpty();
    chores().begin(NAME, at(0), at(600));
    assertThat(chores().list())
        .containsExactly(new Chore(NAME, at(0), null, null, 0, null, 0, 0, null, null));
    chores().ended(NAME, at(0), at(2), at(62), 40);
    chores().ended(NAME, at(62), at(63), at(123), 2);
    chores().ended(NAME, at(123), at(124), at(184), 0);
    assertThat(chores().list())
        .containsExactly(new Chore(NAME, at(123), at(124), at(184), 2, at(63), 42, 0, null, null));
  }

  @Test
  void remembersSinceWhenItFails() {
    chores().ended(NAME, at(0), at(1), at(61), 5);
    chores().failed(NAME, at(61), at(62), at(122), "store.unavailable");
    chores().failed(NAME, at(122), at(123), at(183), "internal");
    assertThat(chores().list())
        .containsExactly(
            new Chore(NAME, at(122), at(1), at(183), 5, at(1), 5, 2, at(62), "internal"));
    assertThat(chores().begin(NAME, at(183), at(700))).as("it is tried again").isTrue();
    assertThat(chores().list().getFirst().failures()).isEqualTo(2);
    chores().ended(NAME, at(183), at(184), at(244), 0);
    assertThat(chores().list())
        .containsExactly(new Chore(NAME, at(183), at(184), at(244), 5, at(1), 5, 0, null, null));
    chores().failed(ChoreName.OLD_INVENTORIES, at(0), at(1), at(2), "internal");
    assertThat(chores().list())
        .extracting(Chore::name)
        .containsExactly(NAME, ChoreName.OLD_INVENTORIES);
  }
}
