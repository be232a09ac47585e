package signalbox.application.study;

import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;

/**
 * Asks for the trials of a study that have changed since. Needs the role viewer.
 *
 * @param after the study's revision up to which everything is known; 0 for all
 */
public record ListTrials(RunId study, long after, int limit) {
  public static final int DEFAULT_LIMIT = 1_000;
  public static final int MAX_LIMIT = 5_000;

  public ListTrials {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw SignalboxException.invalid("limit", "must be from 1 to " + MAX_LIMIT);
    }
  }
}
