package signalbox.application.study;

import org.jspecify.annotations.Nullable;
import signalbox.application.shared.PageRequest;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunOrder;

/**
 * Asks for a part of a project's studies; archived ones are left out. Needs the role viewer.
 *
 * @param nameContains upper and lower case are not told apart; empty for all
 * @param cursor the end of the page before; null for the first
 */
public record ListStudies(
    ProjectId project, String nameContains, RunOrder order, @Nullable String cursor, int limit) {
  public ListStudies {
    if (limit < 1 || limit > PageRequest.MAX_LIMIT) {
      throw SignalboxException.invalid("limit", "must be from 1 to " + PageRequest.MAX_LIMIT);
    }
  }
}
