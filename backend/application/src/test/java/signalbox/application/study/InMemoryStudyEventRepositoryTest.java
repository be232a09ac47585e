package signalbox.application.study;

import signalbox.application.run.InMemoryRecords;
import signalbox.application.run.InMemoryRunRepository;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Transactions;

final class InMemoryStudyEventRepositoryTest extends StudyEventRepositoryContract {
  private final InMemoryRunRepository runs = new InMemoryRunRepository();
  private final InMemoryStudyRepository studies = new InMemoryStudyRepository();
  private final InMemoryStudyEventRepository events = new InMemoryStudyEventRepository();

  @Override
  protected RunRepository runs() {
    return runs;
  }

  @Override
  protected StudyRepository studies() {
    return studies;
  }

  @Override
  protected StudyEventRepository events() {
    return events;
  }

  @Override
  protected Records records() {
    return new InMemoryRecords();
  }

  @Override
  protected Transactions transactions() {
    return new ImmediateTransactions();
  }
}
