package signalbox.application.identity;

class InMemoryUserRepositoryTest extends UserRepositoryContract {
  @Override
  protected UserRepository open() {
    return new InMemoryUserRepository();
  }
}
