package signalbox.infrastructure.postgres.identity;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import signalbox.application.identity.SessionRepositoryContract;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

class PostgresSessionRepositoryIT extends SessionRepositoryContract {
  private @Nullable PostgresDatabase database;

  @Override
  protected Stores open() {
    database = TestDatabases.fresh();
    return new Stores(
        new PostgresUserRepository(database), new PostgresSessionRepository(database));
  }

  @AfterEach
  void close() {
    if (database != null) {
      database.close();
    }
  }
}
