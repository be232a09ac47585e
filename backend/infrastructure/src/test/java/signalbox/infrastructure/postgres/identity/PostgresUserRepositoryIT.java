package signalbox.infrastructure.postgres.identity;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import signalbox.application.identity.UserRepository;
import signalbox.application.identity.UserRepositoryContract;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

class PostgresUserRepositoryIT extends UserRepositoryContract {
  private @Nullable PostgresDatabase database;

  @Override
  protected UserRepository open() {
    database = TestDatabases.fresh();
    return new PostgresUserRepository(database);
  }

  @AfterEach
  void close() {
    if (database != null) {
      database.close();
    }
  }
}
