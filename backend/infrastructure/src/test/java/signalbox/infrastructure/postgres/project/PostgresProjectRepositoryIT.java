package signalbox.infrastructure.postgres.project;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import signalbox.application.project.ProjectRepositoryContract;
import signalbox.infrastructure.postgres.identity.PostgresUserRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

class PostgresProjectRepositoryIT extends ProjectRepositoryContract {
  private @Nullable PostgresDatabase database;

  @Override
  protected Stores open() {
    database = TestDatabases.fresh();
    return new Stores(
        new PostgresUserRepository(database), new PostgresProjectRepository(database));
  }

  @AfterEach
  void close() {
    if (database != null) {
      database.close();
    }
  }
}
