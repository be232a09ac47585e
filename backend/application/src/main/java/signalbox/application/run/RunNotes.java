package signalbox.application.run;

import java.util.Optional;
import signalbox.domain.run.RunId;

/** What people write on runs. Thread-safe; takes part in the current transaction. */
public interface RunNotes {
  Optional<Notes> find(RunId run);

  void put(RunId run, Notes notes);

  /** No effect when there are none. */
  void remove(RunId run);
}
