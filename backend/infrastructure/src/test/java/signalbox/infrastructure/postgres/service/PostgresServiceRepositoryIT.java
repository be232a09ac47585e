package signalbox.infrastructure.postgres.service;

import org.junit.jupiter.api.AfterEach;
import signalbox.application.service.ServiceRepository;
import signalbox.application.service.ServiceRepositoryContract;
import signalbox.application.shared.Transactions;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresServiceRepositoryIT extends ServiceRepositoryContract {
  private final PostgresDatabase database = TestDatabases.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected ServiceRepository services() {
    return new PostgresServiceRepository(database);
  }

  @Override
  protected Transactions transactions() {
    return new PostgresTransactions(database);
  }
}
