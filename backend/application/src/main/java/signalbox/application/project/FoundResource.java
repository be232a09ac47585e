package signalbox.application.project;

import java.time.Instant;
import java.util.UUID;
import signalbox.domain.project.ProjectId;

/**
 * Something with a name and a page.
 *
 * @param note tells it from others of its name: the status of a run, the versions of a model
 */
public record FoundResource(
    Kind kind,
    UUID id,
    ProjectId project,
    String name,
    String note,
    Instant createdAt,
    Match match) {
  /** What it is. */
  public enum Kind {
    PROJECT,
    DATASET,
    MODEL,
    RUN
  }

  /** How well it fits; the better ones first. */
  public enum Match {
    ID,
    NAME,
    START,
    PART
  }
}
