package signalbox.application.run;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;

/**
 * Runs with what somebody is in their projects. Thread-safe; always answers from the store, and
 * takes part in the current transaction.
 */
public interface MemberRuns {
  /** Empty for a run that is not there. */
  Optional<Found> find(RunId run, UserId reader);

  /**
   * A run, and who wants to open it.
   *
   * @param membership what the reader is in its project; null when he is no member
   */
  record Found(Run run, @Nullable Role membership) {}
}
