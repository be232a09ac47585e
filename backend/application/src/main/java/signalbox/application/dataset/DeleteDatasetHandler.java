package signalbox.application.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Deletes a version: first the row, then the bytes, so that a dataset never lacks them. */
public final class DeleteDatasetHandler implements Handler<DeleteDataset, Boolean> {
  private static final int NAMED = 5;

  private final VisibleDatasets visible;
  private final Ports ports;
  private final Transactions transactions;

  /** Where something of a dataset lies, and who uses it. */
  public record Ports(
      DatasetCatalogue datasets,
      DatasetTraces traces,
      ObjectStore objects,
      TableSamples samples,
      RowPages pages) {}

  public DeleteDatasetHandler(VisibleDatasets visible, Ports ports, Transactions transactions) {
    this.visible = visible;
    this.ports = ports;
    this.transactions = transactions;
  }

  @Override
  public Boolean handle(Principal caller, DeleteDataset command) {
    Dataset dataset = visible.require(caller, command.dataset(), Role.EDITOR);
    transactions.inTransaction(() -> {
      if (!ports.datasets().delete(dataset.id())) {
        throw SignalboxException.of(ErrorCode.DATASET_IN_USE)
            .unsafe("users", users(ports.traces().trace(dataset.id(), NAMED)));
      }
    });
    StoreTable.forget(dataset, ports.objects(), ports.samples(), ports.pages());
    return true;
  }

  /** {@code 7 runs (a, b, c, d, e, …) and 1 model (m v2)}. */
  private static String users(DatasetLineage lineage) {
    List<DatasetLineage.Runs> kinds =
        List.of(lineage.trainings(), lineage.predictions(), lineage.solves(), lineage.studies());
    List<String> names =
        kinds.stream()
            .flatMap(kind -> kind.items().stream())
            .map(DatasetLineage.Use::name)
            .limit(NAMED)
            .toList();
    List<String> users = new ArrayList<>();
    long runs = kinds.stream().mapToLong(DatasetLineage.Runs::total).sum();
    users.add(words(runs, "run", names));
    if (lineage.models().total() > 0) {
      users.add(
          words(
              lineage.models().total(),
              "model version",
              lineage.models().items().stream()
                  .map(made -> made.name() + " v" + made.version())
                  .toList()));
    }
    return users.stream().collect(Collectors.joining(" and "));
  }

  private static String words(long count, String noun, List<String> names) {
    String more = count > names.size() ? ", …" : "";
    return count
        + " "
        + noun
        + (count == 1 ? "" : "s")
        + (names.isEmpty() ? "" : " (" + String.join(", ", names) + more + ")");
  }
}
