package signalbox.application.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import signalbox.application.shared.Transactions;

/** What every outbox must do, on an empty one. */
public abstract class OutboxStoreContract {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

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
              return Set.of(batch.get(1).number());
            });
    assertThat(first).isEqualTo(new OutboxStore.Drained(2, 1));
    OutboxStore.Drained second =
        outbox.drain(
            10,
            batch -> {
              assertThat(batch)
                  .extracting(entry -> entry.message().key())
                  .containsExactly("a", "c");
              return batch.stream().map(OutboxStore.Numbered::number).collect(Collectors.toSet());
            });
    assertThat(second).isEqualTo(new OutboxStore.Drained(2, 2));
    assertThat(outbox.drain(10, batch -> Set.of())).isEqualTo(new OutboxStore.Drained(0, 0));
    assertThat(outbox.backlog()).isEqualTo(new OutboxStore.Backlog(0, java.util.Optional.empty()));
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
