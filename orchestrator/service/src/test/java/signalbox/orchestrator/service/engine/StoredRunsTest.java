package signalbox.orchestrator.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import signalbox.orchestrator.core.Placement;
import signalbox.orchestrator.core.RunOrder;
import signalbox.orchestrator.core.RunPhase;
import signalbox.orchestrator.core.RunState;
import signalbox.orchestrator.core.WaitReason;

class StoredRunsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final RunOrder ORDER =
      new RunOrder("p", 2, 3, "lightgbm", Duration.ofMinutes(5), NOW, 4, 77);

  @Test
  void everyReasonToWaitSurvivesATakeover() {
    for (WaitReason.Kind kind : WaitReason.Kind.values()) {
      Instant until = kind == WaitReason.Kind.AHEAD ? null : NOW.plusSeconds(8);
      RunState waiting =
          state(RunPhase.QUEUED, null, new WaitReason(kind, "tabular", 3, until, "because"));
      assertThat(again(waiting)).isEqualTo(waiting);
    }
  }

  @Test
  void everyPhaseSurvivesATakeover() {
    for (RunPhase phase : RunPhase.values()) {
      Placement placement = phase.holdsSlot() ? new Placement("tabular", "127.0.0.1:50051") : null;
      RunState state = state(phase, placement, null);
      assertThat(again(state)).isEqualTo(state);
    }
  }

  private static RunState again(RunState state) {
    return StoredRuns.read(StoredRuns.write(state, "", ByteString.EMPTY, List.of(), NOW));
  }

  private static RunState state(
      RunPhase phase,
      @org.jspecify.annotations.Nullable Placement placement,
      @org.jspecify.annotations.Nullable WaitReason reason) {
    return new RunState(
        "r",
        phase,
        ORDER,
        2,
        3,
        true,
        1,
        9,
        placement,
        5,
        NOW,
        NOW.plusSeconds(1),
        NOW,
        true,
        reason);
  }
}
