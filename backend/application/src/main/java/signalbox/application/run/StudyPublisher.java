package signalbox.application.run;

import java.util.List;
import java.util.UUID;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.run.Run;

/** Sends the commands of a study. Takes part in the current transaction. Thread-safe. */
@FunctionalInterface
public interface StudyPublisher {
  /**
   * Says again what is wanted of a study: its start, and what people have changed since.
   *
   * @param datasets what each trial works on, in the order of the study's specification
   * @return the id of the command that starts it
   */
  UUID publish(Run study, List<Dataset> datasets);
}
