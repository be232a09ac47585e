package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import signalbox.domain.run.RunStatus;

class RunCountersTest {
  private final RunCounters counters = new RunCounters(_ -> {});

  @Test
  void countsTransitionsByTheStatusTheyLedTo() {
    counters.applied(RunStatus.QUEUED);
    counters.applied(RunStatus.QUEUED);
    counters.applied(RunStatus.FAILED);
    assertThat(counters.transitionsTo(RunStatus.QUEUED)).isEqualTo(2);
    assertThat(counters.transitionsTo(RunStatus.FAILED)).isEqualTo(1);
    assertThat(counters.transitionsTo(RunStatus.SUCCEEDED)).isZero();
    assertThat(counters.appliedStatuses()).isEqualTo(3);
  }
}
