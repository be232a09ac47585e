package signalbox.application.study;

import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;

/**
 * Asks for a part of a study's log: what comes after a place, what comes before one, or, without
 * either, its end. Needs the role viewer.
 */
public record ListStudyEvents(
    RunId study,
    StudyEventFilter filter,
    @Nullable StudyEventPlace after,
    @Nullable StudyEventPlace before,
    int limit) {
  public static final int DEFAULT_LIMIT = 200;
  public static final int MAX_LIMIT = 1_000;

  public ListStudyEvents {
    if (after != null && before != null) {
      throw SignalboxException.invalid("before", "must not be beside after");
    }
    if (limit < 1 || limit > MAX_LIMIT) {
      throw SignalboxException.invalid("limit", "must be from 1 to " + MAX_LIMIT);
    }
  }
}
