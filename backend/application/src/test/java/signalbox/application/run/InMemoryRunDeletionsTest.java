package signalbox.application.run;

import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Transactions;
import signalbox.application.study.InMemoryStudyRepository;
import signalbox.application.study.InMemoryTrialRepository;
import signalbox.application.study.StudyRepository;
import signalbox.application.study.TrialRepository;

final class InMemoryRunDeletionsTest extends RunDeletionsContract {
  private final InMemoryRunRepository runs = new InMemoryRunRepository();
  private final InMemoryStudyRepository studies = new InMemoryStudyRepository();
  private final InMemoryTrialRepository trials = new InMemoryTrialRepository(studies, runs);
  private final InMemoryRunDeletions deletions = new InMemoryRunDeletions(trials);

  @Override
  protected RunDeletions deletions() {
    return deletions;
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
  protected TrialRepository trials() {
    return trials;
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
