package signalbox.application.artifact;

import java.util.List;
import java.util.Optional;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.run.RunId;

/** What is known of stored artifacts. Thread-safe; takes part in the current transaction. */
public interface ArtifactRepository {
  Optional<Artifact> find(RunId run, String name);

  /**
   * Stores an artifact, or replaces the one of this name unless that belongs to a newer attempt.
   */
  void put(Artifact artifact);

  /** In the order of their names. */
  Page<Artifact> list(RunId run, PageRequest page);

  /** Artifacts whose revision is larger, the smallest first. */
  List<Artifact> changedAfter(RunId run, long revision);
}
