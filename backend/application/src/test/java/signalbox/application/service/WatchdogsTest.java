package signalbox.application.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.event.InMemoryOutboxStore;
import signalbox.application.event.OutboxStore;
import signalbox.application.service.PartHealth.State;

/** When the watchdogs over the outbox and the reader of statuses bark, by a clock of the test. */
final class WatchdogsTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = T0;
  private @Nullable String problem;
  private long lag;
  private final InMemoryOutboxStore store = new InMemoryOutboxStore();
  private final OutboxProbe outbox =
      new OutboxProbe(store, () -> Optional.ofNullable(problem), () -> now);
  private final StatusesProbe statuses =
      new StatusesProbe(() -> Optional.ofNullable(problem), () -> T0, () -> lag, () -> now);

  @Test
  void aCommandThatWaitsForTooLongIsSaidInWords() {
    assertThat(outbox.look().state()).isEqualTo(State.UP);
    store.append(new OutboxStore.Message("commands", "a", Map.of(), new byte[] {1}, T0));
    now = T0.plus(OutboxProbe.LATE);
    assertThat(outbox.look().state()).isEqualTo(State.UP);
    now = now.plusMillis(1);
    problem = "Commands wait: TimeoutException";
    PartHealth late = outbox.look();
    assertThat(late.state()).isEqualTo(State.DEGRADED);
    assertThat(late.detail()).contains("1 command waits", "for 10 s", "TimeoutException");
  }

  @Test
  void aReaderThatHangsFailsOrLagsIsSaidInWords() {
    now = T0.plus(StatusesProbe.STUCK);
    assertThat(statuses.look().state()).isEqualTo(State.UP);
    now = now.plusMillis(1);
    assertThat(statuses.look().state()).isEqualTo(State.DEGRADED);
    assertThat(statuses.look().detail()).contains("has not moved for 30 s");
    now = T0;
    lag = StatusesProbe.FAR_BEHIND + 1;
    assertThat(statuses.look().detail()).contains("20001 statuses wait");
    problem = "A store does not answer; statuses wait";
    assertThat(statuses.look().detail()).isEqualTo("A store does not answer; statuses wait.");
  }
}
