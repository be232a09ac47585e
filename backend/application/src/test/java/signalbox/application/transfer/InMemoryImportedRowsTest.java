package signalbox.application.transfer;

import signalbox.application.identity.InMemoryUserRepository;
import signalbox.application.project.InMemoryProjectRepository;
import signalbox.application.project.ProjectRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.UserId;

class InMemoryImportedRowsTest extends ImportedRowsContract {
  private final InMemoryProjectRepository projects =
      new InMemoryProjectRepository(new InMemoryUserRepository());
  private final InMemoryImportedRows rows =
      new InMemoryImportedRows(projects, new InMemoryImports());

  @Override
  protected ImportedRows rows() {
    return rows;
  }

  @Override
  protected ProjectRepository projects() {
    return projects;
  }

  @Override
  protected Transactions transactions() {
    return new ImmediateTransactions();
  }

  @Override
  protected UserId user() {
    return new UserId(TestRuns.IDS.next());
  }
}
