package signalbox.application.artifact;

import signalbox.application.run.InMemoryRecords;
import signalbox.application.run.InMemoryRunRepository;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Transactions;

final class InMemoryArtifactRepositoryTest extends ArtifactRepositoryContract {
  @Override
  protected ArtifactRepository artifacts() {
    return artifacts;
  }

  private final ArtifactRepository artifacts = new InMemoryArtifactRepository();
  private final RunRepository runs = new InMemoryRunRepository();

  @Override
  protected RunRepository runs() {
    return runs;
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
