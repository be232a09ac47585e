package signalbox.application.transfer;

import java.time.Instant;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.transfer.ImportId;

/**
 * One attempt at an import, when its file is known.
 *
 * @param project that comes into being
 * @param name of the project
 * @param user owns everything in it
 * @param origin name of the project where it comes from
 * @param exportedAt what had not ended then ends with that
 * @param now when the rows are written
 */
public record Importing(
    ImportId id,
    int attempt,
    ProjectId project,
    String name,
    UserId user,
    String origin,
    Instant exportedAt,
    Instant now) {
  public IdRenewal renewal() {
    return new IdRenewal(id, attempt);
  }

  /** The same under another name. */
  Importing named(String other) {
    return new Importing(id, attempt, project, other, user, origin, exportedAt, now);
  }
}
