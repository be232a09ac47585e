package signalbox.application.dataset;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Finds what was made from a dataset. */
public final class TraceDatasetHandler implements Handler<TraceDataset, DatasetLineage> {
  static final int MAX_LISTED = 100;

  private final VisibleDatasets visible;
  private final DatasetTraces traces;

  public TraceDatasetHandler(VisibleDatasets visible, DatasetTraces traces) {
    this.visible = visible;
    this.traces = traces;
  }

  @Override
  public DatasetLineage handle(Principal caller, TraceDataset query) {
    visible.require(caller, query.dataset(), Role.VIEWER);
    return traces.trace(query.dataset(), MAX_LISTED);
  }
}
