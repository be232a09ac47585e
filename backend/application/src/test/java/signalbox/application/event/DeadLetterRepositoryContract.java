package signalbox.application.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.identity.UserId;

/** What every store of dead letters must do, on an empty one. */
public abstract class DeadLetterRepositoryContract {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  protected abstract DeadLetterRepository letters();

  /** Somebody who is there. */
  protected abstract UserId user();

  private static DeadLetter letter() {
    return new DeadLetter(
        TestRuns.IDS.next(),
        DeadLetter.State.OPEN,
        "not a status",
        "signalbox.status",
        3,
        14L,
        null,
        List.of(
            new DeadLetter.Header("ce_type", "signalbox.status.run_queued"),
            new DeadLetter.Header("odd", "ü\u0000")),
        new byte[] {0, 1, (byte) 0xff},
        T0,
        T0.plusSeconds(1),
        null,
        null);
  }

  @Test
  void keepsALetterOnce() {
    DeadLetter letter = letter();
    assertThat(letters().insert(letter, 0, 7)).isTrue();
    assertThat(letters().insert(letter(), 0, 7)).isFalse();
    assertThat(letters().insert(letter(), 0, 8)).isTrue();
    assertThat(letters().open()).isEqualTo(2);
    DeadLetter found = letters().find(letter.id()).orElseThrow();
    assertThat(found.payload()).containsExactly(0, 1, 0xff);
    assertThat(found).usingRecursiveComparison().ignoringFields("headers").isEqualTo(letter);
    assertThat(found.header("ce_type")).isEqualTo("signalbox.status.run_queued");
    assertThat(letters().find(UUID.randomUUID())).isEmpty();
  }

  @Test
  void remembersWhoLookedAfterIt() {
    DeadLetter letter = letter();
    letters().insert(letter, 0, 1);
    UserId user = user();
    letters().update(letter.changed(DeadLetter.State.REPLAYED, T0.plusSeconds(9), user));
    DeadLetter found = letters().lock(letter.id()).orElseThrow();
    assertThat(found.state()).isEqualTo(DeadLetter.State.REPLAYED);
    assertThat(found.changedAt()).isEqualTo(T0.plusSeconds(9));
    assertThat(found.changedBy()).isEqualTo(user);
    assertThat(letters().open()).isZero();
  }

  @Test
  void listsNewestFirstByState() {
    for (int i = 0; i < 3; i++) {
      letters().insert(letter(), 0, i);
    }
    Page<DeadLetter> first = letters().list(null, new PageRequest(2, null));
    assertThat(first.items()).hasSize(2);
    assertThat(first.total()).isEqualTo(3);
    Page<DeadLetter> second = letters().list(null, new PageRequest(2, first.nextCursor()));
    assertThat(second.items()).hasSize(1);
    assertThat(second.nextCursor()).isNull();
    assertThat(second.items().getFirst().id().toString())
        .isLessThan(first.items().getLast().id().toString());
    letters().update(first.items().getFirst().changed(DeadLetter.State.DISCARDED, T0, user()));
    assertThat(letters().list(DeadLetter.State.OPEN, new PageRequest(10, null)).items()).hasSize(2);
    assertThat(letters().list(DeadLetter.State.DISCARDED, new PageRequest(10, null)).total())
        .isEqualTo(1);
  }
}
