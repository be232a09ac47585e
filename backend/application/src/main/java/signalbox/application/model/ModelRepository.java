package signalbox.application.model;

import java.util.Optional;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** Stored models. Thread-safe; takes part in the current transaction. */
public interface ModelRepository {
  Optional<Model> find(ModelId id);

  Optional<ModelVersion> findVersion(ModelId id, int version);

  /** The version that a training stored. */
  Optional<ModelVersion> findByRun(RunId run);

  /** The model of this name, locked until the transaction ends. */
  Optional<Model> findAndLock(ProjectId project, String name);

  /** Adds a model with its first version. */
  void insert(Model model);

  /** Adds a version, which becomes the latest, to a model that this transaction has locked. */
  void insertVersion(ModelVersion version);

  /** Newest first. */
  Page<Model> list(ProjectId project, PageRequest page);

  /** Newest first. */
  Page<ModelVersion> listVersions(ModelId model, PageRequest page);
}
