package signalbox.domain.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The state of a run. The lower-case name is the public word. */
public enum RunStatus {
  /** Stored with its command; the orchestrator has not said anything yet. */
  CREATED,
  /** The orchestrator has it; it waits for a slot. */
  QUEUED,
  /** An attempt was handed to an instance. */
  STARTING,
  /** User code executes. */
  RUNNING,
  /** Nothing was heard for a lease; the attempt may come back. */
  LOST_CONTACT,
  /** An attempt was lost; the next one waits for its time. */
  RETRYING,
  /** A stop was asked for. */
  CANCELLING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  TIMED_OUT;

  /** The one table of legal transitions; whatever is not here is illegal. */
  private static final Map<RunStatus, Set<RunStatus>> TRANSITIONS = transitions();

  /** True when the state never changes again. */
  public boolean terminal() {
    return successors().isEmpty();
  }

  /** The words of all states that are not terminal, in the order of the enum. */
  public static List<String> liveWords() {
    return Arrays.stream(values())
        .filter(status -> !status.terminal())
        .map(RunStatus::word)
        .toList();
  }

  /** True when a run in this state may go to {@code next}. */
  public boolean mayBecome(RunStatus next) {
    return successors().contains(next);
  }

  /**
   * True when legal transitions, one or more, lead from this state to {@code later}: what a reader
   * may believe that has missed the states between.
   */
  public boolean mayReach(RunStatus later) {
    Set<RunStatus> reached = EnumSet.noneOf(RunStatus.class);
    Deque<RunStatus> open = new ArrayDeque<>(successors());
    while (!open.isEmpty()) {
      RunStatus next = open.pop();
      if (reached.add(next)) {
        open.addAll(next.successors());
      }
    }
    return reached.contains(later);
  }

  /** The states that may follow, in the order of the enum. */
  public Set<RunStatus> successors() {
    return TRANSITIONS.getOrDefault(this, Set.of());
  }

  /** The states from which a run may go to this one, in the order of the enum. */
  public Set<RunStatus> predecessors() {
    Set<RunStatus> from = EnumSet.noneOf(RunStatus.class);
    TRANSITIONS.forEach((status, next) -> {
      if (next.contains(this)) {
        from.add(status);
      }
    });
    return Collections.unmodifiableSet(from);
  }

  /** The word that clients, contracts and the database use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The table as a Mermaid state diagram. */
  public static String mermaid() {
    List<String> lines = new ArrayList<>();
    lines.add("stateDiagram-v2");
    lines.add("    [*] --> " + CREATED.word());
    for (RunStatus from : values()) {
      for (RunStatus to : from.successors()) {
        lines.add("    " + from.word() + " --> " + to.word());
      }
      if (from.terminal()) {
        lines.add("    " + from.word() + " --> [*]");
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static Map<RunStatus, Set<RunStatus>> transitions() {
    Map<RunStatus, Set<RunStatus>> table = new EnumMap<>(RunStatus.class);
    // Failed before an attempt: the command cannot be carried out.
    table.put(CREATED, EnumSet.of(QUEUED, CANCELLING, FAILED));
    // Queued again: the reason why it waits has changed.
    table.put(QUEUED, EnumSet.of(QUEUED, STARTING, CANCELLING, FAILED));
    table.put(STARTING, EnumSet.of(RUNNING, RETRYING, CANCELLING, FAILED, TIMED_OUT));
    table.put(
        RUNNING, EnumSet.of(LOST_CONTACT, RETRYING, CANCELLING, SUCCEEDED, FAILED, TIMED_OUT));
    table.put(LOST_CONTACT, EnumSet.of(RUNNING, RETRYING, CANCELLING, FAILED, TIMED_OUT));
    // Queued after the back-off: it waits for a slot again.
    table.put(RETRYING, EnumSet.of(QUEUED, STARTING, CANCELLING, FAILED));
    // A stop and the end of the run may cross on their way.
    table.put(CANCELLING, EnumSet.of(SUCCEEDED, FAILED, CANCELLED, TIMED_OUT));
    table.replaceAll((from, to) -> Collections.unmodifiableSet(to));
    return Collections.unmodifiableMap(table);
  }
}
