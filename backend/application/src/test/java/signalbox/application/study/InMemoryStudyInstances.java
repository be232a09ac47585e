package signalbox.application.study;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.run.RunId;

/** Sets of instances in memory. */
public final class InMemoryStudyInstances implements StudyInstances {
  private final Function<DatasetId, Optional<StudyInstance>> datasets;
  private final Map<RunId, List<DatasetId>> sets = new HashMap<>();

  /**
   * @param datasets those that are there
   */
  public InMemoryStudyInstances(Function<DatasetId, Optional<StudyInstance>> datasets) {
    this.datasets = datasets;
  }

  @Override
  public Set<DatasetId> insert(RunId study, List<DatasetId> instances) {
    Set<DatasetId> gone = new HashSet<>();
    for (DatasetId instance : instances) {
      if (datasets.apply(instance).isEmpty()) {
        gone.add(instance);
      }
    }
    if (gone.isEmpty()) {
      sets.put(study, List.copyOf(instances));
    }
    return gone;
  }

  @Override
  public List<StudyInstance> list(RunId study) {
    return sets.getOrDefault(study, List.of()).stream()
        .map(datasets)
        .flatMap(Optional::stream)
        .toList();
  }
}
