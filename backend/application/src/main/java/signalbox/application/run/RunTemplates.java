package signalbox.application.run;

import java.util.List;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunTemplate;
import signalbox.domain.run.RunTemplateId;

/** Stored templates of runs. Thread-safe; takes part in the current transaction. */
public interface RunTemplates {
  /**
   * Stores a template, or replaces the owner's one of the same name in the project, whose id stays.
   *
   * @return what is stored
   */
  RunTemplate save(RunTemplate template);

  /** The owner's templates in a project, in the order of their names. */
  List<RunTemplate> list(ProjectId project, UserId owner);

  /** False when the owner has no such template in the project. */
  boolean delete(ProjectId project, UserId owner, RunTemplateId id);
}
