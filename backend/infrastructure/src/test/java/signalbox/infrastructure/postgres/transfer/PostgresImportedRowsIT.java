package signalbox.infrastructure.postgres.transfer;

import org.junit.jupiter.api.AfterEach;
import signalbox.application.project.ProjectRepository;
import signalbox.application.shared.Transactions;
import signalbox.application.transfer.ImportedRows;
import signalbox.application.transfer.ImportedRowsContract;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.project.PostgresProjectRepository;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresImportedRowsIT extends ImportedRowsContract {
  private final PostgresDatabase database = TestDatabases.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected ImportedRows rows() {
    return new PostgresImportedRows(database);
  }

  @Override
  protected ProjectRepository projects() {
    return new PostgresProjectRepository(database);
  }

  @Override
  protected Transactions transactions() {
    return new PostgresTransactions(database);
  }

  @Override
  protected UserId user() {
    return new PostgresRecords(database).user();
  }
}
