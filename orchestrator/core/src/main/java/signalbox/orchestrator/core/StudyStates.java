package signalbox.orchestrator.core;

import static signalbox.orchestrator.core.StudyPhase.CANCELLED;
import static signalbox.orchestrator.core.StudyPhase.CANCELLING;
import static signalbox.orchestrator.core.StudyPhase.CREATED;
import static signalbox.orchestrator.core.StudyPhase.FAILED;
import static signalbox.orchestrator.core.StudyPhase.QUEUED;
import static signalbox.orchestrator.core.StudyPhase.SEARCHING;
import static signalbox.orchestrator.core.StudyPhase.STOPPING;
import static signalbox.orchestrator.core.StudyPhase.SUCCEEDED;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The transition table of a study. {@link StudyMachine} refuses to leave it, a test visits each of
 * its rows, and the diagram in the documentation is drawn from it.
 */
public final class StudyStates {
  /** One legal transition; from a phase to itself where the event is heard but moves nothing. */
  public record Transition(StudyPhase from, StudyEvent.Kind event, StudyPhase to) {}

  private static final Set<Transition> TABLE =
      new Table()
          .row(CREATED, StudyEvent.Kind.START_COMMANDED, QUEUED, FAILED)
          .row(QUEUED, StudyEvent.Kind.CHANGE_COMMANDED, QUEUED, SUCCEEDED)
          .row(QUEUED, StudyEvent.Kind.CANCEL_COMMANDED, CANCELLED)
          .row(QUEUED, StudyEvent.Kind.SUGGESTED, SEARCHING, SUCCEEDED)
          .row(QUEUED, StudyEvent.Kind.SUGGEST_FAILED, QUEUED)
          .row(QUEUED, StudyEvent.Kind.DEFINITION_REFUSED, FAILED)
          .row(QUEUED, StudyEvent.Kind.TIMERS_DUE, QUEUED)
          .row(QUEUED, StudyEvent.Kind.RECOVERED, QUEUED, SEARCHING)
          .row(SEARCHING, StudyEvent.Kind.CHANGE_COMMANDED, SEARCHING, STOPPING, SUCCEEDED, FAILED)
          .row(SEARCHING, StudyEvent.Kind.CANCEL_COMMANDED, CANCELLING, CANCELLED)
          .row(SEARCHING, StudyEvent.Kind.SUGGESTED, SEARCHING, SUCCEEDED, FAILED)
          .row(SEARCHING, StudyEvent.Kind.STORY_HEARD, SEARCHING)
          .row(SEARCHING, StudyEvent.Kind.SUGGEST_FAILED, SEARCHING)
          .row(SEARCHING, StudyEvent.Kind.DEFINITION_REFUSED, SEARCHING, FAILED)
          .row(SEARCHING, StudyEvent.Kind.TRIAL_ENDED, SEARCHING, SUCCEEDED, FAILED)
          .row(SEARCHING, StudyEvent.Kind.REPORTED, SEARCHING)
          .row(SEARCHING, StudyEvent.Kind.TIMERS_DUE, SEARCHING, STOPPING, SUCCEEDED, FAILED)
          .row(SEARCHING, StudyEvent.Kind.RECOVERED, SEARCHING, SUCCEEDED, FAILED)
          .row(STOPPING, StudyEvent.Kind.CHANGE_COMMANDED, STOPPING)
          .row(STOPPING, StudyEvent.Kind.CANCEL_COMMANDED, CANCELLING)
          .row(STOPPING, StudyEvent.Kind.SUGGESTED, STOPPING)
          .row(STOPPING, StudyEvent.Kind.STORY_HEARD, STOPPING)
          .row(STOPPING, StudyEvent.Kind.SUGGEST_FAILED, STOPPING)
          .row(STOPPING, StudyEvent.Kind.DEFINITION_REFUSED, STOPPING)
          .row(STOPPING, StudyEvent.Kind.TRIAL_ENDED, STOPPING, SUCCEEDED, FAILED)
          .row(STOPPING, StudyEvent.Kind.REPORTED, STOPPING)
          .row(STOPPING, StudyEvent.Kind.TIMERS_DUE, STOPPING)
          .row(STOPPING, StudyEvent.Kind.RECOVERED, STOPPING, SUCCEEDED, FAILED)
          .row(CANCELLING, StudyEvent.Kind.CHANGE_COMMANDED, CANCELLING)
          .row(CANCELLING, StudyEvent.Kind.CANCEL_COMMANDED, CANCELLING)
          .row(CANCELLING, StudyEvent.Kind.TRIAL_ENDED, CANCELLING, CANCELLED)
          .row(CANCELLING, StudyEvent.Kind.RECOVERED, CANCELLING, CANCELLED)
          .rows;

  private StudyStates() {}

  /** All legal transitions. */
  public static Set<Transition> transitions() {
    return Set.copyOf(TABLE);
  }

  /** True when the table has this transition. */
  public static boolean legal(StudyPhase from, StudyEvent.Kind event, StudyPhase to) {
    return TABLE.contains(new Transition(from, event, to));
  }

  /**
   * The table as the text of a Mermaid state diagram; transitions from a phase to itself are left
   * out.
   */
  public static String toMermaid() {
    Map<StudyPhase, Map<StudyPhase, Set<String>>> edges = new EnumMap<>(StudyPhase.class);
    for (Transition row : TABLE) {
      if (row.from() != row.to()) {
        edges
            .computeIfAbsent(row.from(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(row.to(), _ -> new TreeSet<>())
            .add(words(row.event()));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add("stateDiagram-v2");
    lines.add("  [*] --> CREATED");
    edges.forEach((from, targets) ->
        targets.forEach((to, events) ->
            lines.add("  " + from + " --> " + to + ": " + String.join(", ", events))));
    for (StudyPhase phase : StudyPhase.values()) {
      if (phase.terminal()) {
        lines.add("  " + phase + " --> [*]");
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static String words(StudyEvent.Kind event) {
    return event.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static final class Table {
    private final Set<Transition> rows = new LinkedHashSet<>();

    Table row(StudyPhase from, StudyEvent.Kind event, StudyPhase... targets) {
      for (StudyPhase to : targets) {
        rows.add(new Transition(from, event, to));
      }
      return this;
    }
  }
}
