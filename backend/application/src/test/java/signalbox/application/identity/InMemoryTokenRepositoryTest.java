package signalbox.application.identity;

class InMemoryTokenRepositoryTest extends TokenRepositoryContract {
  @Override
  protected Stores open() {
    InMemoryUserRepository users = new InMemoryUserRepository();
    return new Stores(users, new InMemoryTokenRepository(users));
  }
}
