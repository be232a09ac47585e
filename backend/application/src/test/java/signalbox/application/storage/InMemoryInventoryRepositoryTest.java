package signalbox.application.storage;

import signalbox.application.run.TestRuns;
import signalbox.domain.identity.UserId;

class InMemoryInventoryRepositoryTest extends InventoryRepositoryContract {
  private final InventoryRepository inventories = new InMemoryInventoryRepository();
  private final UserId user = new UserId(TestRuns.IDS.next());

  @Override
  protected InventoryRepository inventories() {
    return inventories;
  }

  @Override
  protected UserId user() {
    return user;
  }
}
