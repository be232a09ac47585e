package signalbox.application.study;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import signalbox.domain.run.RunId;
import signalbox.domain.study.Study;

/** Studies in memory. For one thread; locks nothing. */
public final class InMemoryStudyRepository implements StudyRepository {
  private final Map<String, Study> studies = new TreeMap<>();

  @Override
  public void insert(Study study) {
    studies.put(study.id().toString(), study);
  }

  @Override
  public Optional<Study> find(RunId id) {
    return Optional.ofNullable(studies.get(id.toString()));
  }

  @Override
  public List<Study> findAll(Collection<RunId> ids) {
    return studies.values().stream().filter(study -> ids.contains(study.id())).toList();
  }

  @Override
  public List<Study> lock(Collection<RunId> ids) {
    return findAll(ids);
  }

  @Override
  public void updatePlan(Study study) {
    Study known = find(study.id()).orElseThrow(() -> gone(study));
    insert(known.with(study.plan(), study.revision()));
  }

  @Override
  public void updateProgress(Study study) {
    Study known = find(study.id()).orElseThrow(() -> gone(study));
    insert(known.with(study.progress(), study.revision()));
  }

  private static IllegalStateException gone(Study study) {
    return new IllegalStateException("no study " + study.id());
  }
}
