package signalbox.application.storage;

class InMemoryChoreRepositoryTest extends ChoreRepositoryContract {
  private final ChoreRepository chores = new InMemoryChoreRepository();

  @Override
  protected ChoreRepository chores() {
    return chores;
  }
}
