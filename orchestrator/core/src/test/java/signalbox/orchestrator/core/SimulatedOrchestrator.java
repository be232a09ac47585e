package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** One process: its queue, what it has read of the changelog, and what its budget has paid for. */
final class SimulatedOrchestrator {
  final Dispatcher dispatcher;
  final Set<String> elsewhere = new HashSet<>();

  /** What the changelog says and this process has not read yet. */
  final Deque<RunState> unread = new ArrayDeque<>();

  private final RetryBudget.Policy budget;
  private final Instant born;
  private int firsts;
  private int retries;
  private int givenBack;

  SimulatedOrchestrator(RetryBudget.Policy budget, Instant born) {
    this.budget = budget;
    this.born = born;
    this.dispatcher = new Dispatcher(budget);
  }

  /** The changelog tells of a run that is another's. */
  void told(RunState state) {
    Placement placement = state.placement();
    RunOrder order = state.order();
    if (placement != null && order != null) {
      elsewhere.add(state.runId());
      dispatcher.elsewhere(state.runId(), order.projectId(), placement);
    } else if (elsewhere.remove(state.runId())) {
      dispatcher.forget(state.runId());
    }
  }

  void started(boolean retry) {
    if (retry) {
      retries++;
    } else {
      firsts++;
    }
  }

  void gaveBack() {
    givenBack++;
  }

  void checkBudget(Instant now) {
    double minutes = Duration.between(born, now).toMillis() / 60_000.0;
    assertThat((double) retries - givenBack)
        .as("retries within the budget")
        .isLessThanOrEqualTo(
            budget.capacity() + budget.share() * firsts + budget.perMinute() * minutes + 1e-6);
  }
}
