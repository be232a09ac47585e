package signalbox.application.identity;

class InMemorySessionRepositoryTest extends SessionRepositoryContract {
  @Override
  protected Stores open() {
    InMemoryUserRepository users = new InMemoryUserRepository();
    return new Stores(users, new InMemorySessionRepository());
  }
}
