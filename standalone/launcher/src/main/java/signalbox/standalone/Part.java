package signalbox.standalone;

import java.util.Set;
import signalbox.embedded.ChildProcess;

/**
 * One thing to start.
 *
 * @param name how it is called in commands and log files
 * @param title how it is called on screen
 * @param needs names of the parts that must be ready before
 * @param kind whether it stays, or does its work and ends
 * @param stopOrder lower numbers are stopped first, equal ones together
 * @param starter starts it, and returns when it is ready (or, for a task, done)
 */
record Part(
    String name, String title, Set<String> needs, Kind kind, int stopOrder, Starter starter) {

  Part {
    needs = Set.copyOf(needs);
  }

  enum Kind {
    SERVICE,
    TASK
  }

  /** Blocks; throws {@link signalbox.embedded.StartFailure}, with nothing left behind. */
  @FunctionalInterface
  interface Starter {
    ChildProcess start();
  }
}
