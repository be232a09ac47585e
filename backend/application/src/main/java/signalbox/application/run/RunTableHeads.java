package signalbox.application.run;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/**
 * What a list of runs asks of their project, at once. Thread-safe; takes part in the current
 * transaction.
 */
public interface RunTableHeads {
  /** Empty for a project that is not there. */
  Optional<Head> find(ProjectId project, UserId reader);

  /**
   * A project.
   *
   * @param membership what the reader is in it; null when he is no member
   * @param server which server of the store answers, since which start: one that has taken over may
   *     lack the last revisions of the one before, and then gives their numbers to other changes
   * @param revision the newest run revision
   * @param deletion the newest run revision that was a deletion; 0 for none
   * @param baseline what the team compares others with; null for none
   */
  record Head(
      @Nullable Role membership,
      String server,
      long revision,
      long deletion,
      @Nullable RunId baseline) {}
}
