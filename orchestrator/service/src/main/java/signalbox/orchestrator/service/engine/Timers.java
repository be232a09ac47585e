package signalbox.orchestrator.service.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import signalbox.orchestrator.core.RunMachine;

/**
 * When which run is to be looked at. At most one timer of a run counts; one that was overtaken
 * stays in the heap until its time and is then ignored. Touched by the engine's thread alone.
 */
final class Timers {
  private record Timer(Instant at, String runId) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      return at.compareTo(other.at);
    }
  }

  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final RunMachine machine;
  private final KnownRuns runs;

  Timers(RunMachine machine, KnownRuns runs) {
    this.machine = machine;
    this.runs = runs;
  }

  /** Sets the timer that the run's state asks for. */
  void set(Run run) {
    Optional<Instant> due = machine.due(run.state);
    Instant set = run.timerAt;
    // A later time needs no new timer: when the old one fires, it looks again.
    if (due.isPresent() && (set == null || due.get().isBefore(set))) {
      run.timerAt = due.get();
      timers.add(new Timer(due.get(), run.id()));
    }
  }

  /** Hands over the runs whose time has come. */
  void fire(Instant now, Consumer<Run> due) {
    for (Timer timer = timers.peek();
        timer != null && !timer.at().isAfter(now);
        timer = timers.peek()) {
      timers.remove();
      Run run = runs.get(timer.runId());
      if (run == null || !timer.at().equals(run.timerAt)) {
        continue;
      }
      run.timerAt = null;
      Optional<Instant> time = machine.due(run.state);
      if (time.isPresent() && !time.get().isAfter(now)) {
        due.accept(run);
      }
      set(run);
    }
  }

  /** How long nothing fires, at most {@code most}. */
  Duration pause(Instant now, Duration most) {
    Timer next = timers.peek();
    if (next == null) {
      return most;
    }
    Duration left = Duration.between(now, next.at()).plusMillis(1);
    return left.isNegative() ? Duration.ZERO : left.compareTo(most) < 0 ? left : most;
  }
}
