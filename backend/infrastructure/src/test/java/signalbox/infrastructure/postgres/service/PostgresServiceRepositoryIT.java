package signalbox.infrastructure.postgres.service;

import org.junit.jupiter.api.AfterAll;
import signalbox.application.service.ServiceRepository;
import signalbox.application.service.ServiceRepositoryContract;
import signalbox.application.shared.Transactions;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresServiceRepositoryIT extends ServiceRepositoryContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected ServiceRepository services() {
    return new PostgresServiceRepository(DATABASE);
  }

  @Override
  protected Transactions transactions() {
    return new PostgresTransactions(DATABASE);
  }
}
