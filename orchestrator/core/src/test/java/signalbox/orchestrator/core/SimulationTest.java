package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import signalbox.orchestrator.core.TransitionTable.Transition;

/**
 * Seeded histories of one or two orchestrators with two simulated instances under random faults,
 * with every invariant checked at every step. {@code -Dsignalbox.simulation.histories=50000} runs
 * more, {@code -Dsignalbox.simulation.seed=S} runs one again.
 */
class SimulationTest {
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
    SimulatedWorld.Counts counts = new SimulatedWorld.Counts();
    Set<Transition<RunPhase, RunEvent.Kind>> visited = new HashSet<>();
    for (long seed = 1; seed <= HISTORIES; seed++) {
      SimulatedWorld world = replay(seed);
      counts.add(world.counts());
      visited.addAll(world.visited());
    }
    // A simulation in which nothing goes well, or nothing goes wrong, shows nothing.
    assertThat(counts.succeeded).isGreaterThan(HISTORIES);
    assertThat(counts.lost).isGreaterThan(HISTORIES / 2);
    assertThat(counts.cancelled).isGreaterThan(HISTORIES / 10);
    assertThat(counts.takeovers).isGreaterThan(HISTORIES);
    assertThat(counts.heldByLimit).isGreaterThan(HISTORIES / 10);
    assertThat(counts.heldByBudget).isGreaterThan(HISTORIES / 100);
    assertThat(counts.comparedShares).isGreaterThan(HISTORIES / 10);
    assertThat(visited).isSubsetOf(RunStates.transitions());
    if (HISTORIES >= ENOUGH) {
      Set<Transition<RunPhase, RunEvent.Kind>> missing = new HashSet<>(RunStates.transitions());
      missing.removeAll(visited);
      assertThat(missing).as("never visited").isEmpty();
    }
  }

  private static SimulatedWorld replay(long seed) {
    SimulatedWorld world = new SimulatedWorld(seed);
    try {
      world.live();
      return world;
    } catch (AssertionError | RuntimeException broken) {
      return fail("seed " + seed + " at step " + world.step() + ": " + broken.getMessage(), broken);
    }
  }
}
