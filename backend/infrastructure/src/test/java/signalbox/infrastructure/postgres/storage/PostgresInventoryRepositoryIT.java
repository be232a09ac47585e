package signalbox.infrastructure.postgres.storage;

import org.junit.jupiter.api.AfterEach;
import signalbox.application.storage.InventoryRepository;
import signalbox.application.storage.InventoryRepositoryContract;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresInventoryRepositoryIT extends InventoryRepositoryContract {
  private final PostgresDatabase database = TestDatabases.fresh();
  private final InventoryRepository inventories = new PostgresInventoryRepository(database);

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected InventoryRepository inventories() {
    return inventories;
  }

  @Override
  protected UserId user() {
    return new PostgresRecords(database).user();
  }
}
