package signalbox.application.run;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** The run of each project that its team compares others with. Thread-safe. */
public interface Baselines {
  Optional<RunId> find(ProjectId project);

  /**
   * @param run of this project; null for none
   */
  void set(ProjectId project, @Nullable RunId run);
}
