package signalbox.domain.project;

import java.time.Instant;
import signalbox.domain.error.SignalboxException;

/**
 * What belongs together: datasets, runs, models, and the people who may see them.
 *
 * @param name unique, upper and lower case not told apart
 */
public record Project(
    ProjectId id, String name, String description, Instant createdAt, ProjectLimits limits) {
  public static final int MAX_NAME_LENGTH = 200;
  public static final int MAX_DESCRIPTION_LENGTH = 2000;

  public Project {
    if (name.isBlank() || name.length() > MAX_NAME_LENGTH) {
      throw SignalboxException.invalid("name", "must have 1 to " + MAX_NAME_LENGTH + " characters");
    }
    if (description.length() > MAX_DESCRIPTION_LENGTH) {
      throw SignalboxException.invalid(
          "description", "must have at most " + MAX_DESCRIPTION_LENGTH + " characters");
    }
  }

  /** Without limits. */
  public Project(ProjectId id, String name, String description, Instant createdAt) {
    this(id, name, description, createdAt, ProjectLimits.INITIAL);
  }
}
