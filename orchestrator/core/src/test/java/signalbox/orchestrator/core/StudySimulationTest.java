package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import signalbox.orchestrator.core.TransitionTable.Transition;

/**
 * Seeded histories of a study under random faults, with every invariant checked at every step.
 * {@code -Dsignalbox.simulation.histories=50000} runs more, {@code -Dsignalbox.simulation.seed=S}
 * runs one again.
 */
class StudySimulationTest {
  private static final int HISTORIES = Integer.getInteger("signalbox.simulation.histories", 10_000);

  /** With fewer a rare transition may not be met. */
  private static final int ENOUGH = 5_000;

  @Test
  void everyHistoryKeepsTheRules() {
    Long one = Long.getLong("signalbox.simulation.seed");
    if (one != null) {
      replay(one);
      return;
    }
    SimulatedStudy.Counts counts = new SimulatedStudy.Counts();
    Set<Transition<StudyPhase, StudyEvent.Kind>> visited = new HashSet<>();
    for (long seed = 1; seed <= HISTORIES; seed++) {
      SimulatedStudy study = replay(seed);
      counts.add(study.counts());
      visited.addAll(study.visited());
    }
    // A simulation in which nothing goes well, or nothing goes wrong, shows nothing.
    assertThat(counts.succeeded).isGreaterThan(HISTORIES / 10);
    assertThat(counts.exact).isGreaterThan(HISTORIES / 20);
    assertThat(counts.cancelled).isGreaterThan(HISTORIES / 20);
    assertThat(counts.pruned).isGreaterThan(HISTORIES / 20);
    assertThat(counts.takeovers).isGreaterThan(HISTORIES);
    assertThat(counts.killed).isGreaterThan(HISTORIES / 10);
    assertThat(counts.retold).isGreaterThan(HISTORIES / 2);
    assertThat(counts.recognized).isGreaterThan(HISTORIES / 20);
    assertThat(counts.late).isGreaterThan(HISTORIES / 20);
    assertThat(counts.held).isGreaterThan(HISTORIES / 20);
    assertThat(visited).isSubsetOf(StudyStates.transitions());
    if (HISTORIES >= ENOUGH) {
      Set<Transition<StudyPhase, StudyEvent.Kind>> missing =
          new HashSet<>(StudyStates.transitions());
      missing.removeAll(visited);
      assertThat(missing).as("never visited").isEmpty();
    }
  }

  private static SimulatedStudy replay(long seed) {
    SimulatedStudy study = new SimulatedStudy(seed);
    try {
      study.live();
      return study;
    } catch (AssertionError | RuntimeException broken) {
      return fail("seed " + seed + " at step " + study.step() + ": " + broken.getMessage(), broken);
    }
  }
}
