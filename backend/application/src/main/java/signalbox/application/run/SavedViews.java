package signalbox.application.run;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** Stored views. Thread-safe; takes part in the current transaction. */
public interface SavedViews {
  /** Those of the team and the user's own, by name. */
  List<SavedView> list(ProjectId project, UserId user);

  Optional<SavedView> find(UUID id);

  /**
   * Inserts or replaces. Another standard view of the same team or person is one no longer.
   *
   * @return false when another view of the same team or person has the name
   */
  boolean put(SavedView view);

  /** No effect when there is none. */
  void remove(UUID id);
}
