package signalbox.application.artifact;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.run.RunId;

/** Artifacts in memory. For one thread. */
public final class InMemoryArtifactRepository implements ArtifactRepository {
  private final Map<String, Artifact> artifacts = new TreeMap<>();

  @Override
  public Optional<Artifact> find(RunId run, String name) {
    return Optional.ofNullable(artifacts.get(run + "/" + name));
  }

  @Override
  public void put(Artifact artifact) {
    artifacts.merge(
        artifact.runId() + "/" + artifact.name(),
        artifact,
        (known, next) -> known.attempt() > next.attempt() ? known : next);
  }

  @Override
  public Page<Artifact> list(RunId run, PageRequest page) {
    List<Artifact> all = ofRun(run);
    String after = page.cursor();
    List<Artifact> rest =
        all.stream()
            .filter(artifact -> after == null || artifact.name().compareTo(after) > 0)
            .toList();
    List<Artifact> shown = rest.subList(0, Math.min(rest.size(), page.limit()));
    return new Page<>(
        shown, rest.size() > shown.size() ? shown.getLast().name() : null, all.size());
  }

  @Override
  public List<Artifact> changedAfter(RunId run, long revision) {
    return ofRun(run).stream()
        .filter(artifact -> artifact.revision() > revision)
        .sorted(Comparator.comparingLong(Artifact::revision).thenComparing(Artifact::name))
        .toList();
  }

  private List<Artifact> ofRun(RunId run) {
    return artifacts.values().stream().filter(artifact -> artifact.runId().equals(run)).toList();
  }
}
