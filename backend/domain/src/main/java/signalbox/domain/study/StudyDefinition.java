package signalbox.domain.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.Fault;

/**
 * What is searched, and how. Checked and complete; never changes.
 *
 * @param search the ranges by the parameter's path ({@code a.b} is {@code b} within {@code a}), in
 *     the order in which people named them
 * @param objectives one at least
 * @param pruner null when every trial goes on to its end
 * @param seed from 0 to 2^31 - 1; the same seed and a parallelism of 1 give the same trials
 */
public record StudyDefinition(
    Map<String, SearchRange> search,
    List<Objective> objectives,
    List<StudyConstraint> constraints,
    StudyMethod sampler,
    @Nullable Pruner pruner,
    int seed) {
  public StudyDefinition {
    search = Collections.unmodifiableMap(new LinkedHashMap<>(search));
    objectives = List.copyOf(objectives);
    constraints = List.copyOf(constraints);
  }

  /** The only objective; null when there are several. */
  public @Nullable Objective single() {
    return objectives.size() == 1 ? objectives.getFirst() : null;
  }

  /**
   * What is wrong with parameters that a person names for a trial: each searched one must have a
   * value of its range, and there are no others.
   *
   * @param field where they stand: {@code enqueue[0]}
   */
  public List<Fault> faultsOf(String field, Map<String, Object> parameters) {
    List<Fault> faults = new ArrayList<>();
    search.forEach((name, range) -> {
      if (!parameters.containsKey(name)) {
        faults.add(Fault.inField(field + "." + name, "is required"));
      } else if (!range.holds(parameters.get(name))) {
        faults.add(Fault.inField(field + "." + name, "is no value of its range"));
      }
    });
    for (String name : parameters.keySet()) {
      if (!search.containsKey(name)) {
        faults.add(Fault.inField(field + "." + name, "is not searched"));
      }
    }
    return faults;
  }

  /** True when a completed trial of the other study says something about this one. */
  public boolean learnsFrom(StudyDefinition other) {
    return search.keySet().equals(other.search.keySet()) && objectives.equals(other.objectives);
  }
}
