package signalbox.application.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import signalbox.application.shared.Handler;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Compares two datasets of a project: rows, columns, and from their samples how values moved. */
public final class CompareDatasetsHandler implements Handler<CompareDatasets, DatasetDifference> {
  /** Two samples take up to some tens of MiB of memory. */
  private final Semaphore place = new Semaphore(1, true);

  private final VisibleDatasets visible;
  private final TableSamples samples;

  public CompareDatasetsHandler(VisibleDatasets visible, TableSamples samples) {
    this.visible = visible;
    this.samples = samples;
  }

  @Override
  public DatasetDifference handle(Principal caller, CompareDatasets query) {
    Dataset dataset = visible.requireTable(caller, query.dataset(), Role.VIEWER);
    Dataset base = visible.requireTable(caller, query.base(), Role.VIEWER);
    if (!dataset.projectId().equals(base.projectId())) {
      throw SignalboxException.invalid("base", "must be a dataset of the same project");
    }
    place.acquireUninterruptibly();
    try {
      return difference(dataset, samples.load(dataset), base, samples.load(base));
    } finally {
      place.release();
    }
  }

  static DatasetDifference difference(
      Dataset dataset, TableSample sample, Dataset base, TableSample baseSample) {
    List<Column> added = new ArrayList<>();
    List<DatasetDifference.TypeChange> changed = new ArrayList<>();
    List<DatasetDifference.ColumnDrift> drift = new ArrayList<>();
    for (int i = 0; i < dataset.columns().size(); i++) {
      Column column = dataset.columns().get(i);
      Optional<Column> before = base.column(column.name());
      if (before.isEmpty()) {
        added.add(column);
        continue;
      }
      Column old = before.get();
      if (old.type() != column.type()) {
        changed.add(new DatasetDifference.TypeChange(column.name(), old.type(), column.type()));
      }
      drift.add(
          Drift.of(
              column.name(),
              old.type(),
              baseSample.column(base.columns().indexOf(old)),
              column.type(),
              sample.column(i)));
    }
    List<Column> removed =
        base.columns().stream().filter(column -> dataset.column(column.name()).isEmpty()).toList();
    return new DatasetDifference(
        dataset.rows(),
        base.rows(),
        added,
        removed,
        changed,
        drift,
        sample.rows().size(),
        baseSample.rows().size());
  }
}
