package signalbox.infrastructure.postgres.storage;

import org.junit.jupiter.api.AfterEach;
import signalbox.application.storage.RetentionHistory;
import signalbox.application.storage.RetentionHistoryContract;
import signalbox.domain.project.Project;
import signalbox.infrastructure.postgres.project.PostgresProjectRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresRetentionHistoryIT extends RetentionHistoryContract {
  private final PostgresDatabase database = TestDatabases.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected RetentionHistory history() {
    return new PostgresRetentionHistory(database);
  }

  @Override
  protected void store(Project project) {
    new PostgresProjectRepository(database).insert(project);
  }
}
