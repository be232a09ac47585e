package signalbox.application.project;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** Everything that lies in a project. Thread-safe; takes part in the current transaction. */
public interface ProjectContent {
  /** Runs that have not ended. */
  List<RunId> activeRuns(ProjectId project);

  List<RunId> runs(ProjectId project);

  /** Where the bytes of datasets lie. */
  List<StoredTable> tables(ProjectId project);

  /** Removes models and their versions; runs forget which one they made or used. */
  void deleteModels(ProjectId project);

  /** Removes datasets; no run may be left. */
  void deleteDatasets(ProjectId project);

  /**
   * The bytes of a dataset.
   *
   * @param originalKey of what was uploaded, where a copy was made of it; else null
   */
  record StoredTable(String objectKey, @Nullable String originalKey) {}
}
