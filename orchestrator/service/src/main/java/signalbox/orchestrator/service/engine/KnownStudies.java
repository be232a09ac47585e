package signalbox.orchestrator.service.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The studies of this process: all that are alive, and the {@value #ENDED_KEPT} that ended last, so
 * that a command that comes again finds its answer. Touched by the engine's thread alone.
 */
final class KnownStudies {
  static final int ENDED_KEPT = 1_000;

  private final Map<String, Study> alive = new LinkedHashMap<>();
  private final Map<String, Study> ended = new LinkedHashMap<>();

  @Nullable Study get(String studyId) {
    Study known = alive.get(studyId);
    return known == null ? ended.get(studyId) : known;
  }

  void put(Study study) {
    if (study.state.phase().terminal()) {
      ended.put(study.id(), study);
    } else {
      alive.put(study.id(), study);
    }
  }

  /** The study has ended; answers those that ended so long ago that they are forgotten now. */
  List<Study> ended(Study study) {
    alive.remove(study.id());
    ended.put(study.id(), study);
    List<Study> forgotten = new ArrayList<>();
    while (ended.size() > ENDED_KEPT) {
      Study oldest = ended.values().iterator().next();
      ended.remove(oldest.id());
      forgotten.add(oldest);
    }
    return forgotten;
  }

  /** Drops the studies of these partitions; answers those that were alive. */
  List<Study> remove(Collection<Integer> partitions) {
    Set<Integer> gone = new LinkedHashSet<>(partitions);
    List<Study> living =
        alive.values().stream().filter(study -> gone.contains(study.partition)).toList();
    alive.values().removeAll(living);
    ended.values().removeIf(study -> gone.contains(study.partition));
    return living;
  }

  /** Those that have not ended. */
  Collection<Study> alive() {
    return alive.values();
  }
}
