package signalbox.application.dataset;

import signalbox.domain.dataset.Dataset;

/** Checks targets of stored datasets. Thread-safe. */
public interface TargetChecks {
  /**
   * @param dataset as the caller has just read it: it is not asked again whether it is there
   * @throws signalbox.domain.error.SignalboxException {@code run.unknown_column} (field {@code
   *     target}) when the column is not there, {@code run.one_class} when it has fewer than two
   *     values
   */
  TargetCheck check(Dataset dataset, String target);
}
