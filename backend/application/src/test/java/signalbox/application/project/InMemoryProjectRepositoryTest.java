package signalbox.application.project;

import signalbox.application.identity.InMemoryUserRepository;

class InMemoryProjectRepositoryTest extends ProjectRepositoryContract {
  @Override
  protected Stores open() {
    InMemoryUserRepository users = new InMemoryUserRepository();
    return new Stores(users, new InMemoryProjectRepository(users));
  }
}
