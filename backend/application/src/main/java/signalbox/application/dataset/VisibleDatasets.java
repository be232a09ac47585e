package signalbox.application.dataset;

import signalbox.application.identity.AccessPolicy;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Finds datasets for callers who have a role in their project. Thread-safe. */
public final class VisibleDatasets {
  private final AccessPolicy access;
  private final DatasetRepository datasets;

  public VisibleDatasets(AccessPolicy access, DatasetRepository datasets) {
    this.access = access;
    this.datasets = datasets;
  }

  /**
   * @throws SignalboxException {@code dataset.not_found} for a stranger as well, {@code
   *     auth.forbidden} for a role that is too small
   */
  Dataset require(Principal caller, DatasetId id, Role role) {
    Dataset dataset = datasets.find(id).orElseThrow(() -> missing(id));
    if (access.roleOf(caller, dataset.projectId()).isEmpty()) {
      throw missing(id);
    }
    access.requireRole(caller, dataset.projectId(), role);
    return dataset;
  }

  /**
   * @throws SignalboxException {@code dataset.not_a_table} for an instance besides
   */
  Dataset requireTable(Principal caller, DatasetId id, Role role) {
    Dataset dataset = require(caller, id, role);
    if (dataset.format().instance()) {
      throw dataset.format().notATable();
    }
    return dataset;
  }

  static SignalboxException missing(DatasetId id) {
    return SignalboxException.of(ErrorCode.DATASET_NOT_FOUND).safe("id", id);
  }
}
