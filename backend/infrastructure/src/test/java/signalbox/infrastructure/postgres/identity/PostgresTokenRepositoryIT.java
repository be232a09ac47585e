package signalbox.infrastructure.postgres.identity;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import signalbox.application.identity.TokenRepositoryContract;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

class PostgresTokenRepositoryIT extends TokenRepositoryContract {
  private @Nullable PostgresDatabase database;

  @Override
  protected Stores open() {
    database = TestDatabases.fresh();
    return new Stores(new PostgresUserRepository(database), new PostgresTokenRepository(database));
  }

  @AfterEach
  void close() {
    if (database != null) {
      database.close();
    }
  }
}
