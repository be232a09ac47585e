package signalbox.application.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import signalbox.application.service.PartHealth;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** A chore leaves a record, and a failing one is seen. */
class RecordedChoreTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final InMemoryChoreRepository chores = new InMemoryChoreRepository();
  private final AtomicLong next = new AtomicLong();
  private Instant now = NOON;

  private RecordedChore chore(boolean shared) {
    return new RecordedChore(
        ChoreName.LOG_RETENTION,
        PAUSE,
        shared,
        () -> {
          if (next.get() < 0) {
            throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
          }
          now = now.plusSeconds(2);
          return next.get();
        },
        chores,
        () -> now);
  }

  @Test
  void notesWhatWasRemoved() {
    RecordedChore chore = chore(true);
    next.set(30);
    chore.run();
    assertThat(chores.list())
        .containsExactly(
            new Chore(
                ChoreName.LOG_RETENTION,
                NOON,
                NOON.plusSeconds(2),
                NOON.plusSeconds(2).plus(PAUSE),
                30,
                NOON.plusSeconds(2),
                30,
                0,
                null,
                null));
    assertThat(chore.removed()).isEqualTo(30);
    assertThat(chore.failing()).isFalse();
  }

  @Test
  void oneBackendDoesItForAll() {
    RecordedChore here = chore(true);
    RecordedChore there = chore(true);
    next.set(1);
    here.run();
    there.run();
    assertThat(there.removed()).as("it was done a moment ago").isZero();
    now = now.plus(PAUSE);
    there.run();
    assertThat(there.removed()).isEqualTo(1);
    here.run();
    assertThat(here.removed()).isEqualTo(1);
  }

  @Test
  void whatIsAboutItsOwnDiskEachBackendDoes() {
    RecordedChore here = chore(false);
    RecordedChore there = chore(false);
    next.set(1);
    here.run();
    there.run();
    assertThat(here.removed() + there.removed()).isEqualTo(2);
    assertThat(chores.list().getFirst().removedTotal()).isEqualTo(2);
  }

  @Test
  void aChoreThatFailsAgainAndAgainIsSeen() {
    RecordedChore chore = chore(true);
    ChoresProbe probe = new ChoresProbe(chores);
    next.set(-1);
    for (int i = 1; i <= 3; i++) {
      assertThat(probe.look().state()).isEqualTo(PartHealth.State.UP);
      assertThatThrownBy(chore::run).hasMessage("store.unavailable");
      assertThat(chore.failing()).isTrue();
      now = now.plus(PAUSE);
    }
    assertThat(probe.look())
        .isEqualTo(
            new PartHealth(
                "chores",
                PartHealth.State.DEGRADED,
                "log retention has failed 3 times in a row (store.unavailable). What it should"
                    + " remove stays."));
    next.set(5);
    chore.run();
    assertThat(probe.look().state()).isEqualTo(PartHealth.State.UP);
    assertThat(chore.failing()).isFalse();
  }

  @Test
  void failsUntilAnyBackendHasDoneIt() {
    RecordedChore here = chore(true);
    RecordedChore there = chore(true);
    next.set(-1);
    assertThatThrownBy(here::run).hasMessage("store.unavailable");
    here.run();
    assertThat(here.failing()).as("it is too early for the next turn").isTrue();
    now = now.plus(PAUSE);
    assertThatThrownBy(there::run).hasMessage("store.unavailable");
    here.run();
    assertThat(here.failing()).as("nobody has done it").isTrue();
    assertThat(there.failing()).isTrue();

    now = now.plus(PAUSE);
    next.set(5);
    there.run();
    assertThat(there.failing()).isFalse();
    assertThat(here.failing()).as("it has not heard of it").isTrue();
    here.run();
    assertThat(here.failing()).isFalse();
    assertThat(here.removed()).as("it was not its turn").isZero();
  }

  @Test
  void failsWhileAnotherBackendIsAtIt() {
    RecordedChore here = chore(true);
    next.set(-1);
    assertThatThrownBy(here::run).hasMessage("store.unavailable");
    now = now.plus(PAUSE);
    chores.begin(ChoreName.LOG_RETENTION, now, now.plus(RecordedChore.LEASE));

    here.run();

    assertThat(here.failing()).isTrue();
  }

  @Test
  void countsWhatOnlyItsWorkKnows() {
    AtomicLong total = new AtomicLong(100);
    assertThat(RecordedChore.counting(() -> total.addAndGet(7), total::get).getAsLong())
        .isEqualTo(7);
  }
}
