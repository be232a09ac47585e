package signalbox.application.run;

import java.util.Collection;
import java.util.Map;
import signalbox.domain.run.RunId;
import signalbox.domain.study.TrialState;

/** What trials are to their studies. Thread-safe. */
@FunctionalInterface
public interface TrialStates {
  /** Of those of the runs that are trials. */
  Map<RunId, TrialState> of(Collection<RunId> trials);
}
