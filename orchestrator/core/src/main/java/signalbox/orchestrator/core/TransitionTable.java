package signalbox.orchestrator.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The legal transitions of a state machine, row by row.
 *
 * @param <P> its phases, the first one first
 * @param <E> the names of its events
 */
public final class TransitionTable<P extends Enum<P>, E extends Enum<E>> {
  /** One legal transition; from a phase to itself where the event is heard but moves nothing. */
  public record Transition<P extends Enum<P>, E extends Enum<E>>(P from, E event, P to) {}

  private final Set<Transition<P, E>> rows = new LinkedHashSet<>();

  TransitionTable() {}

  @SafeVarargs
  final TransitionTable<P, E> row(P from, E event, P... targets) {
    for (P to : targets) {
      rows.add(new Transition<>(from, event, to));
    }
    return this;
  }

  Set<Transition<P, E>> rows() {
    return Set.copyOf(rows);
  }

  boolean has(P from, E event, P to) {
    return rows.contains(new Transition<>(from, event, to));
  }

  /**
   * The table as the text of a Mermaid state diagram; transitions from a phase to itself are left
   * out.
   */
  String toMermaid(P[] phases, Predicate<P> terminal) {
    Map<P, Map<P, Set<String>>> edges = new TreeMap<>();
    for (Transition<P, E> row : rows) {
      if (row.from() != row.to()) {
        edges
            .computeIfAbsent(row.from(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(row.to(), _ -> new TreeSet<>())
            .add(row.event().name().toLowerCase(Locale.ROOT).replace('_', ' '));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add("stateDiagram-v2");
    lines.add("  [*] --> " + phases[0]);
    edges.forEach((from, targets) ->
        targets.forEach((to, events) ->
            lines.add("  " + from + " --> " + to + ": " + String.join(", ", events))));
    for (P phase : phases) {
      if (terminal.test(phase)) {
        lines.add("  " + phase + " --> [*]");
      }
    }
    return String.join("\n", lines) + "\n";
  }
}
