package signalbox.application.project;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** Finds what has a name. Thread-safe. */
public interface ResourceSearch {
  /**
   * Among so many of the newest runs a part of a name is looked for; its beginning is found in all.
   */
  int RUNS_LOOKED_THROUGH = 5_000;

  /**
   * The best matches first, of equal ones the newest first. Upper and lower case are the same.
   *
   * @param text not empty, and taken as it is: no sign in it has a meaning
   * @param project null: every project
   * @param member only projects in which this user has a role; null: all of them
   */
  List<FoundResource> search(
      String text, @Nullable ProjectId project, @Nullable UserId member, int limit);
}
