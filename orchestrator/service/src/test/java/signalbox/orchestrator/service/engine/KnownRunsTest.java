package signalbox.orchestrator.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import signalbox.orchestrator.core.RunPhase;
import signalbox.orchestrator.core.RunState;

class KnownRunsTest {
  private final KnownRuns runs = new KnownRuns();

  @Test
  void ofOrdinaryRunsTheOldestEndsAreForgotten() {
    List<Run> forgotten = new ArrayList<>();
    for (int i = 0; i < KnownRuns.ENDED_KEPT + 3; i++) {
      forgotten.addAll(end(run("r" + i)));
    }
    assertThat(forgotten).extracting(Run::id).containsExactly("r0", "r1", "r2");
    assertThat(runs.get("r0")).isNull();
    assertThat(runs.get("r3")).isNotNull();
    assertThat(runs.alive()).isZero();
  }

  @Test
  void aTrialIsKnownUntilItsStudyLetsGoOfIt() {
    Run trial = run("019b7a5e-0000-7000-8000-000000000004");
    trial.trial =
        new Trial("s", 0, trial.id(), "", "{}", true, Instant.EPOCH, 1, new ReportedValues());
    assertThat(runs.alive()).isEqualTo(1);
    assertThat(end(trial)).isEmpty();
    assertThat(runs.alive()).isZero();
    for (int i = 0; i < KnownRuns.ENDED_KEPT + 3; i++) {
      end(run("r" + i));
    }
    assertThat(runs.get(trial.id())).isSameAs(trial);
    runs.remove(trial);
    assertThat(runs.get(trial.id())).isNull();
    assertThat(runs.alive()).isZero();
  }

  private Run run(String id) {
    Run run = new Run(0, RunState.created(id));
    runs.put(run);
    return run;
  }

  private List<Run> end(Run run) {
    RunState state = run.state;
    run.state =
        new RunState(
            state.runId(),
            RunPhase.SUCCEEDED,
            null,
            1,
            1,
            false,
            0,
            4,
            null,
            0,
            Instant.EPOCH,
            null,
            null,
            false,
            null);
    return runs.ended(run);
  }
}
