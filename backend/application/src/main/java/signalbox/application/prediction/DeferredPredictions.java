package signalbox.application.prediction;

import signalbox.application.run.RunView;
import signalbox.domain.identity.Principal;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelVersion;

/** Goes on with a prediction that takes too long for a request. Thread-safe. */
@FunctionalInterface
public interface DeferredPredictions {
  /**
   * Stores the rows as a dataset of the model's project and starts a prediction run over it.
   *
   * @param csv a header line and the rows, in UTF-8
   */
  RunView start(Principal caller, Model model, ModelVersion version, String csv);
}
