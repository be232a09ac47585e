package signalbox.application.study;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import signalbox.application.run.InMemoryRecords;
import signalbox.application.run.InMemoryRunRepository;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;

final class InMemoryStudyInstancesTest extends StudyInstancesContract {
  private final Set<DatasetId> deleted = new HashSet<>();
  private final InMemoryRunRepository runs = new InMemoryRunRepository();
  private final InMemoryStudyRepository studies = new InMemoryStudyRepository();
  private final InMemoryStudyInstances instances =
      new InMemoryStudyInstances(id ->
          deleted.contains(id)
              ? Optional.empty()
              : Optional.of(new StudyInstance(id, "titanic.csv", 1, DatasetFormat.CSV, null)));

  @Override
  protected StudyInstances instances() {
    return instances;
  }

  @Override
  protected RunRepository runs() {
    return runs;
  }

  @Override
  protected StudyRepository studies() {
    return studies;
  }

  @Override
  protected Records records() {
    return new InMemoryRecords();
  }

  @Override
  protected Transactions transactions() {
    return new ImmediateTransactions();
  }

  @Override
  protected void delete(DatasetId dataset) {
    deleted.add(dataset);
  }
}
