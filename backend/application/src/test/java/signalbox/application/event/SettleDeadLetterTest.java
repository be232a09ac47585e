package signalbox.application.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.TestProject;
import signalbox.application.run.NoNames;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;

/** What an administrator can do about a message that nobody could read. */
final class SettleDeadLetterTest {
  private static final Instant NOW = TestRuns.NOW;

  private final Principal administrator = new Principal(new UserId(TestRuns.IDS.next()), true);
  private final InMemoryDeadLetterRepository letters = new InMemoryDeadLetterRepository();
  private final InMemoryOutboxStore outbox = new InMemoryOutboxStore();
  private final SettleDeadLetterHandler settle =
      new SettleDeadLetterHandler(
          new DeadLetters(letters, new AccessPolicy(new TestProject()), new NoNames()),
          letters,
          outbox,
          () -> {},
          Set.of("signalbox.status"),
          new ImmediateTransactions(),
          () -> NOW);

  private DeadLetter buried(String topic, @Nullable String key) {
    DeadLetter letter =
        new DeadLetter(
            UUID.randomUUID(),
            DeadLetter.State.OPEN,
            "odd",
            topic,
            1,
            2L,
            key,
            List.of(new DeadLetter.Header("traceparent", "00-x")),
            new byte[] {9, 8},
            NOW,
            NOW,
            null,
            null);
    letters.insert(letter, 0, letter.id().getMostSignificantBits());
    return letter;
  }

  private List<OutboxStore.Message> sent() {
    Map<Long, OutboxStore.Message> taken = new HashMap<>();
    outbox.drain(
        10,
        batch -> {
          batch.forEach(entry -> taken.put(entry.number(), entry.message()));
          return Map.of();
        });
    return List.copyOf(taken.values());
  }

  @Test
  void sendsTheSameBytesToWhereTheyCameFrom() {
    DeadLetter letter = buried("signalbox.status", "a run");
    DeadLetterView view = settle.handle(administrator, new SettleDeadLetter(letter.id(), true));
    assertThat(view.letter().state()).isEqualTo(DeadLetter.State.REPLAYED);
    assertThat(view.letter().changedBy()).isEqualTo(administrator.userId());
    OutboxStore.Message message = sent().getFirst();
    assertThat(message.topic()).isEqualTo("signalbox.status");
    assertThat(message.key()).isEqualTo("a run");
    assertThat(message.payload()).containsExactly(9, 8);
    assertThat(message.headers()).containsExactly(Map.entry("traceparent", "00-x"));
  }

  @Test
  void isSettledOnce() {
    DeadLetter letter = buried("signalbox.status", null);
    settle.handle(administrator, new SettleDeadLetter(letter.id(), false));
    assertThat(sent()).isEmpty();
    refused(letter, true, ErrorCode.DEAD_LETTER_ILLEGAL_STATE);
    assertThat(sent()).isEmpty();
  }

  @Test
  void goesNowhereButToATopicThatIsKnown() {
    refused(buried("elsewhere", "k"), true, ErrorCode.DEAD_LETTER_NOT_REPLAYABLE);
    assertThat(sent()).isEmpty();
    assertThat(letters.open()).isEqualTo(1);
  }

  @Test
  void isForAdministratorsAlone() {
    DeadLetter letter = buried("signalbox.status", "k");
    assertThatThrownBy(() ->
            settle.handle(
                new Principal(new UserId(TestRuns.IDS.next()), false),
                new SettleDeadLetter(letter.id(), true)))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTH_FORBIDDEN));
    assertThat(letters.open()).isEqualTo(1);
  }

  private void refused(DeadLetter letter, boolean replay, ErrorCode code) {
    assertThatThrownBy(
            () -> settle.handle(administrator, new SettleDeadLetter(letter.id(), replay)))
        .isInstanceOfSatisfying(
            SignalboxException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
