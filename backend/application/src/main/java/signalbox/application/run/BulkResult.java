package signalbox.application.run;

import java.util.List;
import java.util.Map;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;

/**
 * What became of each run.
 *
 * @param started the new runs, by the one that each tries again
 */
public record BulkResult(
    List<RunId> succeeded, Map<RunId, SignalboxException> failed, Map<RunId, RunId> started) {
  public BulkResult {
    succeeded = List.copyOf(succeeded);
  }
}
