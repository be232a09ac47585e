package signalbox.application.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import signalbox.application.shared.Transactions;

/** What every outbox must do, on an empty one. */
public abstract class OutboxStoreContract {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private static final OutboxStore.Place PLACE = new OutboxStore.Place(3, 14, T0.plusSeconds(9));

  protected abstract OutboxStore outbox();

  protected abstract Transactions transactions();

  private static OutboxStore.Message message(String key, int second) {
    return new OutboxStore.Message(
        "commands",
        key,
        Map.of("ce_id", key, "traceparent", "00-x"),
        key.getBytes(StandardCharsets.UTF_8),
        T0.plusSeconds(second));
  }

  @Test
  void givesMessagesInOrderUntilTheyAreSent() {
    OutboxStore outbox = outbox();
    transactions()
        .inTransaction(() -> {
          outbox.append(message("a", 1));
          outbox.append(message("b", 2));
          outbox.append(message("c", 3));
        });
    assertThat(outbox.backlog().messages()).isEqualTo(3);
    assertThat(outbox.backlog().oldest()).contains(T0.plusSeconds(1));
    OutboxStore.Drained first =
        outbox.drain(
            2,
            batch -> {
              assertThat(batch)
                  .extracting(entry -> entry.message().key())
                  .containsExactly("a", "b");
              assertThat(batch.getFirst().message().headers()).containsEntry("ce_id", "a");
              assertThat(batch.getFirst().message().payload()).asString().isEqualTo("a");
              return Map.of(batch.get(1).number(), PLACE);
            });
    assertThat(first).isEqualTo(new OutboxStore.Drained(2, 1));
    OutboxStore.Drained second =
        outbox.drain(
            10,
            batch -> {
              assertThat(batch)
                  .extracting(entry -> entry.message().key())
                  .containsExactly("a", "c");
              return batch.stream()
                  .collect(Collectors.toMap(OutboxStore.Numbered::number, entry -> PLACE));
            });
    assertThat(second).isEqualTo(new OutboxStore.Drained(2, 2));
    assertThat(outbox.drain(10, batch -> Map.of())).isEqualTo(new OutboxStore.Drained(0, 0));
    assertThat(outbox.backlog()).isEqualTo(new OutboxStore.Backlog(0, java.util.Optional.empty()));
  }

  @Test
  void remembersWhereTheBrokerHasTheCommandsOfRuns() {
    OutboxStore outbox = outbox();
    UUID run = UUID.randomUUID();
    UUID command = UUID.randomUUID();
    transactions()
        .inTransaction(() -> {
          outbox.append(
              new OutboxStore.Message(
                  "commands",
                  run.toString(),
                  Map.of("ce_id", command.toString(), "ce_type", "signalbox.command.start_run"),
                  new byte[] {1},
                  T0));
          outbox.append(
              new OutboxStore.Message(
                  "commands",
                  UUID.randomUUID().toString(),
                  Map.of("ce_id", "x", "ce_type", "signalbox.command.predict"),
                  new byte[] {1},
                  T0));
        });
    assertThat(outbox.sentCommands(run)).isEmpty();
    outbox.drain(
        10,
        batch ->
            batch.stream().collect(Collectors.toMap(OutboxStore.Numbered::number, entry -> PLACE)));
    assertThat(outbox.sentCommands(run))
        .containsExactly(
            new OutboxStore.SentCommand(
                command, "signalbox.command.start_run", T0, "commands", PLACE));
  }

  @Test
  void aCommandWithTheKeyOfAnotherRunIsRememberedAsItsOwn() {
    OutboxStore outbox = outbox();
    UUID study = UUID.randomUUID();
    UUID trial = UUID.randomUUID();
    UUID command = UUID.randomUUID();
    transactions()
        .inTransaction(() ->
            outbox.append(
                new OutboxStore.Message(
                    "commands",
                    study.toString(),
                    Map.of(
                        "ce_id",
                        command.toString(),
                        "ce_type",
                        "signalbox.command.cancel_run",
                        OutboxStore.Message.SUBJECT,
                        trial.toString()),
                    new byte[] {1},
                    T0)));
    outbox.drain(
        10,
        batch ->
            batch.stream().collect(Collectors.toMap(OutboxStore.Numbered::number, entry -> PLACE)));
    assertThat(outbox.sentCommands(study)).isEmpty();
    assertThat(outbox.sentCommands(trial))
        .extracting(OutboxStore.SentCommand::commandId)
        .containsExactly(command);
  }

  @Test
  void keepsEverythingWhenSendingThrows() {
    OutboxStore outbox = outbox();
    transactions().inTransaction(() -> outbox.append(message("a", 1)));
    assertThatThrownBy(() ->
            outbox.drain(
                10,
                (List<OutboxStore.Numbered> batch) -> {
                  throw new IllegalStateException("broken");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(outbox.backlog().messages()).isEqualTo(1);
  }
}
